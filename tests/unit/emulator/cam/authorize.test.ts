import type { CalledApi } from "../../../../emulator/src/cam/api-access";
import { createAuthorizer } from "../../../../emulator/src/cam/authorize";
import { allowing, camCalls } from "./cam-calls";

async function scene(document: string) {
  const calls = camCalls();
  const { Uin, SecretId } = await calls.call("AddUser", { Name: "writer", UseApi: 1 });
  const { PolicyId } = await calls.call("CreatePolicy", { PolicyName: "p", PolicyDocument: document });
  await calls.call("AttachUserPolicy", { PolicyId, AttachUin: Uin });
  return { ...calls, authorizer: createAuthorizer(calls), secretId: String(SecretId) };
}

const PUT = {
  action: "name/cos:PutObject",
  bucket: "slices-1250000000",
  region: "ap-singapore",
  key: "prod/a:b.ogg",
};
const CREATE: CalledApi = { operation: "trtc:CreateCloudSliceTask", region: "ap-singapore", params: {} };
const REMOVE: CalledApi = { ...CREATE, operation: "trtc:RemoveUser", params: { SdkAppId: 1400000001 } };
const PREFIX = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/prod/*";

test("keys of the account itself may do everything", async () => {
  const { authorizer, account } = await scene(allowing(["cos:PutObject"], [PREFIX]));
  expect(authorizer.missingFor(account.root, { ...CREATE, operation: "cam:AddUser" })).toBeUndefined();
  expect(authorizer.mayStore({ ...PUT, secretId: "AKIDextra", action: "name/cos:DeleteBucket" })).toBe(true);
});

test("a key that is not known may do nothing", async () => {
  const { authorizer } = await scene(allowing(["*"], ["*"]));
  expect(authorizer.mayStore({ ...PUT, secretId: "AKIDunknown" })).toBe(false);
});

test.each([
  ["the prefix", {}, true],
  ["another prefix", { key: "test/a" }, false],
  ["another bucket", { bucket: "other-1250000000" }, false],
  ["another region", { region: "ap-guangzhou" }, false],
  ["another action", { action: "name/cos:GetObject" }, false],
  ["the bucket", { action: "name/cos:GetBucket", key: "" }, false],
  ["the service", { action: "name/cos:GetService", bucket: "", key: "" }, false],
])("a key that may put under a prefix: %s is %p", async (_name, changes, allowed) => {
  const { authorizer, secretId } = await scene(allowing(["cos:PutObject"], [PREFIX]));
  expect(authorizer.mayStore({ ...PUT, ...changes, secretId })).toBe(allowed);
});

test("the service is allowed by a policy about everything", async () => {
  const { authorizer, secretId } = await scene(allowing(["cos:GetService"], ["*"]));
  const service = { ...PUT, action: "name/cos:GetService", bucket: "", key: "", secretId };
  expect(authorizer.mayStore(service)).toBe(true);
});

/** A scene, and its key as the gateway knows it. */
async function caller(document: string) {
  const { authorizer, account, secretId } = await scene(document);
  const key = account.key(secretId);
  if (key === undefined) throw new Error("the key does not work");
  return { missingFor: (call: CalledApi) => authorizer.missingFor(key, call) };
}

const APPLICATION = "qcs::trtc::uin/100000000001:sdkappid/1400000001";

test("an API without a resource of its own is allowed by the resource * only", async () => {
  const everything = await caller(allowing(["trtc:*"], ["*"]));
  expect(everything.missingFor(CREATE)).toBeUndefined();
  expect(everything.missingFor({ ...CREATE, operation: "cam:AddUser" })).toEqual({
    action: "cam:AddUser",
    resource: "*",
  });
  const one = await caller(allowing(["trtc:*"], [APPLICATION]));
  expect(one.missingFor(CREATE)).toEqual({ action: "trtc:CreateCloudSliceTask", resource: "*" });
});

test("an API with a resource of its own is allowed by that resource, and by *", async () => {
  const one = await caller(allowing(["trtc:*"], [APPLICATION]));
  expect(one.missingFor(REMOVE)).toBeUndefined();
  expect(one.missingFor({ ...REMOVE, params: { SdkAppId: 1400000002 } })).toEqual({
    action: "trtc:RemoveUser",
    resource: "qcs::trtc::uin/100000000001:sdkappid/1400000002",
  });
  const everything = await caller(allowing(["trtc:*"], ["*"]));
  expect(everything.missingFor(REMOVE)).toBeUndefined();
});

test("an empty account is the account's own", async () => {
  const own = await caller(allowing(["trtc:RemoveUser"], ["qcs::trtc:::sdkappid/1400000001"]));
  expect(own.missingFor(REMOVE)).toBeUndefined();
});

test("of several things that a call needs the first that is missing is named", async () => {
  const params = { FunctionName: "trtc-a", Role: "events" };
  const call = { operation: "scf:CreateFunction", region: "ap-singapore", params };
  const neither = await caller(allowing(["cos:PutObject"], ["*"]));
  expect(neither.missingFor(call)).toEqual({
    action: "scf:CreateFunction",
    resource: "qcs::scf:ap-singapore:uin/100000000001:namespace/default/function/trtc-a",
  });
  const half = await caller(allowing(["scf:CreateFunction"], ["*"]));
  expect(half.missingFor(call)).toEqual({
    action: "cam:PassRole",
    resource: "qcs::cam::uin/100000000001:roleName/events",
  });
  const both = await caller(allowing(["scf:CreateFunction", "cam:PassRole"], ["*"]));
  expect(both.missingFor(call)).toBeUndefined();
});

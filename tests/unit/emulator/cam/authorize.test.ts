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
const PREFIX = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/prod/*";

test("keys of the account itself may do everything", async () => {
  const { authorizer, account } = await scene(allowing(["cos:PutObject"], [PREFIX]));
  expect(authorizer.mayCall(account.root, "cam:AddUser")).toBe(true);
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

test("APIs are allowed as a whole, by the resource * only", async () => {
  const everything = await scene(allowing(["trtc:*"], ["*"]));
  const key = everything.account.key(everything.secretId);
  if (key === undefined) throw new Error("the key does not work");
  expect(everything.authorizer.mayCall(key, "trtc:CreateCloudSliceTask")).toBe(true);
  expect(everything.authorizer.mayCall(key, "cam:AddUser")).toBe(false);
  const one = await scene(allowing(["trtc:*"], ["qcs::trtc::uin/100000000001:sdkappid/1400000001"]));
  expect(one.authorizer.mayCall({ ...key, holder: 100000000101 }, "trtc:CreateCloudSliceTask")).toBe(false);
});

import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../../provider/resource/schema";
import { camUserPolicyAttachment } from "../../../../../provider/tencent/kinds/cam-user-policy-attachment";
import { InputError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { camRefusal, camSilence, kindLifecycle, reasonsOf } from "./kind-lifecycle";

const INPUTS = { userName: "reader", policyName: "read-slices" };
const STATE = { ...INPUTS, uin: 100000000002, policyId: 77 };
const ID = "reader/read-slices";
const USER = { Uin: 100000000002 };
const POLICIES = { List: [{ PolicyId: 77, PolicyName: "read-slices" }] };
const ATTACHED = { List: [{ PolicyId: 1 }, { PolicyId: 77 }], TotalNum: 2 };

function attachmentLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  return { lifecycle: kindLifecycle(camUserPolicyAttachment({ cam: client })), client };
}

describe("check", () => {
  const { lifecycle } = attachmentLifecycle();
  const USER_RULE = "allowed is the name of a sub-user: hand on the name of a CamUser";
  const POLICY_RULE = "allowed is the name of a policy: hand on the policyName of a CamPolicy";

  test.each([
    ["names", INPUTS],
    ["what is only known later", { userName: UNKNOWN, policyName: UNKNOWN }],
  ])("accepts %s", (_name, inputs) => {
    expect(lifecycle.check({}, inputs)).toEqual({ inputs, failures: [] });
  });

  test.each([
    [{}, [`userName is missing, ${USER_RULE}`, `policyName is missing, ${POLICY_RULE}`]],
    [{ userName: "", policyName: 7 }, [`userName is "", ${USER_RULE}`, `policyName is 7, ${POLICY_RULE}`]],
    [
      { ...INPUTS, uin: 7 },
      ["uin is not an argument, allowed here are userName, policyName: correct or remove it"],
    ],
  ])("refuses %j", (inputs, reasons) => {
    expect(reasonsOf(lifecycle, inputs)).toEqual(reasons);
  });
});

test.each([
  ["the same", {}, { changes: false, replaces: [] }],
  ["another user", { userName: "writer" }, { changes: true, replaces: ["userName"] }],
  ["another policy", { policyName: "write" }, { changes: true, replaces: ["policyName"] }],
])("diff of %s", (_name, changes, expected) => {
  expect(attachmentLifecycle().lifecycle.diff(STATE, { ...INPUTS, ...changes })).toEqual({
    ...expected,
    deleteBeforeReplace: false,
  });
});

describe("create", () => {
  test("asks for the numbers of both, and attaches by a call that may be made again", async () => {
    const { lifecycle, client } = attachmentLifecycle({
      GetUser: [USER],
      ListPolicies: [POLICIES],
      AttachUserPolicy: [{ RequestId: "r-0" }],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(client.calls).toEqual([
      { action: "GetUser", params: { Name: "reader" } },
      { action: "ListPolicies", params: { Keyword: "read-slices", Scope: "Local", Page: 1, Rp: 200 } },
      { action: "AttachUserPolicy", params: { AttachUin: 100000000002, PolicyId: 77 } },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, true, true]);
  });

  test.each<[string, Record<string, Answer[]>, string]>([
    [
      "user",
      { GetUser: [camRefusal("ResourceNotFound.UserNotExist", "GetUser")] },
      'userName is "reader", which no user of the account has: hand on the name of a CamUser',
    ],
    [
      "policy",
      { GetUser: [USER], ListPolicies: [{ List: [] }] },
      'policyName is "read-slices", which no policy of the account has: hand on the policyName of a CamPolicy',
    ],
  ])("names a %s that the account does not have", async (_name, answers, message) => {
    const { lifecycle } = attachmentLifecycle(answers);
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(new InputError(message));
  });

  test("that failed in the end says so: the next one attaches what is attached already", async () => {
    const lost = camSilence("AttachUserPolicy");
    const { lifecycle } = attachmentLifecycle({
      GetUser: [USER],
      ListPolicies: [POLICIES],
      AttachUserPolicy: [lost],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toBe(lost);
  });
});

describe("read", () => {
  test("without drift changes nothing", async () => {
    const { lifecycle, client } = attachmentLifecycle({ ListAttachedUserPolicies: [ATTACHED] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: ID, props: STATE });
    expect(client.calls).toEqual([
      { action: "ListAttachedUserPolicies", params: { TargetUin: 100000000002, Page: 1, Rp: 200 } },
    ]);
  });

  test("looks through every page", async () => {
    const full = { List: Array.from({ length: 200 }, (_, index) => ({ PolicyId: 1_000 + index })) };
    const { lifecycle, client } = attachmentLifecycle({ ListAttachedUserPolicies: [full, ATTACHED] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: ID, props: STATE });
    expect(client.calls.map(({ params }) => params)).toEqual([
      { TargetUin: 100000000002, Page: 1, Rp: 200 },
      { TargetUin: 100000000002, Page: 2, Rp: 200 },
    ]);
  });

  test.each<[string, Answer]>([
    ["the policy was detached", { List: [{ PolicyId: 1 }] }],
    ["the user has no policies", { List: [], TotalNum: 0 }],
    ["the user is gone", camRefusal("InvalidParameter.UserNotExist", "ListAttachedUserPolicies")],
  ])("says by an empty id that %s", async (_name, answer) => {
    const { lifecycle } = attachmentLifecycle({ ListAttachedUserPolicies: [answer] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

test("update has nothing to do: both arguments replace", async () => {
  const { lifecycle, client } = attachmentLifecycle();
  await expect(lifecycle.update(ID, STATE, INPUTS)).resolves.toEqual({ outs: STATE });
  expect(client.calls).toEqual([]);
});

test.each<[string, Answer]>([
  ["a policy that is attached", { RequestId: "r-0" }],
  ["a policy that is gone", camRefusal("InvalidParameter.PolicyIdNotExist", "DetachUserPolicy")],
  ["a user that is gone", camRefusal("ResourceNotFound.UserNotExist", "DetachUserPolicy")],
])("delete of %s is a success", async (_name, answer) => {
  const { lifecycle, client } = attachmentLifecycle({ DetachUserPolicy: [answer] });
  await expect(lifecycle.delete(ID, STATE)).resolves.toBeUndefined();
  expect(client.calls).toEqual([
    { action: "DetachUserPolicy", params: { DetachUin: 100000000002, PolicyId: 77 } },
  ]);
});

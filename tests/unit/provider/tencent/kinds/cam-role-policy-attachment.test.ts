import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { camRolePolicyAttachment } from "../../../../../provider/tencent/kinds/cam-role-policy-attachment";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { camRefusal, kindLifecycle, reasonsOf } from "./kind-lifecycle";

const INPUTS = { roleName: "events", policyName: "store-events" };
const ID = "events/store-events";
const DONE = { RequestId: "r-0" };
const LISTED = { List: [{ PolicyId: 7, PolicyName: "store-events" }], TotalNum: 1 };

function attachmentLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  return { lifecycle: kindLifecycle(camRolePolicyAttachment({ cam: client })), client };
}

test("check wants both names", () => {
  expect(reasonsOf(attachmentLifecycle().lifecycle, {})).toEqual([
    "roleName is missing, allowed is the name of a role: hand on the roleName of a CamRole",
    "policyName is missing, allowed is the name of a policy: hand on the policyName of a CamPolicy",
  ]);
});

test.each([
  ["the same names", {}, { changes: false, replaces: [] }],
  ["another role", { roleName: "other" }, { changes: true, replaces: ["roleName"] }],
  ["another policy", { policyName: "other" }, { changes: true, replaces: ["policyName"] }],
])("diff of %s", (_name, changes, expected) => {
  expect(attachmentLifecycle().lifecycle.diff(INPUTS, { ...INPUTS, ...changes })).toEqual({
    deleteBeforeReplace: false,
    ...expected,
  });
});

test("create attaches by names", async () => {
  const { lifecycle, client } = attachmentLifecycle({ AttachRolePolicy: [DONE] });
  await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: INPUTS });
  expect(client.calls).toEqual([
    { action: "AttachRolePolicy", params: { AttachRoleName: "events", PolicyName: "store-events" } },
  ]);
});

describe("read", () => {
  test("of a policy that is attached changes nothing", async () => {
    const { lifecycle, client } = attachmentLifecycle({ ListAttachedRolePolicies: [LISTED] });
    await expect(lifecycle.read(ID, INPUTS)).resolves.toEqual({ id: ID, props: INPUTS });
    expect(client.calls).toEqual([
      { action: "ListAttachedRolePolicies", params: { RoleName: "events", Page: 1, Rp: 200 } },
    ]);
  });

  test("finds it on a later page", async () => {
    const others = Array.from({ length: 200 }, (_, index) => ({ PolicyName: `other-${index}` }));
    const { lifecycle } = attachmentLifecycle({ ListAttachedRolePolicies: [{ List: others }, LISTED] });
    await expect(lifecycle.read(ID, INPUTS)).resolves.toEqual({ id: ID, props: INPUTS });
  });

  test.each<[string, Answer]>([
    ["is no longer attached", { List: [{ PolicyId: 8, PolicyName: "store-events-2" }] }],
    ["has lost its role", camRefusal("InvalidParameter.RoleNotExist", "ListAttachedRolePolicies")],
  ])("says by an empty id that the policy %s", async (_name, answer) => {
    const { lifecycle } = attachmentLifecycle({ ListAttachedRolePolicies: [answer] });
    await expect(lifecycle.read(ID, INPUTS)).resolves.toEqual({ id: "", props: {} });
  });
});

test.each<[string, Answer]>([
  ["an attachment", DONE],
  ["one whose role is gone", camRefusal("InvalidParameter.RoleNotExist", "DetachRolePolicy")],
  ["one whose policy is gone", camRefusal("InvalidParameter.PolicyIdNotExist", "DetachRolePolicy")],
])("delete of %s is a success", async (_name, answer) => {
  const { lifecycle, client } = attachmentLifecycle({ DetachRolePolicy: [answer] });
  await expect(lifecycle.delete(ID, INPUTS)).resolves.toBeUndefined();
  expect(client.calls).toEqual([
    { action: "DetachRolePolicy", params: { DetachRoleName: "events", PolicyName: "store-events" } },
  ]);
});

import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { camRole } from "../../../../../provider/tencent/kinds/cam-role";
import { GoneError, InputError, UnknownOutcomeError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { camRefusal, camSilence, kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";

const TRUST =
  '{"version":"2.0","statement":[{"action":"name/sts:AssumeRole","effect":"allow","principal":{"service":["scf.qcloud.com"]}}]}';
/** The same document as a person may write it. */
const SPACED =
  '{ "statement": [{ "effect": "allow", "principal": { "service": ["scf.qcloud.com"] }, "action": "name/sts:AssumeRole" }], "version": "2.0" }';
const OTHER = '{"version":"2.0","statement":[]}';
const INPUTS = { roleName: "events", policyDocument: TRUST, description: "stores events" };
const STATE = { ...INPUTS, roleId: "461168601" };
const GONE = camRefusal("InvalidParameter.RoleNotExist", "GetRole");
const SEEN = {
  RoleInfo: { RoleId: "461168601", RoleName: "events", PolicyDocument: TRUST, Description: "stores events" },
};
const MADE = { RoleId: "461168601", RequestId: "r-0" };

function roleLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  return { lifecycle: kindLifecycle(camRole({ cam: client })), client };
}

describe("check", () => {
  const { lifecycle } = roleLifecycle();

  test("writes the default out", () => {
    expect(lifecycle.check({}, { roleName: "r", policyDocument: TRUST })).toEqual({
      inputs: { roleName: "r", policyDocument: TRUST, description: "" },
      failures: [],
    });
  });

  test("accepts every character of a name, and 128 of them", () => {
    expect(reasonsOf(lifecycle, { ...INPUTS, roleName: "Az09+=,.@_-" })).toEqual([]);
    expect(reasonsOf(lifecycle, { ...INPUTS, roleName: "a".repeat(128) })).toEqual([]);
  });

  test("names every problem at once", () => {
    expect(
      reasonsOf(lifecycle, { roleName: "a/b", policyDocument: "[]", description: "a".repeat(301) }),
    ).toEqual([
      'roleName is "a/b", allowed is 1 to 128 letters, digits and +=,.@_-: choose a name that no role of the account has',
      `description is "${"a".repeat(57)}...", allowed is a text of at most 300 characters: shorten it`,
      'policyDocument is JSON of another form, allowed is a policy as JSON text, {"version":"2.0","statement":[…]}: ' +
        "give JSON.stringify of a policy that says who may take the role on",
    ]);
  });
});

test.each([
  ["the same arguments", {}, { changes: false, replaces: [] }],
  ["the same document in another form", { policyDocument: SPACED }, { changes: false, replaces: [] }],
  ["another document", { policyDocument: OTHER }, { changes: true, replaces: [] }],
  ["another description", { description: "" }, { changes: true, replaces: [] }],
  [
    "another name, which is free beside the old one",
    { roleName: "other" },
    { changes: true, replaces: ["roleName"], deleteBeforeReplace: false },
  ],
])("diff of %s", (_name, changes, expected) => {
  expect(roleLifecycle().lifecycle.diff(STATE, { ...INPUTS, ...changes })).toEqual({
    deleteBeforeReplace: true,
    ...expected,
  });
});

describe("create", () => {
  test("looks for the name, and makes a role that cannot log in", async () => {
    const { lifecycle, client } = roleLifecycle({ GetRole: [GONE], CreateRole: [MADE] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "events", outs: STATE });
    expect(client.calls).toEqual([
      { action: "GetRole", params: { RoleName: "events" } },
      {
        action: "CreateRole",
        params: { RoleName: "events", PolicyDocument: TRUST, Description: "stores events", ConsoleLogin: 0 },
      },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, false]);
  });

  test("refuses a name that is taken", async () => {
    const { lifecycle } = roleLifecycle({ GetRole: [SEEN] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError('roleName is "events", which a role of the account has: choose another one'),
    );
  });

  test.each<[string, Answer]>([
    ["whose answer got lost", camSilence("CreateRole")],
    ["of an answer without its number", { RequestId: "r-0" }],
    ["that a try before has made", camRefusal("InvalidParameter.RoleNameInUse", "CreateRole")],
  ])("finds the role %s, and makes no second one", async (_name, answer) => {
    const { lifecycle, client } = roleLifecycle({ GetRole: [GONE, SEEN], CreateRole: [answer] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "events", outs: STATE });
    expect(client.actions()).toEqual(["GetRole", "CreateRole", "GetRole"]);
  });

  test("takes a number that is one, as in the example of the vendor's page", async () => {
    const { lifecycle } = roleLifecycle({ GetRole: [GONE], CreateRole: [{ RoleId: 461168601 }] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "events", outs: STATE });
  });
});

describe("read", () => {
  test.each([
    ["as it was written", TRUST],
    ["in the cloud's own form", SPACED],
  ])("of a role with the document %s changes nothing", async (_name, PolicyDocument) => {
    const { lifecycle } = roleLifecycle({ GetRole: [{ RoleInfo: { ...SEEN.RoleInfo, PolicyDocument } }] });
    await expect(lifecycle.read("events", STATE)).resolves.toEqual({ id: "events", props: STATE });
  });

  test.each([
    ["another document", { PolicyDocument: OTHER }, { policyDocument: OTHER }],
    ["another description", { Description: "changed" }, { description: "changed" }],
    ["no description", { Description: null }, { description: "" }],
  ])("sees %s", async (_name, seen, changes) => {
    const { lifecycle } = roleLifecycle({ GetRole: [{ RoleInfo: { ...SEEN.RoleInfo, ...seen } }] });
    await expect(lifecycle.read("events", STATE)).resolves.toEqual({
      id: "events",
      props: { ...STATE, ...changes },
    });
  });

  test("says by an empty id that the role is gone", async () => {
    const { lifecycle } = roleLifecycle({ GetRole: [GONE] });
    await expect(lifecycle.read("events", STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

test.each([
  [
    "another document",
    { policyDocument: OTHER },
    [{ action: "UpdateAssumeRolePolicy", params: { RoleName: "events", PolicyDocument: OTHER } }],
  ],
  [
    "another description",
    { description: "" },
    [{ action: "UpdateRoleDescription", params: { RoleName: "events", Description: "" } }],
  ],
])("update to %s changes that alone", async (_name, changes, calls) => {
  const done = [{ RequestId: "r-0" }];
  const { lifecycle, client } = roleLifecycle({ UpdateAssumeRolePolicy: done, UpdateRoleDescription: done });
  await expect(lifecycle.update("events", STATE, { ...INPUTS, ...changes })).resolves.toEqual({
    outs: { ...STATE, ...changes },
  });
  expect(client.calls).toEqual(calls);
});

test.each<[string, Answer]>([
  ["a role", { RequestId: "r-0" }],
  ["a role that is gone", camRefusal("InvalidParameter.RoleNotExist", "DeleteRole")],
])("delete of %s is a success", async (_name, answer) => {
  const { lifecycle, client } = roleLifecycle({ DeleteRole: [answer] });
  await expect(lifecycle.delete("events", STATE)).resolves.toBeUndefined();
  expect(client.calls).toEqual([{ action: "DeleteRole", params: { RoleName: "events" } }]);
});

describe("a role that may have been made, and could not be looked for", () => {
  const BLIND = camRefusal("InternalError", "GetRole");
  const KEPT = { ...INPUTS, unfinished: true };
  const DONE = [{ RequestId: "r-0" }];

  test("is kept", async () => {
    const { lifecycle } = roleLifecycle({ GetRole: [GONE, BLIND], CreateRole: [camSilence("CreateRole")] });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, outs, message }).toEqual({ id: "events", outs: KEPT, message: BLIND.message });
  });

  test("is finished by the next update, with its number", async () => {
    const { lifecycle, client } = roleLifecycle({
      UpdateAssumeRolePolicy: DONE,
      UpdateRoleDescription: DONE,
      GetRole: [SEEN],
    });
    await expect(lifecycle.update("events", KEPT, INPUTS)).resolves.toEqual({ outs: STATE });
    expect(client.actions()).toEqual(["UpdateAssumeRolePolicy", "UpdateRoleDescription", "GetRole"]);
  });

  test("stays unfinished when its number is not said", async () => {
    const { lifecycle } = roleLifecycle({
      UpdateAssumeRolePolicy: DONE,
      UpdateRoleDescription: DONE,
      GetRole: [GONE],
    });
    await expect(lifecycle.update("events", KEPT, INPUTS)).rejects.toThrow(
      new UnknownOutcomeError("GetRole: the answer holds no RoleId: run it again"),
    );
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle } = roleLifecycle({
      UpdateAssumeRolePolicy: [camRefusal("InvalidParameter.RoleNotExist", "UpdateAssumeRolePolicy")],
      GetRole: [GONE],
      DeleteRole: [camRefusal("InvalidParameter.RoleNotExist", "DeleteRole")],
    });
    await expect(lifecycle.update("events", KEPT, INPUTS)).rejects.toThrow(
      new GoneError(
        "UpdateAssumeRolePolicy: InvalidParameter.RoleNotExist (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(lifecycle.read("events", KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete("events", KEPT)).resolves.toBeUndefined();
  });
});

import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../../provider/resource/schema";
import { camPolicy } from "../../../../../provider/tencent/kinds/cam-policy";
import { GoneError, InputError, UnknownOutcomeError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { camRefusal, camSilence, kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";

const POLICY_ID = 77;
const DOCUMENT =
  '{"version":"2.0","statement":[{"effect":"allow","action":"name/cos:GetObject","resource":"*"}]}';
/** The same policy as a person may write it. */
const SPACED =
  '{ "statement": [{ "resource": "*", "effect": "allow", "action": "name/cos:GetObject" }], "version": "2.0" }';
const OTHER = '{"version":"2.0","statement":[]}';
const INPUTS = { policyName: "read-slices", policyDocument: DOCUMENT, description: "reads" };
const STATE = { ...INPUTS, policyId: POLICY_ID };
const FREE = { List: [], TotalNum: 0 };
const LISTED = { List: [{ PolicyId: POLICY_ID, PolicyName: "read-slices" }], TotalNum: 1 };
const MADE = { PolicyId: POLICY_ID, RequestId: "r-0" };
const LOST = camSilence("CreatePolicy");
const GONE_CODE = "InvalidParameter.PolicyIdNotExist";

function policyLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  return { lifecycle: kindLifecycle(camPolicy({ cam: client })), client };
}

describe("check", () => {
  const { lifecycle } = policyLifecycle();
  const FORM = 'a policy as JSON text, {"version":"2.0","statement":[…]}: give JSON.stringify of the policy';

  test("writes the default out", () => {
    expect(lifecycle.check({}, { policyName: "p", policyDocument: DOCUMENT })).toEqual({
      inputs: { policyName: "p", policyDocument: DOCUMENT, description: "" },
      failures: [],
    });
  });

  test.each([
    ["the longest name", { policyName: "a".repeat(128) }],
    ["every character of a name", { policyName: "Az09+=,.@_-" }],
    ["the longest description", { description: "a".repeat(300) }],
    ["a document that is only known later", { policyDocument: UNKNOWN }],
  ])("accepts %s", (_name, changes) => {
    expect(reasonsOf(lifecycle, { ...INPUTS, ...changes })).toEqual([]);
  });

  test.each([
    ["", '""'],
    ["a/b", '"a/b"'],
    ["a".repeat(129), `"${"a".repeat(57)}..."`],
  ])("refuses the name %p", (policyName, shown) => {
    expect(reasonsOf(lifecycle, { ...INPUTS, policyName })).toEqual([
      `policyName is ${shown}, allowed is 1 to 128 letters, digits and +=,.@_-: choose a name that no policy of the account has`,
    ]);
  });

  test.each([
    ["{", '"{"'],
    ["no JSON at all", "no JSON"],
    ['{"Version":"2012-10-17","Statement":[]}', "JSON of another form"],
    ['{"version":"2.0","statement":{}}', "JSON of another form"],
    ["[]", "JSON of another form"],
  ])("refuses the document %p", (policyDocument, given) => {
    expect(reasonsOf(lifecycle, { ...INPUTS, policyDocument })).toEqual([
      `policyDocument is ${given}, allowed is ${FORM}`,
    ]);
  });

  test("names every problem at once", () => {
    expect(reasonsOf(lifecycle, { description: "a".repeat(301), name: "p" })).toEqual([
      "policyName is missing, allowed is 1 to 128 letters, digits and +=,.@_-: choose a name that no policy of the account has",
      `policyDocument is missing, allowed is ${FORM}`,
      "name is not an argument, allowed here are policyName, policyDocument, description: correct or remove it",
      `description is "${"a".repeat(57)}...", allowed is a text of at most 300 characters: shorten it`,
    ]);
  });
});

test.each([
  ["the same arguments", {}, { changes: false, replaces: [], deleteBeforeReplace: true }],
  ["the same policy in another form", { policyDocument: SPACED }, { changes: false, replaces: [] }],
  ["another policy", { policyDocument: OTHER }, { changes: true, replaces: [] }],
  ["a policy that is only known later", { policyDocument: UNKNOWN }, { changes: true, replaces: [] }],
  ["another description", { description: "" }, { changes: true, replaces: [] }],
  [
    "another name, which is free beside the old one",
    { policyName: "write-slices" },
    { changes: true, replaces: ["policyName"], deleteBeforeReplace: false },
  ],
])("diff of %s", (_name, changes, expected) => {
  expect(policyLifecycle().lifecycle.diff(STATE, { ...INPUTS, ...changes })).toEqual({
    deleteBeforeReplace: true,
    ...expected,
  });
});

describe("create", () => {
  test("looks for the name among the account's own policies, and makes one", async () => {
    const { lifecycle, client } = policyLifecycle({ ListPolicies: [FREE], CreatePolicy: [MADE] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "77", outs: STATE });
    expect(client.calls).toEqual([
      { action: "ListPolicies", params: { Keyword: "read-slices", Scope: "Local", Page: 1, Rp: 200 } },
      {
        action: "CreatePolicy",
        params: { PolicyName: "read-slices", PolicyDocument: DOCUMENT, Description: "reads" },
      },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, false]);
  });

  test("refuses a name that is taken, also when it stands on a later page", async () => {
    const similar = Array.from({ length: 200 }, (_, index) => ({
      PolicyId: index,
      PolicyName: `read-slices-${index}`,
    }));
    const { lifecycle, client } = policyLifecycle({ ListPolicies: [{ List: similar }, LISTED] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError('policyName is "read-slices", which a policy of the account has: choose another one'),
    );
    expect(client.calls.map(({ params }) => params)).toEqual([
      { Keyword: "read-slices", Scope: "Local", Page: 1, Rp: 200 },
      { Keyword: "read-slices", Scope: "Local", Page: 2, Rp: 200 },
    ]);
  });

  test("is not held up by a name that only contains it", async () => {
    const { lifecycle } = policyLifecycle({
      ListPolicies: [{ List: [{ PolicyId: 1, PolicyName: "read-slices-2" }] }],
      CreatePolicy: [MADE],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "77", outs: STATE });
  });

  test.each<[string, Answer]>([
    ["whose answer got lost", LOST],
    ["of an answer without its id", { RequestId: "r-0" }],
    ["that a try before has made", camRefusal("FailedOperation.PolicyNameInUse", "CreatePolicy")],
  ])("finds the policy %s, and makes no second one", async (_name, answer) => {
    const { lifecycle, client } = policyLifecycle({ ListPolicies: [FREE, LISTED], CreatePolicy: [answer] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "77", outs: STATE });
    expect(client.actions()).toEqual(["ListPolicies", "CreatePolicy", "ListPolicies"]);
  });

  test("tries again when what got lost was the request", async () => {
    const { lifecycle, client } = policyLifecycle({ ListPolicies: [FREE, FREE], CreatePolicy: [LOST, MADE] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "77", outs: STATE });
    expect(client.actions()).toEqual(["ListPolicies", "CreatePolicy", "ListPolicies", "CreatePolicy"]);
  });

  test("gives up after three tries that left nothing behind", async () => {
    const { lifecycle, client } = policyLifecycle({
      ListPolicies: [FREE, FREE, FREE, FREE],
      CreatePolicy: [LOST, LOST, LOST],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new UnknownOutcomeError(
        "CreatePolicy: no usable answer from https://cam.intl.tencentcloudapi.com (timeout), so it is not known whether the call took effect",
      ),
    );
    expect(client.actions().at(-1)).toBe("ListPolicies");
  });

  test("hands on a refusal when no policy is there after it", async () => {
    const { lifecycle } = policyLifecycle({
      ListPolicies: [FREE, FREE],
      CreatePolicy: [camRefusal("InvalidParameter.ActionError", "CreatePolicy")],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError(
        "CreatePolicy: InvalidParameter.ActionError (Vendor text): correct the argument and run again; RequestId r-1",
      ),
    );
  });
});

describe("read", () => {
  const SEEN = { PolicyName: "read-slices", PolicyDocument: DOCUMENT, Description: "reads" };

  test.each([
    ["as it was written", DOCUMENT],
    ["in the cloud's own form", SPACED],
  ])("of a policy %s changes nothing", async (_name, PolicyDocument) => {
    const { lifecycle, client } = policyLifecycle({ GetPolicy: [{ ...SEEN, PolicyDocument }] });
    await expect(lifecycle.read("77", STATE)).resolves.toEqual({ id: "77", props: STATE });
    expect(client.calls).toEqual([{ action: "GetPolicy", params: { PolicyId: 77 } }]);
  });

  test.each([
    ["another name", { PolicyName: "renamed" }, { policyName: "renamed" }],
    ["another document", { PolicyDocument: OTHER }, { policyDocument: OTHER }],
    ["another description", { Description: "changed" }, { description: "changed" }],
    ["no description", { Description: null }, { description: "" }],
  ])("sees %s", async (_name, seen, changes) => {
    const { lifecycle } = policyLifecycle({ GetPolicy: [{ ...SEEN, ...seen }] });
    await expect(lifecycle.read("77", STATE)).resolves.toEqual({ id: "77", props: { ...STATE, ...changes } });
  });

  test("says by an empty id that the policy is gone", async () => {
    const { lifecycle } = policyLifecycle({ GetPolicy: [camRefusal(GONE_CODE, "GetPolicy")] });
    await expect(lifecycle.read("77", STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

test("update sends document and description, and a document that says the same as it was", async () => {
  const { lifecycle, client } = policyLifecycle({
    UpdatePolicy: [{ RequestId: "r-0" }, { RequestId: "r-0" }],
  });
  await expect(lifecycle.update("77", STATE, { ...INPUTS, policyDocument: OTHER })).resolves.toEqual({
    outs: { ...STATE, policyDocument: OTHER },
  });
  const reformed = { ...INPUTS, policyDocument: SPACED, description: "" };
  await expect(lifecycle.update("77", STATE, reformed)).resolves.toEqual({
    outs: { ...STATE, description: "" },
  });
  expect(client.calls).toEqual([
    { action: "UpdatePolicy", params: { PolicyId: 77, PolicyDocument: OTHER, Description: "reads" } },
    { action: "UpdatePolicy", params: { PolicyId: 77, PolicyDocument: DOCUMENT, Description: "" } },
  ]);
});

test.each<[string, Answer]>([
  ["a policy", { RequestId: "r-0" }],
  ["a policy that is gone", camRefusal(GONE_CODE, "DeletePolicy")],
])("delete of %s is a success", async (_name, answer) => {
  const { lifecycle, client } = policyLifecycle({ DeletePolicy: [answer] });
  await expect(lifecycle.delete("77", STATE)).resolves.toBeUndefined();
  expect(client.calls).toEqual([{ action: "DeletePolicy", params: { PolicyId: [77] } }]);
});

describe("a policy that may have been made, and could not be looked for", () => {
  const BLIND = camRefusal("InternalError", "ListPolicies");
  const ID = "read-slices";
  const KEPT = { ...INPUTS, unfinished: true };

  test("is kept under its name", async () => {
    const { lifecycle } = policyLifecycle({ ListPolicies: [FREE, BLIND], CreatePolicy: [LOST] });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, outs, message }).toEqual({ id: ID, outs: KEPT, message: BLIND.message });
  });

  test("is finished by the next update, with its number", async () => {
    const { lifecycle, client } = policyLifecycle({
      ListPolicies: [LISTED],
      UpdatePolicy: [{ RequestId: "r-0" }],
    });
    await expect(lifecycle.update(ID, KEPT, INPUTS)).resolves.toEqual({ outs: STATE });
    expect(client.calls).toEqual([
      { action: "ListPolicies", params: { Keyword: "read-slices", Scope: "Local", Page: 1, Rp: 200 } },
      { action: "UpdatePolicy", params: { PolicyId: 77, PolicyDocument: DOCUMENT, Description: "reads" } },
    ]);
  });

  test("is found by its name at a refresh and at its delete", async () => {
    const { lifecycle, client } = policyLifecycle({
      ListPolicies: [LISTED, LISTED],
      GetPolicy: [{ PolicyName: "read-slices", PolicyDocument: DOCUMENT, Description: "reads" }],
      DeletePolicy: [{ RequestId: "r-0" }],
    });
    await expect(lifecycle.read(ID, KEPT)).resolves.toEqual({
      id: ID,
      props: { ...STATE, unfinished: true },
    });
    await lifecycle.delete(ID, KEPT);
    expect(client.calls.at(-1)).toEqual({ action: "DeletePolicy", params: { PolicyId: [77] } });
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle, client } = policyLifecycle({ ListPolicies: [FREE, FREE, FREE] });
    await expect(lifecycle.update(ID, KEPT, INPUTS)).rejects.toThrow(
      new GoneError('policy "read-slices" is gone: run pulumi up --refresh'),
    );
    await expect(lifecycle.read(ID, KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete(ID, KEPT)).resolves.toBeUndefined();
    expect(client.actions()).toEqual(["ListPolicies", "ListPolicies", "ListPolicies"]);
  });
});

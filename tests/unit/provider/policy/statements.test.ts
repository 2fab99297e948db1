import { statementsOf } from "../../../../provider/policy/statements";
import { UNKNOWN } from "../../../../provider/resource/schema";

test("statements of IAM and of CAM read the same", () => {
  const expected = {
    allows: true,
    actions: ["x:Put"],
    resources: ["r1", "r2"],
    allBut: false,
    principal: undefined,
    condition: {},
  };
  const iam = JSON.stringify({ Statement: { Effect: "Allow", Action: "x:Put", Resource: ["r1", "r2"] } });
  const cam = JSON.stringify({ statement: [{ effect: "allow", action: ["x:Put"], resource: ["r1", "r2"] }] });
  expect([statementsOf(iam), statementsOf(cam)]).toEqual([[expected], [expected]]);
});

test.each(["NotAction", "NotResource", "NotPrincipal", "notAction", "not_action"])(
  "a statement with %s is about all but what it names",
  (name) => {
    const [statement] = statementsOf({ Statement: [{ Effect: "Deny", [name]: "x" }] });
    expect([statement?.allows, statement?.allBut]).toEqual([false, true]);
  },
);

test.each([UNKNOWN, "no JSON", "[]", undefined, "null"])("there are no statements in %s", (policy) => {
  expect(statementsOf(policy)).toEqual([]);
});

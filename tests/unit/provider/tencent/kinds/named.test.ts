import { findPolicyId, findUser, policyIdOf, uinOf } from "../../../../../provider/tencent/kinds/named";
import { operationBudget } from "../../../../../provider/trtc/attempt";
import { InputError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import { camRefusal } from "./kind-lifecycle";

const budget = operationBudget;
const NO_USER = camRefusal("ResourceNotFound.UserNotExist", "GetUser");
const LISTED = { List: [{ PolicyId: 77, PolicyName: "read" }] };
const FULL_PAGE = {
  List: Array.from({ length: 200 }, (_, index) => ({ PolicyId: index, PolicyName: "reads" })),
};

test("a user is what the account says of it, and undefined when there is none", async () => {
  const cam = fakeClient({ GetUser: [{ Uin: 7, Remark: "reads" }, NO_USER] });
  await expect(findUser(cam, "reader", budget())).resolves.toEqual({ Uin: 7, Remark: "reads" });
  await expect(findUser(cam, "reader", budget())).resolves.toBeUndefined();
  expect(cam.calls).toEqual(Array(2).fill({ action: "GetUser", params: { Name: "reader" } }));
});

test("a user's number is asked for by its name", async () => {
  await expect(uinOf(fakeClient({ GetUser: [{ Uin: 7 }] }), "reader", budget())).resolves.toBe(7);
});

test.each([
  ["there is no such user", NO_USER],
  ["the answer has no number", { RequestId: "r-0" }],
])("a number that %s for is an error", async (_name, answer) => {
  await expect(uinOf(fakeClient({ GetUser: [answer] }), "reader", budget())).rejects.toThrow(
    new InputError('userName is "reader", which no user of the account has: hand on the name of a CamUser'),
  );
});

test("a policy is looked for on every page, and by its whole name", async () => {
  const cam = fakeClient({ ListPolicies: [FULL_PAGE, LISTED] });
  await expect(findPolicyId(cam, "read", budget())).resolves.toBe(77);
  expect(cam.calls.map(({ params }) => params)).toEqual([
    { Keyword: "read", Scope: "Local", Page: 1, Rp: 200 },
    { Keyword: "read", Scope: "Local", Page: 2, Rp: 200 },
  ]);
});

test.each([{ List: [] }, { List: [{ PolicyId: 1, PolicyName: "read-all" }] }, { RequestId: "r-0" }])(
  "no policy is in %j",
  async (answer) => {
    await expect(
      findPolicyId(fakeClient({ ListPolicies: [answer] }), "read", budget()),
    ).resolves.toBeUndefined();
    await expect(policyIdOf(fakeClient({ ListPolicies: [answer] }), "read", budget())).rejects.toThrow(
      new InputError(
        'policyName is "read", which no policy of the account has: hand on the policyName of a CamPolicy',
      ),
    );
  },
);

test("a policy's number is asked for by its name", async () => {
  await expect(policyIdOf(fakeClient({ ListPolicies: [LISTED] }), "read", budget())).resolves.toBe(77);
});

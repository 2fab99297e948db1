import * as published from "../../../../provider/policy";
import { POLICIES } from "../../../../provider/policy/slicing-policies";

test("all policies are published by themselves, under their names in camel case", () => {
  const names = POLICIES.map(({ name }) =>
    name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase()),
  );
  expect(Object.keys(published).sort()).toEqual(
    [...names, "checkedPolicyConfig", "readPolicyConfig", "slicingPolicies"].sort(),
  );
});

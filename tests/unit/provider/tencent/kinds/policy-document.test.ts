import { UNKNOWN } from "../../../../../provider/resource/schema";
import { documentIsPolicy, saysTheSame } from "../../../../../provider/tencent/kinds/policy-document";

const ROW = { type: "string", allowed: "a policy", cure: "give one" } as const;
const DOCUMENT = '{"version":"2.0","statement":[{"effect":"allow","action":"*"}]}';

test.each([
  [DOCUMENT, undefined],
  [UNKNOWN, undefined],
  [undefined, undefined],
  ["{", "no JSON"],
  ['{"version":"1.0","statement":[]}', "JSON of another form"],
  ['{"version":"2.0","statement":{}}', "JSON of another form"],
  ["[]", "JSON of another form"],
])("the document %p is, if refused, %p", (policyDocument, given) => {
  expect(documentIsPolicy(ROW)({ policyDocument }, {})).toEqual(
    given && {
      property: "policyDocument",
      reason: `policyDocument is ${given}, allowed is a policy: give one`,
    },
  );
});

test.each([
  [DOCUMENT, DOCUMENT, true],
  [DOCUMENT, ' { "statement": [{ "action": "*", "effect": "allow" }], "version": "2.0" }', true],
  [DOCUMENT, '{"version":"2.0","statement":[]}', false],
  [DOCUMENT, undefined, false],
  ["no JSON", "no JSON", false],
])("%p and %p say the same: %p", (one, other, same) => {
  expect(saysTheSame(one, other)).toBe(same);
});

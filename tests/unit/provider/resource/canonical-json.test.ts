import { canonicalJson } from "../../../../provider/resource/canonical-json";

test.each<[unknown, string]>([
  [{ b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
  [[{ b: 1, a: 2 }, 3], '[{"a":2,"b":1},3]'],
  [["b", "a"], '["b","a"]'],
  [{ b: undefined, a: null }, '{"a":null}'],
  ["text", '"text"'],
  [null, "null"],
])("%j has one text whatever the order of keys", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

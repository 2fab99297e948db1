import { defaultsOf, resourcePolicy, settingRowsOf, stackPolicy } from "../../../../provider/policy/policy";
import type { SettingRows } from "../../../../provider/policy/policy";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { resource } from "./stack-parts";

const HEAD = { name: "a-rule", description: "It is so.", remediationSteps: "Make it so." };

const settings: SettingRows = {
  hours: { type: "integer", minimum: 1, maximum: 9, default: 5, unit: "hours", cure: "give hours" },
  names: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
  map: { type: "object", additionalProperties: { type: ["integer", "string"] } },
};

test("a policy of single resources is told of inputs and settings, with defaults", () => {
  const policy = resourcePolicy<{ hours: number }>({
    ...HEAD,
    settings,
    ofResource: ({ name, inputs }, { hours }) => [`${name} ${String(inputs["a"])} ${hours}`],
  });
  const found = [resource("t", "one", { a: 1 }), resource("t", "two", { a: UNKNOWN })];
  expect(reportsOf(policy, found)).toEqual([
    ["one", "one 1 5"],
    ["two", `two ${UNKNOWN} 5`],
  ]);
  expect(reportsOf(policy, found.slice(0, 1), { hours: 7 })).toEqual([["one", "one 1 7"]]);
});

test("a policy of the stack sees the inputs that it was told of before, and what each comes from", () => {
  const policy = stackPolicy({
    ...HEAD,
    ofStack: (resources) =>
      resources.map(({ urn, inputs, sources }) => ({ urn, message: JSON.stringify([inputs, sources]) })),
  });
  const bucket = resource("t", "one", { a: { b: 1 } });
  const other = resource("t", "two", { c: UNKNOWN }, { sources: { c: [bucket.urn] } });
  expect(reportsOf(policy, [bucket, other])).toEqual([
    ["one", '[{"a":{"b":1}},{}]'],
    ["two", JSON.stringify([{ c: UNKNOWN }, { c: [bucket.urn] }])],
  ]);
});

test("a policy of the stack may look at single resources too", () => {
  const policy = stackPolicy({
    ...HEAD,
    ofStack: () => [{ message: "whole" }],
    ofResource: ({ name }) => [name],
  });
  expect(reportsOf(policy, [resource("t", "one")])).toEqual([
    ["one", "one"],
    ["(stack)", "whole"],
  ]);
});

test("a policy that does not apply looks at nothing", () => {
  const policy = stackPolicy<{ hours: number }>({
    ...HEAD,
    settings,
    unless: ({ hours }) => (hours === 5 ? "it is five" : undefined),
    ofStack: () => [{ message: "whole" }],
  });
  expect(reportsOf(policy, [resource("t", "one")])).toEqual([]);
  expect(reportsOf(policy, [resource("t", "one")], { hours: 6 })).toEqual([["(stack)", "whole"]]);
});

test("rows of settings become a schema without the words of our own", () => {
  const policy = stackPolicy({ ...HEAD, settings, ofStack: () => [] });
  expect(policy.configSchema).toEqual({
    properties: {
      hours: { type: "integer", minimum: 1, maximum: 9, default: 5 },
      names: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
      map: { type: "object", additionalProperties: { type: ["integer", "string"] } },
    },
  });
  expect(defaultsOf(settings)).toEqual({ hours: 5 });
  expect(settingRowsOf(policy)).toBe(settings);
  expect(settingRowsOf({ ...HEAD })).toEqual({});
  expect(stackPolicy({ ...HEAD, ofStack: () => [] }).configSchema).toBeUndefined();
});

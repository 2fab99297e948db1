import { decide, resourceOf } from "../../../../emulator/src/cam/policy";
import type { Statement } from "../../../../emulator/src/cam/policy";

function statement(
  action: string | readonly string[],
  resource: string | readonly string[],
  changes: Partial<Statement> = {},
): Statement {
  return {
    effect: "allow",
    actions: [action].flat(),
    resources: [resource].flat(),
    conditional: false,
    ...changes,
  };
}

const OBJECT = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/prod/a.ogg";
const BUCKET = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/";
const PREFIX = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/prod/*";
const put = (resource: string) => ({ action: "name/cos:PutObject", resource });

test.each([
  ["its prefix", PREFIX, OBJECT, "allow"],
  ["the object alone", OBJECT, OBJECT, "allow"],
  ["the whole bucket", `${BUCKET}*`, OBJECT, "allow"],
  ["everything", "*", OBJECT, "allow"],
  ["any region and account", "qcs::cos:::slices-1250000000/prod/*", OBJECT, "allow"],
  ["regions by wildcard", "qcs::cos:ap-*:uid/1250000000:slices-1250000000/*", OBJECT, "allow"],
  ["a wildcard in the middle", "qcs::cos:::slices-*/p*d/*.ogg", OBJECT, "allow"],
  ["another prefix", PREFIX.replace("prod", "test"), OBJECT, "deny"],
  ["a prefix that only begins alike", PREFIX.replace("prod/", "produce/"), OBJECT, "deny"],
  ["another bucket", PREFIX.replace("slices", "other"), OBJECT, "deny"],
  ["another region", PREFIX.replace("ap-singapore", "ap-guangzhou"), OBJECT, "deny"],
  ["another account", PREFIX.replace("uid/1250000000", "uid/1250000001"), OBJECT, "deny"],
  ["the uin in place of the APPID", PREFIX.replace("uid/1250000000", "uin/100000000001"), OBJECT, "deny"],
  ["another service", PREFIX.replace(":cos:", ":ci:"), OBJECT, "deny"],
  ["a longer name", "qcs::cos:::slices-1250000000/prod/a.ogg.bak", OBJECT, "deny"],
  ["start and end that overlap", "qcs::cos:::slices-1250000000/prod/a.ogg*a.ogg", OBJECT, "deny"],
  ["the bucket itself, for an object", BUCKET, OBJECT, "deny"],
  ["the bucket itself", BUCKET, BUCKET, "allow"],
  ["the bucket without its slash", BUCKET.slice(0, -1), BUCKET, "allow"],
  ["all in the bucket, for the bucket", `${BUCKET}*`, BUCKET, "allow"],
  ["a prefix, for the bucket", PREFIX, BUCKET, "deny"],
  ["an object, for an API without resources", OBJECT, "*", "deny"],
  ["everything, for an API without resources", "*", "*", "allow"],
])("a statement about %s: %s on %s is %s", (_name, pattern, resource, decision) => {
  expect(decide([statement("name/cos:PutObject", pattern)], put(resource))).toBe(decision);
});

test.each([
  ["cos:PutObject", "allow"],
  ["name/cos:PutObject", "allow"],
  ["cos:*", "allow"],
  ["name/cos:Put*", "allow"],
  ["*", "allow"],
  ["name/*", "allow"],
  ["cos:putObject", "deny"],
  ["cos:PutObjectACL", "deny"],
  ["cos:GetObject", "deny"],
  ["ci:PutObject", "deny"],
  ["permid/280649", "deny"],
])("an allowed action %s: PutObject is %s with or without the prefix name/", (action, decision) => {
  for (const wanted of ["cos:PutObject", "name/cos:PutObject"]) {
    expect(decide([statement(action, "*")], { action: wanted, resource: OBJECT })).toBe(decision);
  }
});

describe("statements together", () => {
  const allow = statement("cos:*", "*");
  const deny = { effect: "deny" } as const;

  test("nothing is allowed by nothing", () => {
    expect(decide([], put(OBJECT))).toBe("deny");
  });

  test("one that allows is enough", () => {
    expect(decide([statement("cos:GetObject", "*"), allow], put(OBJECT))).toBe("allow");
  });

  test("a deny wins, wherever it stands", () => {
    const denying = statement("cos:PutObject", PREFIX, deny);
    expect(decide([allow, denying], put(OBJECT))).toBe("deny");
    expect(decide([denying, allow], put(OBJECT))).toBe("deny");
  });

  test("a deny of something else changes nothing", () => {
    expect(decide([allow, statement("cos:DeleteObject", "*", deny)], put(OBJECT))).toBe("allow");
    expect(decide([allow, statement("*", PREFIX.replace("prod", "test"), deny)], put(OBJECT))).toBe("allow");
  });

  test("an allow under a condition allows nothing, a deny under one denies", () => {
    const conditional = true;
    expect(decide([statement("*", "*", { conditional })], put(OBJECT))).toBe("deny");
    expect(decide([allow, statement("*", "*", { ...deny, conditional })], put(OBJECT))).toBe("deny");
    expect(decide([allow, statement("*", "*", { conditional })], put(OBJECT))).toBe("allow");
  });

  test("actions and resources of one statement belong together", () => {
    const two = [
      statement("cos:PutObject", PREFIX),
      statement("cos:GetObject", PREFIX.replace("prod", "test")),
    ];
    const other = OBJECT.replace("prod", "test");
    expect(decide(two, put(OBJECT))).toBe("allow");
    expect(decide(two, put(other))).toBe("deny");
    expect(decide(two, { action: "cos:GetObject", resource: other })).toBe("allow");
  });

  test("the many wildcards of a hostile pattern are settled at once", () => {
    const pattern = `qcs::cos:::${"a*".repeat(3000)}b`;
    const resource = `qcs::cos:::${"a".repeat(5000)}`;
    expect(decide([statement("*", pattern)], put(resource))).toBe("deny");
  });
});

test("colons in the last segment are the resource's own", () => {
  expect(resourceOf("qcs::cos:r:uid/1:b-1/a:b:c")).toEqual({
    service: "cos",
    region: "r",
    account: "uid/1",
    name: "b-1/a:b:c",
  });
  expect(resourceOf("qcs::cos:r:uid/1")).toBeUndefined();
});

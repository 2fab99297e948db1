import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../../../../provider/resource/input";

/** True when each of two types fits the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

interface Plain {
  name: string;
  kind: "a" | "b";
  size?: number;
  tags?: string[];
  inner: { label: string; deep?: { on: boolean } };
  rows: { id: number }[];
}

interface Wrapped {
  name: pulumi.Input<string>;
  kind: pulumi.Input<"a" | "b">;
  size?: pulumi.Input<number> | undefined;
  tags?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  inner: pulumi.Input<{
    label: pulumi.Input<string>;
    deep?: pulumi.Input<{ on: pulumi.Input<boolean> }> | undefined;
  }>;
  rows: pulumi.Input<readonly pulumi.Input<{ id: pulumi.Input<number> }>[]>;
}

test("every field, object, list and item may be an Output, and lists may be constant", () => {
  const wrapped: ArgsOf<Plain> = {
    name: pulumi.output("n"),
    kind: pulumi.output("a" as const),
    tags: [pulumi.output("t"), "u"],
    inner: { label: "l", deep: { on: pulumi.output(true) } },
    rows: pulumi.output([{ id: 1 }]),
  };
  const same: Same<ArgsOf<Plain>, Wrapped> = true;
  expect(same).toBe(true);
  expect(Object.keys(wrapped)).toEqual(["name", "kind", "tags", "inner", "rows"]);
});

test("what is required stays required, and words stay words", () => {
  const { name: _name, ...nameless } = { name: "n", kind: "a" as const, inner: { label: "l" }, rows: [] };
  // @ts-expect-error a required field is missing
  const missing: ArgsOf<Plain> = nameless;
  // @ts-expect-error a word that is none of the words
  const wrong: ArgsOf<Plain>["kind"] = "c";
  expect([missing, wrong]).toHaveLength(2);
});

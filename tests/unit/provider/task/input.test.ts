import * as pulumi from "@pulumi/pulumi";
import type { InputOf } from "../../../../provider/task/input";

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
  tags?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  inner: {
    label: pulumi.Input<string>;
    deep?: { on: pulumi.Input<boolean> } | undefined;
  };
  rows: pulumi.Input<{ id: pulumi.Input<number> }[]>;
}

test("every field, list and item may be an Output; objects stay plain, so that one secret does not hide the rest", () => {
  const wrapped: InputOf<Plain> = {
    name: pulumi.output("n"),
    kind: pulumi.output("a" as const),
    tags: [pulumi.output("t"), "u"],
    inner: { label: "l", deep: { on: pulumi.output(true) } },
    rows: pulumi.output([{ id: 1 }]),
  };
  const same: Same<InputOf<Plain>, Wrapped> = true;
  expect(same).toBe(true);
  expect(Object.keys(wrapped)).toEqual(["name", "kind", "tags", "inner", "rows"]);
});

test("what is required stays required, and words stay words", () => {
  const { name: _name, ...nameless } = { name: "n", kind: "a" as const, inner: { label: "l" }, rows: [] };
  // @ts-expect-error a required field is missing
  const missing: InputOf<Plain> = nameless;
  // @ts-expect-error a word that is none of the words
  const wrong: InputOf<Plain>["kind"] = "c";
  expect([missing, wrong]).toHaveLength(2);
});

import * as pulumi from "@pulumi/pulumi";
import { child } from "../../../../provider/component/child";
import type { Family } from "../../../../provider/component/child";
import { record } from "../recorded-resources";

interface Shelf {
  size: number;
  label?: string;
}

/** A component that has children. */
async function family(): Promise<Family> {
  const { result: parent } = await record(() => new pulumi.ComponentResource("test:index:Parent", "slices"));
  return { name: "slices", parent };
}

test("a child is named after its component and its kind, and belongs to it", async () => {
  const { name, parent } = await family();
  const args: Shelf = { size: 1 };
  expect(child({ name, parent }, "shelf", { args, adjust: undefined })).toEqual([
    "slices-shelf",
    { size: 1 },
    { parent },
  ]);
});

test("options of the child's own stay beside its parent", async () => {
  const { name, parent } = await family();
  const opts = { protect: true, retainOnDelete: true };
  const [, , own] = child({ name, parent }, "shelf", { args: {}, opts, adjust: undefined });
  expect(own).toEqual({ protect: true, retainOnDelete: true, parent });
  // what was given may be another child's too
  expect(opts).toEqual({ protect: true, retainOnDelete: true });
});

test("an adjustment changes arguments and options in place, the parent too", async () => {
  const { name, parent } = await family();
  const { parent: another } = await family();
  const args: Shelf = { size: 1 };
  const seen: unknown[] = [];
  const made = child({ name, parent }, "shelf", {
    args,
    opts: { protect: true },
    adjust: (given, opts) => {
      seen.push({ ...given }, { ...opts });
      given.label = "top";
      opts.protect = false;
      opts.parent = another;
    },
  });
  expect(seen).toEqual([{ size: 1 }, { protect: true, parent }]);
  expect(made).toEqual(["slices-shelf", { size: 1, label: "top" }, { protect: false, parent: another }]);
});

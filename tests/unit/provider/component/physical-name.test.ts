import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../../../provider/component/physical-name";

async function inStack(project: string, stack: string): Promise<void> {
  await pulumi.runtime.setMocks(
    { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
    project,
    stack,
  );
}

beforeEach(() => inStack("classroom", "prod"));

test("is what it is called and seven hex digits, the same each time", () => {
  expect(physicalName(["slices"], 15)).toBe("slices-cea614c");
  expect(physicalName(["slices"], 15)).toBe("slices-cea614c");
});

test("is another one in another stack, in another project and for another name", async () => {
  const names = [physicalName(["slices"], 15), physicalName(["slicez"], 15)];
  await inStack("classroom", "dev");
  names.push(physicalName(["slices"], 15));
  await inStack("theatre", "prod");
  names.push(physicalName(["slices"], 15));
  expect(new Set(names.map((name) => name.slice(-7))).size).toBe(4);
});

test("does not take two words for one that joins them", () => {
  expect(physicalName(["a", "b"], 15).slice(0, 4)).toBe("a-b-");
  expect(physicalName(["a", "b"], 15)).not.toBe(physicalName(["a-b"], 15));
});

test.each([
  [
    "lower case and no other characters",
    ["My_Project", "Prod", "Überall Slices"],
    "my-project-prod-berall-slices",
  ],
  ["no hyphen at either end", ["_slices_"], "slices"],
  ["no hyphen where it is cut", ["a".repeat(55), "slices"], "a".repeat(55)],
  ["cut to fit", ["a".repeat(80)], "a".repeat(56)],
])("has %s", (_name, words, readable) => {
  const name = physicalName(words, 64);
  expect(name.slice(0, -8)).toBe(readable);
  expect(name).toMatch(/-[0-9a-f]{7}$/);
  expect(name.length).toBeLessThanOrEqual(64);
});

test("of words without a single letter is the hash alone", () => {
  expect(physicalName(["教室"], 15)).toMatch(/^[0-9a-f]{7}$/);
});

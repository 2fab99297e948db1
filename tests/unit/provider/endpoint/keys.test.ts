import * as pulumi from "@pulumi/pulumi";
import { endpointKeys, wrongKey } from "../../../../provider/endpoint/keys";
import { named, record, valueOf } from "../recorded-resources";
import type { RecordedResource } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:CallbackKey";
const MADE = { [TYPE]: () => ({ key: "made", previousKeys: ["before"] }) };

type Given = Parameters<typeof endpointKeys>[1];

async function keysOf(given: Given, checked: { rotateKey?: string; keepPreviousKey?: boolean } = {}) {
  const { resources, result } = await record(
    () => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "events");
      return endpointKeys({ name: "events", parent }, given, {
        sdkAppIds: [1400000001],
        toleranceSeconds: 300,
        keepPreviousKey: true,
        ...checked,
      });
    },
    { outputs: MADE },
  );
  const secret = await Promise.all([result.key, result.accepted].map(pulumi.isSecret));
  return { resources, key: await valueOf(result.key), accepted: await valueOf(result.accepted), secret };
}

function madeKeys(resources: readonly RecordedResource[]): number {
  return resources.filter(({ type }) => type === TYPE).length;
}

test("without a key one is made, and the one before it is accepted too", async () => {
  const { resources, ...keys } = await keysOf({}, { rotateKey: "2" });
  expect(named(resources, "events-key")).toMatchObject({
    parent: "events",
    inputs: { rotate: "2", keepPrevious: true },
  });
  expect(keys).toEqual({ key: "made", accepted: "made,before", secret: [true, true] });
});

test("a given key is used and none is made", async () => {
  const { resources, ...keys } = await keysOf({ key: "own", previousKeys: ["old", pulumi.output("older")] });
  expect(madeKeys(resources)).toBe(0);
  expect(keys).toEqual({ key: "own", accepted: "own,old,older", secret: [true, true] });
});

test("further keys go with one that is made, each once", async () => {
  const { accepted } = await keysOf({ previousKeys: ["before", "own"] });
  expect(accepted).toBe("made,before,own");
});

test.each<[string, unknown, string | undefined]>([
  ["too long", "a".repeat(33), "a key of 33 characters"],
  ["missing", undefined, "a key without a value"],
  ["empty", "", "a key of 0 characters"],
  ["of two words", "a b", "a key of 3 characters"],
  ["right", "aB3", undefined],
])("a key that is %s is told by its length", (_what, key, words) => {
  expect(wrongKey(["fine", key])).toBe(words);
});

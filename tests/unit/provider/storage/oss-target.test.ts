import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { Bag } from "../../../../provider/resource/schema";
import { ossTarget } from "../../../../provider/storage/oss-target";
import type { OssTargetArgs } from "../../../../provider/storage/oss-target";
import type { SliceTarget } from "../../../../provider/storage/slice-storage";
import { InputError } from "../../../../provider/trtc/errors";
import { slicingLifecycle } from "../lifecycle-parts";
import { validInputs } from "../task-inputs";

const REGION = 'an OSS region such as "oss-ap-southeast-1": use the region in which the bucket was made';
const BUCKET = "3 to 63 lower case letters, digits and -: use the bucket's name, not its URL";
const ACCESS_KEY =
  "the id of a long-lived key of the store: " +
  "give a key that may write to the bucket; temporary keys cannot be used";
const SECRET_KEY = "the secret of that key: give the secret that belongs to accessKey";
const PREFIX = 'a list of 1 to 8 folder names: give a list such as ["prod", "classroom"]';
const FOLDER =
  "1 to 64 letters, digits, _ and -: give each folder of the prefix as an item of its own, without slashes";

function validArgs(changes: Bag = {}): OssTargetArgs {
  const args = {
    region: "oss-ap-southeast-1",
    bucket: "classroom-slices",
    accessKey: "planted-access-key",
    secretKey: "planted-secret-key",
  };
  return { ...args, ...changes };
}

function withoutArg(name: keyof OssTargetArgs): OssTargetArgs {
  return validArgs({ [name]: undefined });
}

async function known(value: pulumi.Input<string>): Promise<string> {
  return new Promise((resolve) => pulumi.output(value).apply(resolve));
}

async function keysOf({ accessKey, secretKey }: SliceTarget): Promise<unknown> {
  return {
    accessKey: [await known(accessKey), await pulumi.isSecret(accessKey)],
    secretKey: [await known(secretKey), await pulumi.isSecret(secretKey)],
  };
}

const KEYS = { accessKey: ["planted-access-key", true], secretKey: ["planted-secret-key", true] };

test("a target has bucket and folders in the clear and its keys as secrets", async () => {
  const { accessKey, secretKey, ...clear } = ossTarget(validArgs({ fileNamePrefix: ["prod", "lobby"] }));
  expect(clear).toEqual({
    vendor: "oss",
    region: "oss-ap-southeast-1",
    bucket: "classroom-slices",
    fileNamePrefix: ["prod", "lobby"],
  });
  expect(await keysOf({ ...clear, accessKey, secretKey })).toEqual(KEYS);
});

test("folders that are not given are slices", () => {
  expect(ossTarget(validArgs()).fileNamePrefix).toEqual(["slices"]);
});

test("that the key may read is said where it is so, and not said where it is not", () => {
  expect(ossTarget(validArgs({ readForMp4: true }))).toMatchObject({ readForMp4: true });
  expect(ossTarget(validArgs({ readForMp4: false }))).not.toHaveProperty("readForMp4");
  expect(ossTarget(validArgs())).not.toHaveProperty("readForMp4");
});

test("values that are known later pass through, and the keys become secret", async () => {
  const args = {
    region: pulumi.output("oss-cn-hangzhou"),
    bucket: Promise.resolve("not looked at yet: UPPER"),
    accessKey: pulumi.output("planted-access-key"),
    secretKey: pulumi.secret("planted-secret-key"),
  };
  const target = ossTarget(args);
  expect([target.region, target.bucket]).toEqual([args.region, args.bucket]);
  expect(await pulumi.isSecret(args.region)).toBe(false);
  expect(await keysOf(target)).toEqual(KEYS);
});

test.each<[string, OssTargetArgs, string]>([
  ["a region in capitals", validArgs({ region: "Singapore" }), `region is "Singapore", allowed is ${REGION}`],
  ["no region", withoutArg("region"), `region is missing, allowed is ${REGION}`],
  ["a bucket with a dot", validArgs({ bucket: "a.b" }), `bucket is "a.b", allowed is ${BUCKET}`],
  ["a bucket of two letters", validArgs({ bucket: "ab" }), `bucket is "ab", allowed is ${BUCKET}`],
  ["a bucket with - at its end", validArgs({ bucket: "abc-" }), `bucket is "abc-", allowed is ${BUCKET}`],
  [
    "a bucket that is too long",
    validArgs({ bucket: "a".repeat(64) }),
    `bucket is "${"a".repeat(57)}...", allowed is ${BUCKET}`,
  ],
  ["no bucket", withoutArg("bucket"), `bucket is missing, allowed is ${BUCKET}`],
  [
    "an empty access key",
    validArgs({ accessKey: "" }),
    `accessKey is a secret of 0 characters, allowed is ${ACCESS_KEY}`,
  ],
  ["no access key", withoutArg("accessKey"), `accessKey is missing, allowed is ${ACCESS_KEY}`],
  [
    "a secret key that is no text",
    validArgs({ secretKey: { planted: "secret" } }),
    `secretKey is a secret, allowed is ${SECRET_KEY}`,
  ],
  ["no secret key", withoutArg("secretKey"), `secretKey is missing, allowed is ${SECRET_KEY}`],
  ["no folders", validArgs({ fileNamePrefix: [] }), `fileNamePrefix is a list of 0, allowed is ${PREFIX}`],
  [
    "nine folders",
    validArgs({ fileNamePrefix: Array.from({ length: 9 }, (_, n) => `f${n}`) }),
    `fileNamePrefix is a list of 9, allowed is ${PREFIX}`,
  ],
  [
    "a folder of two",
    validArgs({ fileNamePrefix: ["a/b"] }),
    `fileNamePrefix.0 is "a/b", allowed is ${FOLDER}`,
  ],
  [
    "the events' folder",
    validArgs({ fileNamePrefix: ["trtc-events"] }),
    'fileNamePrefix.0 is "trtc-events", allowed is any folder but trtc-events: ' +
      "choose another one: the callback endpoint keeps its events there",
  ],
  [
    "a word for the read grant",
    validArgs({ readForMp4: "yes" }),
    'readForMp4 is "yes", allowed is true or false: give true when the key may read as well',
  ],
  [
    "an argument of the other storages",
    validArgs({ keyVersions: [1] }),
    "keyVersions is not an argument, " +
      "allowed here are region, bucket, accessKey, secretKey, fileNamePrefix, readForMp4: correct or remove it",
  ],
])("%s is refused", (_what, args, problem) => {
  expect(() => ossTarget(args)).toThrow(new InputError(`ossTarget: ${problem}`));
});

test("every problem is named at once", () => {
  const args = validArgs({ region: "x", bucket: "UPPER", accessKey: "", fileNamePrefix: ["a/b"] });
  expect(() => ossTarget(args)).toThrow(
    new InputError(
      `ossTarget: region is "x", allowed is ${REGION}; bucket is "UPPER", allowed is ${BUCKET}; ` +
        `accessKey is a secret of 0 characters, allowed is ${ACCESS_KEY}; ` +
        `fileNamePrefix.0 is "a/b", allowed is ${FOLDER}`,
    ),
  );
});

test("a region or a bucket is accepted here when it is accepted in a task", () => {
  const { lifecycle } = slicingLifecycle();
  const name = fc.oneof(fc.stringMatching(/^[a-z0-9-]{0,70}$/), fc.stringMatching(/^[A-Za-z0-9.-]{1,5}$/));
  const seen = { accepted: 0, refused: 0 };
  const accepts = (args: OssTargetArgs) => {
    try {
      ossTarget(args);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.constantFrom("region", "bucket"), name, (field, value) => {
      const args = validArgs({ [field]: value });
      const { failures } = lifecycle.check({}, validInputs({ storage: { vendor: "oss", ...args } }));
      expect([value, accepts(args)]).toEqual([value, failures.length === 0]);
      seen[failures.length === 0 ? "accepted" : "refused"]++;
    }),
    { numRuns: 500, seed: 20261121 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

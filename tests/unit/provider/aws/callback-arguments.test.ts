import * as pulumi from "@pulumi/pulumi";
import { checkedAwsEndpoint } from "../../../../provider/aws/callback-arguments";
import { InputError } from "../../../../provider/trtc/errors";

const ARGS = { sdkAppIds: [1400000001], storage: { bucket: "media", region: "eu-central-1" } };

/** What the check says of an endpoint with these arguments. */
function refused(args: object): string {
  try {
    checkedAwsEndpoint("callbacks", { ...ARGS, ...args });
  } catch (error) {
    if (error instanceof InputError) return error.message.replace("CallbackEndpoint callbacks: ", "");
    throw error;
  }
  return "nothing";
}

test("the defaults are written out", () => {
  expect(checkedAwsEndpoint("callbacks", ARGS)).toEqual({
    sdkAppIds: [1400000001],
    toleranceSeconds: 300,
    keepPreviousKey: true,
    logRetentionDays: 30,
    memorySize: 256,
  });
});

test.each([
  ["logRetentionDays", 1],
  ["logRetentionDays", 3653],
  ["reservedConcurrency", 0],
  ["reservedConcurrency", 1000],
  ["memorySize", 128],
  ["memorySize", 10_240],
  ["kmsKeyArn", "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
  ["kmsKeyArn", pulumi.output("known later")],
  ["tags", { team: "x".repeat(256) }],
])("%s may be %p", (name, value) => {
  expect(refused({ [name]: value })).toBe("nothing");
});

const DAYS =
  "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";
const RETENTION =
  "choose for how many days the function's lines are kept: an event that could not be stored is among them";
const CONCURRENCY = "choose how many requests may be answered at once, 0 for none, or leave it out";

test.each([
  [{ logRetentionDays: 31 }, `logRetentionDays is 31, allowed is ${DAYS}: ${RETENTION}`],
  [{ logRetentionDays: 0 }, `logRetentionDays is 0, allowed is ${DAYS}: ${RETENTION}`],
  [
    { reservedConcurrency: -1 },
    `reservedConcurrency is -1, allowed is a whole number from 0 to 1000: ${CONCURRENCY}`,
  ],
  [
    { reservedConcurrency: 1001 },
    `reservedConcurrency is 1001, allowed is a whole number from 0 to 1000: ${CONCURRENCY}`,
  ],
  [
    { memorySize: 127 },
    "memorySize is 127, allowed is a whole number from 128 to 10240: choose how many megabytes the function gets",
  ],
  [
    { memorySize: 256.5 },
    "memorySize is 256.5, allowed is a whole number from 128 to 10240: choose how many megabytes the function gets",
  ],
  [
    { kmsKeyArn: "alias/archive" },
    'kmsKeyArn is "alias/archive", allowed is the ARN of a KMS key: give the key\'s own ARN, not that of an alias',
  ],
  [{ tags: { team: 1 } }, "tags.team is 1, allowed is a text of at most 256 characters: give a text"],
  [
    { memorySize: pulumi.output(256) },
    'memorySize is "an Output", allowed is a whole number from 128 to 10240: choose how many megabytes the function gets',
  ],
])("%j is refused", (args, message) => {
  expect(refused(args)).toBe(message);
});

test("every problem is named at once, those of both clouds' arguments too", () => {
  expect(refused({ sdkAppIds: [], memorySize: 1 })).toBe(
    "sdkAppIds is a list of 0, allowed is a list of 1 to 100 different SdkAppIds: give a list such as [1400000001]; " +
      "memorySize is 1, allowed is a whole number from 128 to 10240: choose how many megabytes the function gets",
  );
});

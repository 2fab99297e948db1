import { readFileSync } from "node:fs";
import { join } from "node:path";
import { endpointPolicy, lambdaTrust } from "../../../../provider/aws/callback-policies";

const PLACE = {
  partition: "aws",
  bucket: "media",
  keyParameterArn: "arn:aws:ssm:eu-central-1:123456789012:parameter/callbacks-key-parameter-1a2b3c4",
  logGroupArn: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/callbacks-1a2b3c4",
};
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A reviewed policy in the form that the functions answer. */
function golden(name: string): string {
  const text = readFileSync(join(__dirname, "golden", `${name}.json`), "utf8");
  return JSON.stringify(JSON.parse(text));
}

test("the function may put events, read its keys and write its log, and nothing else", () => {
  expect(endpointPolicy(PLACE)).toBe(golden("endpoint"));
});

test("a KMS key adds what S3 asks it for, on this key alone", () => {
  expect(endpointPolicy({ ...PLACE, kmsKeyArn: KEY })).toBe(golden("endpoint-kms"));
});

test("the bucket's ARN is of the account's partition", () => {
  const expected = golden("endpoint").replace("arn:aws:s3:", "arn:aws-us-gov:s3:");
  expect(endpointPolicy({ ...PLACE, partition: "aws-us-gov" })).toBe(expected);
});

test("only Lambda may take the role", () => {
  expect(lambdaTrust()).toBe(golden("lambda-trust"));
});

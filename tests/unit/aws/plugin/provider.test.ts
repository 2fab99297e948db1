import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { AWS_PLUGIN } from "../../../aws/engine";
import { PREVIEW } from "../../../aws/plugin/preview";
import { provider } from "../../../aws/plugin/provider";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function urn(type: string, name = "slices"): string {
  return `urn:pulumi:dev::proof::trtc:aws:S3SliceStorage$${type}::${name}`;
}

function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

const BUCKET = urn("aws:s3/bucket:Bucket");
const USER = urn("aws:iam/user:User");
const POLICY = urn("aws:iam/policy:Policy");
const KEY = urn("aws:iam/accessKey:AccessKey");
const ROLE = urn("aws:iam/role:Role");
const FUNCTION = urn("aws:lambda/function:Function");
const FUNCTION_URL = urn("aws:lambda/functionUrl:FunctionUrl");
const LOG_GROUP = urn("aws:cloudwatch/logGroup:LogGroup");
const PARAMETER = urn("aws:ssm/parameter:Parameter");

/** A function's code as the engine hands it over. */
function code(hash: string, path: string) {
  const [archive, asset] = ["0def7320c3a5731c473e5ecbe6d01bc7", "c44067f5952c0a294b673a41bacd8c17"];
  const signature = "4dabf18193072939515e22adb298388d";
  return { [signature]: archive, hash, assets: { "index.js": { [signature]: asset, hash, path } } };
}

test("the engine can start it", () => {
  expect(() => accessSync(join(AWS_PLUGIN, "pulumi-resource-aws"), constants.X_OK)).not.toThrow();
});

test("a bucket without a name gets one of its logical name, and keeps it", async () => {
  const first = await provider.check?.(BUCKET, {}, {});
  expect(first).toEqual({
    failures: [],
    inputs: {
      // seven hexadecimal digits, as the AWS provider adds
      bucket: expect.stringMatching(/^slices-[0-9a-f]{7}$/) as unknown,
      forceDestroy: false,
      region: "us-east-1",
    },
  });
  // what check answers for a bucket
  const inputs = first?.inputs as { bucket: string };
  expect((await provider.check?.(BUCKET, inputs, { tags: { a: "b" } }))?.inputs).toEqual({
    bucket: inputs.bucket,
    forceDestroy: false,
    region: "us-east-1",
    tags: { a: "b" },
  });
  expect((await provider.check?.(BUCKET, inputs, { bucket: "chosen" }))?.inputs).toEqual({
    bucket: "chosen",
    forceDestroy: false,
    region: "us-east-1",
  });
});

test("what is not known is refused by name", async () => {
  expect((await provider.check?.(BUCKET, {}, { bucket: "b", acl: "private" }))?.failures).toEqual([
    {
      property: "acl",
      reason: 'aws test plugin: property "acl" of aws:s3/bucket:Bucket is not known',
    },
  ]);
  expect(() => provider.check?.(urn("aws:sqs/queue:Queue"), {}, {})).toThrow(
    new Error("aws test plugin: type aws:sqs/queue:Queue is not known"),
  );
  await expect(provider.invoke?.("aws:kms/getKey:getKey", {})).rejects.toThrow(
    new Error("aws test plugin: function aws:kms/getKey:getKey is not known"),
  );
});

test.each([
  [BUCKET, { bucket: "a", arn: "arn:aws:s3:::a", tags: {} }, { bucket: "a" }, false, []],
  [BUCKET, { bucket: "a" }, { bucket: "b" }, true, ["bucket"]],
  [BUCKET, { bucket: "a", tags: { a: "1" } }, { bucket: "a" }, true, []],
  [BUCKET, { bucket: "a" }, { bucket: secret("a") }, false, []],
  [BUCKET, { bucket: "a" }, { bucket: UNKNOWN }, true, ["bucket"]],
  [USER, { name: "a" }, { name: "b" }, true, []],
  [POLICY, { name: "a", description: "x" }, { name: "a", description: "y" }, true, ["description"]],
  [POLICY, { name: "a", policy: "{}" }, { name: "a", policy: UNKNOWN }, true, []],
  [KEY, { user: "a", status: "Active", secret: secret("s") }, { user: "a", status: "Active" }, false, []],
  [KEY, { user: "a", status: "Active" }, { user: "b", status: "Active" }, true, ["user"]],
  [ROLE, { name: "a", path: "/" }, { name: "a", path: "/b/" }, true, ["path"]],
  [FUNCTION, { code: code("1f", "/a/index.js") }, { code: code("1f", "/b/index.js") }, false, []],
  [FUNCTION, { code: code("1f", "/a/index.js") }, { code: code("2f", "/a/index.js") }, true, []],
  [FUNCTION, { name: "a", codeSha256: "x" }, { name: "b" }, true, ["name"]],
  [FUNCTION_URL, { functionName: "a" }, { functionName: "b" }, true, ["functionName"]],
  [FUNCTION_URL, { authorizationType: "NONE" }, { authorizationType: "AWS_IAM" }, true, []],
  [LOG_GROUP, { name: "a", retentionInDays: 30 }, { name: "a", retentionInDays: 60 }, true, []],
  [PARAMETER, { name: "a", value: secret("x"), version: 1 }, { name: "a", value: secret("x") }, false, []],
  [PARAMETER, { name: "a", value: secret("x") }, { name: "b", value: secret("x") }, true, ["name"]],
])("%s from %j to %j: changes %s, replaces %j", async (of, olds, news, changes, replaces) => {
  expect(await provider.diff?.("id", of, olds, news)).toEqual({ changes, replaces });
});

test("in a preview inputs are known, outputs of a new resource are not, and those of an old one stay", async () => {
  const inputs = { user: "writer", status: "Active" };
  expect(await provider.create?.(KEY, { ...inputs, [PREVIEW]: true })).toEqual({
    id: "",
    outs: { ...inputs, createDate: UNKNOWN, secret: UNKNOWN },
  });
  const olds = { ...inputs, createDate: "2026-01-01T00:00:00.000Z", secret: secret("s") };
  const news = { user: "writer", status: "Inactive" };
  expect(await provider.update?.("AKIA", KEY, olds, { ...news, [PREVIEW]: true })).toEqual({
    outs: { ...olds, ...news },
  });
});

import type { EngineRequests } from "../../../../provider/policy/engine-requests";
import { secretsMarked, unmarkedAnywhere, unmarkedIn } from "../../../../provider/policy/secrets-marked";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { marked } from "./engine-parts";
import { reportsOf } from "./reports";
import { jobTask, resource, TASK, task } from "./stack-parts";

const KEY = "planted-sdk-secret-key";
const stack = resource("pulumi:pulumi:Stack", "proof-dev");
const bucket = resource("aws:s3/bucket:Bucket", "media");

interface Told {
  config?: Record<string, [value: string, isSecret: boolean]>;
  inputs?: Record<string, object>;
  outputs?: Record<string, object>;
}

function heard({ config = {}, inputs = {}, outputs = {} }: Told): EngineRequests {
  return {
    config: new Map(
      Object.entries(config).map(([key, [value, isSecret]]) => [key, { value, isSecret }] as const),
    ),
    inputs: new Map(Object.entries(inputs)),
    outputs: new Map(Object.entries(outputs)),
  };
}

const CLEAR = "in the clear, allowed is a secret: wrap it in pulumi.secret";

test("what cannot be heard is no reason to pass", () => {
  expect(reportsOf(secretsMarked, [bucket])).toEqual([
    [
      "media",
      "marks of secrets cannot be seen: make the policies with slicingPolicies(), and install one version of @pulumi/pulumi",
    ],
  ]);
});

test.each([
  "trtc:secretId",
  "trtc:secretKey",
  "trtc:sdkSecretKey",
  "aws:accessKey",
  "app:callbackKey",
  "app:dbPassword",
  "app:api_token",
  "app:privateMapKey",
])("configuration %s is secret", (key) => {
  const said = (isSecret: boolean) =>
    unmarkedIn(stack, heard({ config: { [key]: [KEY, isSecret] }, inputs: { [stack.urn]: {} } }));
  expect(said(true)).toEqual([]);
  expect(said(false)).toEqual([
    `configuration ${key} is in the clear, allowed is a secret: run pulumi config set --secret ${key}, and make a new key if the file was shared`,
  ]);
});

test.each(["trtc:region", "app:keyVersions", "app:tokens2keep", "app:accessKeyId"])(
  "configuration %s may be in the clear",
  (key) => {
    const told = heard({ config: { [key]: ["a value of some length", false] }, inputs: { [stack.urn]: {} } });
    expect(unmarkedIn(stack, told)).toEqual([]);
  },
);

test("structured configuration is looked at leaf by leaf", () => {
  const said = (value: object, isSecret = false) =>
    unmarkedIn(
      stack,
      heard({ config: { "app:keys": [JSON.stringify(value), isSecret] }, inputs: { [stack.urn]: {} } }),
    );
  const clear = (path: string) =>
    `configuration ${path} is in the clear, allowed is a secret: run pulumi config set --secret --path '${path}', and make a new key if the file was shared`;
  const value = {
    secretKey: KEY,
    region: "eu",
    users: [{ token: 12345678 }],
    password: ["one"],
    secretId: "",
  };
  expect(said(value)).toEqual([
    clear("app:keys.secretKey"),
    clear("app:keys.users[0].token"),
    clear("app:keys.password[0]"),
    clear("app:keys.secretId"),
  ]);
  expect(said(value, true)).toEqual([]);
});

test("a secret within structured configuration stands unmarked in no resource", () => {
  const told = heard({
    config: { "app:db": [JSON.stringify({ password: KEY, pin: [87654321], port: 1 }), true] },
    inputs: { [bucket.urn]: { tags: { a: `db ${KEY}`, b: "pin 87654321", c: "port 1" } } },
  });
  expect(unmarkedIn(bucket, told)).toEqual([
    `tags.a holds configuration app:db.password ${CLEAR}`,
    `tags.b holds configuration app:db.pin[0] ${CLEAR}`,
  ]);
});

test("the keys of a task are secret, each by itself or with what it is in", () => {
  const lobby = task("lobby");
  const said = (inputs: object) => unmarkedIn(lobby, heard({ inputs: { [lobby.urn]: inputs } }));
  const keys = { accessKey: "planted-id", secretKey: KEY };
  expect(said({ storage: keys, userSig: KEY, sdkSecretKey: KEY, userId: "lobby" })).toEqual([
    `storage.accessKey is ${CLEAR}`,
    `storage.secretKey is ${CLEAR}`,
    `userSig is ${CLEAR}`,
    `sdkSecretKey is ${CLEAR}`,
  ]);
  expect(said({ storage: marked(keys), userSig: marked(KEY) })).toEqual([]);
  expect(said({ storage: { accessKey: marked("id"), secretKey: UNKNOWN } })).toEqual([]);
});

test.each<[kind: string, given: (value: unknown) => object, path: string]>([
  ["CloudSliceTask", (value) => ({ privateMapKey: value }), "privateMapKey"],
  ["CloudRecordingTask", (value) => ({ privateMapKey: value }), "privateMapKey"],
  ["CloudRecordingTask", (value) => ({ storage: { secretKey: value } }), "storage.secretKey"],
  ["CloudModerationTask", (value) => ({ storage: { secretKey: value } }), "storage.secretKey"],
  [
    "CloudModerationTask",
    (value) => ({ moderationParams: { moderationSupplierParam: { secretKey: value } } }),
    "moderationParams.moderationSupplierParam.secretKey",
  ],
  ["StreamIngestTask", (value) => ({ streamUrl: value }), "streamUrl"],
  ["StreamIngestTask", (value) => ({ privateMapKey: value }), "privateMapKey"],
  [
    "PublishCdnStreamTask",
    (value) => ({ publishCdnParams: [{ isTencentCdn: true }, { publishCdnUrl: value }] }),
    "publishCdnParams.1.publishCdnUrl",
  ],
  ["CloudTranscriptionTask", (value) => ({ sdkSecretKey: value }), "sdkSecretKey"],
])("in a %s %p is secret, and so is its text elsewhere", (kind, given, path) => {
  const of = (value: unknown, name = "job") => {
    const job = jobTask(kind, name);
    const told = heard({
      inputs: { [job.urn]: { maxDuration: 5, ...given(value) }, [bucket.urn]: { tags: { a: KEY } } },
    });
    return { own: unmarkedIn(job, told), all: unmarkedAnywhere([job, bucket], told) };
  };
  const elsewhere = [{ urn: bucket.urn, message: `tags.a holds ${path} of job ${CLEAR}` }];
  expect(of(KEY)).toEqual({ own: [`${path} is ${CLEAR}`], all: elsewhere });
  expect(of(marked(KEY))).toEqual({ own: [], all: elsewhere });
  expect(of(UNKNOWN)).toEqual({ own: [], all: [] });
});

test("a key that is to be signed is no text, and the id of a supplier's key is shown where the supplier shows it", () => {
  const ingest = jobTask("StreamIngestTask", "ingest");
  const moderation = jobTask("CloudModerationTask", "moderation");
  const supplier = (secretId: unknown) => ({ moderationParams: { moderationSupplierParam: { secretId } } });
  const told = (secretId: unknown) =>
    heard({
      inputs: {
        [ingest.urn]: { privateMapKey: true },
        [moderation.urn]: supplier(secretId),
        [bucket.urn]: { tags: { a: KEY } },
      },
    });
  expect(unmarkedIn(ingest, told(KEY))).toEqual([]);
  expect(unmarkedIn(moderation, told(KEY))).toEqual([
    `moderationParams.moderationSupplierParam.secretId is ${CLEAR}`,
  ]);
  expect(unmarkedAnywhere([ingest, moderation, bucket], told(marked(KEY)))).toEqual([]);
});

test("a secret of the configuration stands unmarked in no resource but a provider", () => {
  const provider = resource("pulumi:providers:pulumi-nodejs", "default");
  const inputs = { tags: { note: `key ${KEY}`, [KEY]: "x" }, hidden: marked(KEY) };
  const told = heard({
    config: { "app:token": [KEY, true], "app:short": ["on", true] },
    inputs: { [bucket.urn]: { ...inputs, on: "on" }, [provider.urn]: inputs },
  });
  const said = unmarkedIn(bucket, told);
  expect(said).toEqual([
    `tags.note holds configuration app:token ${CLEAR}`,
    `tags.* holds configuration app:token ${CLEAR}`,
  ]);
  expect(unmarkedIn(provider, told)).toEqual([]);
  expect(said.join()).not.toContain(KEY);
});

test("a key of a task, or one that the stack makes, stands unmarked nowhere else", () => {
  const key = resource("pulumi-nodejs:dynamic/trtc:CamAccessKey", "writer");
  const other = resource("aws:lambda/function:Function", "reader");
  const lobby = resource(TASK, "lobby");
  const told = heard({
    inputs: {
      [lobby.urn]: {
        sdkSecretKey: marked(KEY),
        storage: marked({ accessKey: "planted-id", secretKey: "planted-2" }),
      },
      [key.urn]: { userName: "bob" },
      [other.urn]: {
        environment: { variables: { A: KEY, B: "planted-3", C: "planted-id", D: marked(KEY) } },
      },
      [stack.urn]: {},
    },
    outputs: {
      [key.urn]: { accessKeyId: "planted-id", secretAccessKey: marked("planted-3") },
      [stack.urn]: { a: KEY, b: marked(KEY) },
    },
  });
  expect(unmarkedAnywhere([stack, lobby, key, other], told)).toEqual([
    { urn: stack.urn, message: `output a holds sdkSecretKey of lobby ${CLEAR}` },
    { urn: other.urn, message: `environment.variables.A holds sdkSecretKey of lobby ${CLEAR}` },
    { urn: other.urn, message: `environment.variables.B holds secretAccessKey of writer ${CLEAR}` },
  ]);
});

test("a key that is only known later is not looked for", () => {
  const lobby = resource(TASK, "lobby");
  const told = heard({
    inputs: { [lobby.urn]: { sdkSecretKey: marked(UNKNOWN) }, [bucket.urn]: { bucket: UNKNOWN } },
  });
  expect(unmarkedAnywhere([lobby, bucket], told)).toEqual([]);
});

import { join, resolve } from "node:path";
import { Provider } from "@pulumi/aws/provider";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { CallbackEndpoint } from "../../../../provider/aws/callback-endpoint";
import type {
  CallbackEndpointArgs,
  CallbackEndpointTransform,
} from "../../../../provider/aws/callback-endpoint";
import { endpointPolicy, lambdaTrust } from "../../../../provider/aws/callback-policies";
import { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import { consoleSteps } from "../../../../provider/endpoint/console-steps";
import { physicalName } from "../../../../provider/component/physical-name";
import { InputError } from "../../../../provider/trtc/errors";
import { childrenOf } from "../component/recorded-children";
import { ACCOUNT, named, record, REGION, UNKNOWN_INPUT, valueOf } from "../recorded-resources";
import type { Fakes } from "../recorded-resources";
import { ENDPOINT_FAKES, KEY_PARAMETER, KEY_PARAMETER_ARN } from "./recorded-endpoint";

const ARGS: CallbackEndpointArgs = {
  sdkAppIds: [1400000001, 1400000002],
  storage: { bucket: "media", region: "eu-west-1" },
};
const KMS_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const FUNCTION_FILE = join(resolve(__dirname, "../../../../provider"), "functions/aws-callback/index.js");
/** Of the component's name, and of project and stack as the recording has them. */
const FUNCTION = "callbacks-a16cca0";
const URL = "https://id-of-callbacks-url.lambda-url.eu-central-1.on.aws/";

async function resourcesOf(args: Partial<CallbackEndpointArgs> = {}, fakes: Fakes = {}) {
  const { resources } = await record(() => new CallbackEndpoint("callbacks", { ...ARGS, ...args }), {
    ...ENDPOINT_FAKES,
    ...fakes,
  });
  return resources;
}

async function inputsOf(kind: string, args: Partial<CallbackEndpointArgs> = {}) {
  return named(await resourcesOf(args), `callbacks-${kind}`).inputs;
}

const CHILDREN = [
  "callbacks-function",
  "callbacks-key",
  "callbacks-key-parameter",
  "callbacks-log-group",
  "callbacks-policy",
  "callbacks-policy-attachment",
  "callbacks-role",
  "callbacks-url",
];

test("an endpoint is a component with these children and no others", async () => {
  const resources = await resourcesOf();
  expect(childrenOf("callbacks", resources)).toEqual(CHILDREN);
  const { type, inputs, parent } = named(resources, "callbacks");
  expect({ type, inputs, parent }).toEqual({
    type: "trtc:aws:CallbackEndpoint",
    inputs: {},
    parent: undefined,
  });
  expect(resources).toHaveLength(9);
});

test("its function has a name that no other stack's has", async () => {
  const { result } = await record(() => physicalName(["callbacks"], 64));
  expect(result).toBe(FUNCTION);
});

test.each<[string, object, string[]]>([
  ["key-parameter", { type: "SecureString", value: { secret: "minted,replaced" } }, ["callbacks-key"]],
  ["role", { assumeRolePolicy: lambdaTrust() }, []],
  [
    "policy-attachment",
    {
      role: "callbacks-role-1a2b3c4",
      policyArn: `arn:aws:iam::${ACCOUNT}:policy/callbacks-policy-1a2b3c4`,
    },
    ["callbacks-policy", "callbacks-role"],
  ],
])("its %s is exactly this", async (kind, inputs, dependsOn) => {
  const resource = named(await resourcesOf(), `callbacks-${kind}`);
  expect(resource.inputs).toEqual(inputs);
  expect(resource.options.dependsOn).toEqual(dependsOn);
});

test("its log group is where the console looks for it, and kept for as many days as are asked for", async () => {
  const name = `/aws/lambda/${FUNCTION}`;
  expect(await inputsOf("log-group")).toEqual({ name, retentionInDays: 30 });
  expect(await inputsOf("log-group", { logRetentionDays: 365 })).toEqual({ name, retentionInDays: 365 });
});

test("its policy is about its own bucket, parameter and log", async () => {
  const place = {
    partition: "aws",
    bucket: "media",
    keyParameterArn: KEY_PARAMETER_ARN,
    logGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/${FUNCTION}`,
  };
  expect(await inputsOf("policy")).toEqual({ policy: endpointPolicy(place) });
  const kmsKeyArn = pulumi.output(KMS_KEY);
  expect(await inputsOf("policy", { kmsKeyArn })).toEqual({
    policy: endpointPolicy({ ...place, kmsKeyArn: KMS_KEY }),
  });
});

test("its function is exactly this, waits for its permissions and has nothing secret in its environment", async () => {
  const { inputs, options } = named(await resourcesOf(), "callbacks-function");
  const { code, ...others } = inputs;
  expect(others).toEqual({
    name: FUNCTION,
    role: `arn:aws:iam::${ACCOUNT}:role/callbacks-role-1a2b3c4`,
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    timeout: 10,
    memorySize: 256,
    environment: {
      variables: {
        TRTC_EVENTS_BUCKET: "media",
        TRTC_EVENTS_REGION: "eu-west-1",
        TRTC_CALLBACK_KEY_PARAMETER: KEY_PARAMETER,
        TRTC_SDK_APP_IDS: "1400000001,1400000002",
        TRTC_TOLERANCE_SECONDS: "300",
      },
    },
    loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${FUNCTION}` },
  });
  // the file by its path: the engine keeps its hash
  expect(code).toMatchObject({ assets: { "index.js": { path: FUNCTION_FILE } } });
  expect(options.dependsOn).toEqual([
    "callbacks-key-parameter",
    "callbacks-log-group",
    "callbacks-policy-attachment",
    "callbacks-role",
  ]);
});

test("memory, concurrency, tolerance and tags are as asked for", async () => {
  const tags = { team: "video" };
  const args = { memorySize: 512, reservedConcurrency: 0, toleranceSeconds: 60, tags };
  const resources = await resourcesOf(args);
  expect(named(resources, "callbacks-function").inputs).toMatchObject({
    memorySize: 512,
    reservedConcurrentExecutions: 0,
    environment: { variables: { TRTC_TOLERANCE_SECONDS: "60" } },
  });
  const tagged = resources.filter(({ inputs }) => "tags" in inputs);
  expect(tagged.map(({ inputs }) => inputs["tags"])).toEqual(tagged.map(() => tags));
  expect(childrenOf("callbacks", tagged)).toEqual([
    "callbacks-function",
    "callbacks-key-parameter",
    "callbacks-log-group",
    "callbacks-policy",
    "callbacks-role",
  ]);
});

test("its URL is open, and the permissions are left to the provider", async () => {
  const resources = await resourcesOf();
  expect(named(resources, "callbacks-url").inputs).toEqual({
    functionName: FUNCTION,
    authorizationType: "NONE",
  });
  expect(resources.filter(({ type }) => type === "aws:lambda/permission:Permission")).toEqual([]);
});

describe("the keys", () => {
  test("one is made, and rotated as asked for", async () => {
    expect(await inputsOf("key")).toMatchObject({ keepPrevious: true });
    expect(await inputsOf("key", { rotateKey: "2026-11", keepPreviousKey: false })).toMatchObject({
      rotate: "2026-11",
      keepPrevious: false,
    });
  });

  test("a given one is used instead, with the previous ones behind it", async () => {
    const resources = await resourcesOf({ key: "given", previousKeys: [pulumi.secret("older")] });
    expect(childrenOf("callbacks", resources)).toEqual(CHILDREN.filter((name) => name !== "callbacks-key"));
    expect(named(resources, "callbacks-key-parameter").inputs["value"]).toEqual({ secret: "given,older" });
  });
});

test("a storage of slices says where the events go", async () => {
  const { resources } = await record(() => {
    const storage = new S3SliceStorage("slices");
    new CallbackEndpoint("callbacks", { ...ARGS, storage });
  }, ENDPOINT_FAKES);
  expect(named(resources, "callbacks-function").inputs).toMatchObject({
    environment: {
      variables: { TRTC_EVENTS_BUCKET: "slices-bucket-1a2b3c4", TRTC_EVENTS_REGION: REGION },
    },
  });
});

test("address, key and steps are its outputs, of which the key alone is secret", async () => {
  const { resources, result } = await record(() => new CallbackEndpoint("callbacks", ARGS), ENDPOINT_FAKES);
  const steps = consoleSteps(URL, ARGS.sdkAppIds);
  expect(named(resources, "callbacks").outputs).toEqual({
    sdkAppIds: ARGS.sdkAppIds,
    url: URL,
    key: { secret: "minted" },
    consoleSteps: steps,
  });
  const secrets = [
    pulumi.isSecret(result.url),
    pulumi.isSecret(result.key),
    pulumi.isSecret(result.consoleSteps),
  ];
  await expect(Promise.all(secrets)).resolves.toEqual([false, true, false]);
  await expect(valueOf(result.consoleSteps)).resolves.toEqual(steps);
});

test("a preview shows all that is known before anything is made", async () => {
  const resources = await resourcesOf({}, { preview: true });
  expect(named(resources, "callbacks").outputs).toEqual({
    sdkAppIds: ARGS.sdkAppIds,
    url: UNKNOWN_INPUT,
    key: UNKNOWN_INPUT,
    consoleSteps: UNKNOWN_INPUT,
  });
  expect(named(resources, "callbacks-function").inputs).toMatchObject({
    name: FUNCTION,
    environment: { variables: { TRTC_EVENTS_BUCKET: "media", TRTC_EVENTS_REGION: "eu-west-1" } },
  });
});

test("all of it is asked of the provider that the component was given", async () => {
  const asked: unknown[] = [];
  const { resources } = await record(
    () =>
      new CallbackEndpoint("callbacks", ARGS, {
        providers: [new Provider("frankfurt", { region: REGION })],
      }),
    {
      ...ENDPOINT_FAKES,
      calls: {
        "aws:index/getPartition:getPartition": (_inputs, provider) => {
          asked.push(provider);
          return { partition: "aws" };
        },
      },
    },
  );
  const others = resources.filter(({ options }) => options.provider !== "frankfurt").map(({ name }) => name);
  expect(others.sort()).toEqual(["callbacks", "callbacks-key", "frankfurt"]);
  expect(asked).toEqual(["frankfurt"]);
});

describe("transform", () => {
  test.each<[keyof CallbackEndpointTransform, string]>([
    ["keyParameter", "callbacks-key-parameter"],
    ["logGroup", "callbacks-log-group"],
    ["role", "callbacks-role"],
    ["policy", "callbacks-policy"],
    ["attachment", "callbacks-policy-attachment"],
    ["function", "callbacks-function"],
    ["url", "callbacks-url"],
  ])("of %s reaches %s and no other child", async (key, name) => {
    const adjust = (_args: unknown, opts: CustomResourceOptions) => {
      opts.protect = true;
    };
    const resources = await resourcesOf({ transform: { [key]: adjust } });
    expect(childrenOf("callbacks", resources, ({ options }) => options.protect)).toEqual([name]);
  });

  test("sees the arguments that the child would get, and changes them", async () => {
    const inputs = await inputsOf("function", {
      transform: {
        function: (args) => {
          args.timeout = Number(args.timeout) + 5;
        },
      },
    });
    expect(inputs["timeout"]).toBe(15);
  });
});

test("wrong arguments are all named before anything is registered", async () => {
  // @ts-expect-error -- a program in JavaScript may give anything
  const wrong: CallbackEndpointArgs = { ...ARGS, sdkAppIds: ["1400000001"], logRetentionDays: 31 };
  await expect(record(() => new CallbackEndpoint("callbacks", wrong))).rejects.toThrow(
    new InputError(
      "CallbackEndpoint callbacks: " +
        'sdkAppIds.0 is "1400000001", allowed is a whole number from 1 to 4294967295: give the numbers of applications; ' +
        "logRetentionDays is 31, allowed is " +
        "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653: " +
        "choose for how many days the function's lines are kept: an event that could not be stored is among them",
    ),
  );
});

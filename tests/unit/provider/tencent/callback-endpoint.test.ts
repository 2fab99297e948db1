import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { consoleSteps } from "../../../../provider/endpoint/console-steps";
import type * as FunctionFiles from "../../../../provider/endpoint/function-files";
import { CallbackEndpoint } from "../../../../provider/tencent/callback-endpoint";
import type {
  CallbackEndpointArgs,
  CallbackEndpointTransform,
} from "../../../../provider/tencent/callback-endpoint";
import { endpointPolicy, scfTrust } from "../../../../provider/tencent/callback-policies";
import { InputError } from "../../../../provider/trtc/errors";
import { childrenOf } from "../component/recorded-children";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";
import type { Fakes, RecordedResource } from "../recorded-resources";

// jest lets a mock's factory read variables of this name alone
let mockFile = "";
jest.mock("../../../../provider/endpoint/function-files", (): Partial<typeof FunctionFiles> => ({
  get TENCENT_FUNCTION() {
    return mockFile;
  },
}));

/** Of the bytes `code`. */
const SHA256 = "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";
const TOKEN = "pulumi-nodejs:dynamic/trtc:";
const URL = "https://1250000000-abc123.ap-singapore.tencentscf.com";
const PLACE = { bucket: "media-1250000000", region: "ap-singapore" };
const ARGS: CallbackEndpointArgs = { sdkAppIds: [1400000001, 1400000002], storage: PLACE };
const OUTPUTS: NonNullable<Fakes["outputs"]> = {
  [`${TOKEN}CallbackKey`]: () => ({
    key: pulumi.secret("newKey"),
    previousKeys: pulumi.secret(["oldKey"]),
  }),
  [`${TOKEN}ScfFunctionUrl`]: () => ({ url: URL }),
};
/** `trtc-`, the component's name, and a hash of project, stack and name. */
const FUNCTION = "trtc-callbacks-a16cca0";
/** Name of the role and of its policy. */
const ROLE = "project-stack-callbacks-events-8c6fc64";
const DESCRIPTION = "stores TRTC events for callbacks in project stack";
const CHILDREN = ["function", "policy", "policy-attachment", "role", "url"].map(
  (kind) => `callbacks-${kind}`,
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "callback-endpoint-"));
  mockFile = join(folder, "tencent-callback.zip");
  writeFileSync(mockFile, "code");
});
afterAll(() => rmSync(folder, { recursive: true }));

function made(
  changes: Partial<CallbackEndpointArgs> = {},
  fakes: Fakes = {},
): Promise<{ resources: RecordedResource[]; result: CallbackEndpoint }> {
  return record(() => new CallbackEndpoint("callbacks", { ...ARGS, ...changes }), {
    outputs: OUTPUTS,
    ...fakes,
  });
}

/** Type, inputs without the provider's text, and what it waits for. */
function brief({ type, inputs, options }: RecordedResource): object {
  const { __provider: _provider, ...own } = inputs;
  return { type, inputs: own, dependsOn: options.dependsOn };
}

async function briefOf(kind: string, changes: Partial<CallbackEndpointArgs> = {}): Promise<object> {
  const { resources } = await made(changes);
  return brief(named(resources, `callbacks-${kind}`));
}

test("is a component with these children and no others", async () => {
  const { resources } = await made();
  expect(childrenOf("callbacks", resources)).toEqual([...CHILDREN, "callbacks-key"].sort());
  const { type, inputs, parent } = named(resources, "callbacks");
  expect({ type, inputs, parent }).toEqual({
    type: "trtc:tencent:CallbackEndpoint",
    inputs: {},
    parent: undefined,
  });
  expect(resources).toHaveLength(7);
});

test.each<[string, object]>([
  ["key", { type: `${TOKEN}CallbackKey`, inputs: { keepPrevious: true }, dependsOn: [] }],
  [
    "role",
    {
      type: `${TOKEN}CamRole`,
      inputs: { roleName: ROLE, policyDocument: scfTrust(), description: DESCRIPTION },
      dependsOn: [],
    },
  ],
  [
    "policy",
    {
      type: `${TOKEN}CamPolicy`,
      inputs: { policyName: ROLE, policyDocument: endpointPolicy(PLACE) },
      dependsOn: [],
    },
  ],
  [
    "policy-attachment",
    {
      type: `${TOKEN}CamRolePolicyAttachment`,
      inputs: { roleName: ROLE, policyName: ROLE },
      dependsOn: ["callbacks-policy", "callbacks-role"],
    },
  ],
  [
    "url",
    {
      type: `${TOKEN}ScfFunctionUrl`,
      inputs: { functionName: FUNCTION, region: "ap-singapore", authType: "NONE" },
      dependsOn: ["callbacks-function"],
    },
  ],
])("its child %s is this", async (kind, expected) => {
  await expect(briefOf(kind)).resolves.toEqual(expected);
});

test("its function is this, with all of its environment secret", async () => {
  await expect(briefOf("function")).resolves.toEqual({
    type: `${TOKEN}ScfFunction`,
    inputs: {
      functionName: FUNCTION,
      region: "ap-singapore",
      codePath: mockFile,
      codeSha256: SHA256,
      runtime: "Nodejs18.15",
      type: "http",
      memorySize: 128,
      timeout: 10,
      environment: {
        secret: {
          TRTC_EVENTS_BUCKET: "media-1250000000",
          TRTC_EVENTS_REGION: "ap-singapore",
          TRTC_CALLBACK_KEYS: "newKey,oldKey",
          TRTC_SDK_APP_IDS: "1400000001,1400000002",
          TRTC_TOLERANCE_SECONDS: "300",
        },
      },
      role: ROLE,
      description: DESCRIPTION,
    },
    dependsOn: ["callbacks-key", "callbacks-policy-attachment", "callbacks-role"],
  });
});

test("address, key and steps are its outputs, and the key alone is secret", async () => {
  const { resources, result } = await made();
  const steps = consoleSteps(URL, [1400000001, 1400000002]);
  expect(named(resources, "callbacks").outputs).toEqual({
    sdkAppIds: [1400000001, 1400000002],
    url: URL,
    key: { secret: "newKey" },
    consoleSteps: steps,
  });
  await expect(valueOf(result.url)).resolves.toBe(URL);
  await expect(valueOf(result.key)).resolves.toBe("newKey");
  await expect(valueOf(result.consoleSteps)).resolves.toEqual(steps);
});

test("a given key is used, beside previous ones, and none is made", async () => {
  const { resources } = await made({ key: "ownKey", previousKeys: ["formerKey", "ownKey"] });
  expect(resources.map(({ name }) => name).sort()).toEqual(["callbacks", ...CHILDREN]);
  expect(named(resources, "callbacks-function").inputs["environment"]).toMatchObject({
    secret: { TRTC_CALLBACK_KEYS: "ownKey,formerKey" },
  });
});

test("the function may be in another region than the bucket, with more memory and tolerance", async () => {
  const changes = { region: "eu-frankfurt", memorySize: 256, toleranceSeconds: 600 };
  await expect(briefOf("function", changes)).resolves.toMatchObject({
    inputs: {
      region: "eu-frankfurt",
      memorySize: 256,
      environment: { secret: { TRTC_EVENTS_REGION: "ap-singapore", TRTC_TOLERANCE_SECONDS: "600" } },
    },
  });
  await expect(briefOf("url", changes)).resolves.toMatchObject({ inputs: { region: "eu-frankfurt" } });
});

test("a storage of slices says which bucket and region", async () => {
  const storage = {
    bucket: pulumi.output("slices-1250000000"),
    target: { region: pulumi.output("eu-frankfurt") },
  };
  const { resources } = await made({ storage });
  expect(named(resources, "callbacks-policy").inputs).toMatchObject({
    policyDocument: endpointPolicy({ bucket: "slices-1250000000", region: "eu-frankfurt" }),
  });
  expect(named(resources, "callbacks-function").inputs).toMatchObject({
    region: "eu-frankfurt",
    environment: { secret: { TRTC_EVENTS_BUCKET: "slices-1250000000" } },
  });
});

test("in a preview all but its environment and address is known", async () => {
  const { resources } = await made({}, { preview: true });
  const { inputs } = named(resources, "callbacks-function");
  expect(inputs["environment"]).toEqual(UNKNOWN_INPUT);
  expect(inputs).toMatchObject({ functionName: FUNCTION, codeSha256: SHA256, role: ROLE });
  expect(named(resources, "callbacks-url").inputs).toMatchObject({ functionName: FUNCTION });
});

test("each child can be adjusted right before it is made", async () => {
  const transform: CallbackEndpointTransform = {
    role: (args) => void (args.description = "adjusted"),
    policy: (args) => void (args.description = "adjusted"),
    attachment: (_args, opts) => void (opts.protect = true),
    function: (args) => void (args.timeout = 20),
    url: (args) => void (args.intranet = true),
  };
  const { resources } = await made({ transform });
  const inputs = (kind: string) => named(resources, `callbacks-${kind}`).inputs;
  expect(inputs("role")).toMatchObject({ description: "adjusted" });
  expect(inputs("policy")).toMatchObject({ description: "adjusted" });
  expect(named(resources, "callbacks-policy-attachment").options.protect).toBe(true);
  expect(inputs("function")).toMatchObject({ timeout: 20 });
  expect(inputs("url")).toMatchObject({ intranet: true });
});

test("wrong arguments stop the program before anything is registered", async () => {
  const { resources } = await record(() => {
    expect(() => new CallbackEndpoint("callbacks", { ...ARGS, sdkAppIds: [] })).toThrow(InputError);
  });
  expect(resources).toEqual([]);
});

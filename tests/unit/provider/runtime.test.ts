import { applySchema } from "../../../provider/resource/schema";
import type { TaskKind } from "../../../provider/task/kind";
import { argumentsInState } from "../../../provider/task/state";
import { EVERY_KIND } from "./task/inputs/every-kind";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as runtime from "../../../provider/runtime";
import type { Bag } from "../../../provider/resource/schema";
import type { ApiClient } from "../../../provider/trtc/client";
import type { ApiService } from "../../../provider/trtc/service";
import { fakeClient, refusal } from "./fake-client";
import { KEYS } from "./fake-settings";
import { TASK_ID, taskState } from "./lifecycle-parts";
import { checkedInputs, validInputs, withoutValue } from "./task-inputs";

// jest lets a mock's factory read variables of this name alone
let mockClient: ApiClient;
const mockAsked: string[] = [];
jest.mock("../../../provider/trtc/process", () => ({
  // nothing here uses what it hands out: COS gets no call
  ...jest.requireActual<object>("../../../provider/trtc/process"),
  processClient: ({ name }: ApiService): ApiClient => ({
    call(call) {
      mockAsked.push(`${name}:${call.action}`);
      return mockClient.call(call);
    },
  }),
}));

const ROOT = join(__dirname, "../../..");
const PROVIDER_TEXT = providerText("CloudSliceTask");
/** Every name that may stand in a state file. */
const NAMES = [
  "CallbackKey",
  "CamAccessKey",
  "CamPolicy",
  "CamRole",
  "CamRolePolicyAttachment",
  "CamUser",
  "CamUserPolicyAttachment",
  "CloudModerationTask",
  "CloudRecordingTask",
  "CloudSliceTask",
  "CloudTranscriptionTask",
  "CosBucket",
  "KeyVersions",
  "PublishCdnStreamTask",
  "ScfFunction",
  "ScfFunctionUrl",
  "StreamIngestTask",
] as const;
const METHODS = ["check", "configure", "create", "delete", "diff", "read", "update"];

type Provider = Required<typeof runtime.CloudSliceTask>;

// the methods are counted in a test of their own
const provider = runtime.CloudSliceTask as Provider;

/** The text that state holds of a resource's provider. */
function providerText(name: string): string {
  return `exports.handler = () => require("pulumi-trtc/provider").${name};`;
}

/** As `provider`, of another resource. */
function providerOf(name: (typeof NAMES)[number]): Provider {
  return runtime[name] as Provider;
}

function answering(script: Parameters<typeof fakeClient>[0]): void {
  mockClient = fakeClient(script);
  mockAsked.length = 0;
}

/** The configuration of a stack, as the engine hands it on. */
function configuration(values: Record<string, string>): Parameters<Provider["configure"]>[0] {
  return {
    config: {
      get: (key: string) => values[key],
      require: (key: string) => values[key] ?? "",
    },
  };
}

const VARIABLES = [
  "TENCENTCLOUD_REGION",
  "TENCENTCLOUD_ENDPOINT_URL_TRTC",
  "TENCENTCLOUD_ENDPOINT_URL_CAM",
  "TENCENTCLOUD_ENDPOINT_URL_COS",
  "TENCENTCLOUD_ENDPOINT_URL",
  "TRTC_CREDENTIAL_SOURCE",
  "TRTC_MAX_RPS",
  ...Object.keys(KEYS),
];
const environment = VARIABLES.map((name) => [name, process.env[name]] as const);

function withoutVariables(): void {
  for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
}

beforeEach(async () => {
  withoutVariables();
  Object.assign(process.env, KEYS);
  answering({});
  for (const name of NAMES) await providerOf(name).configure(configuration({}));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  withoutVariables();
  for (const [name, value] of environment) if (value !== undefined) process.env[name] = value;
});

test("the names that state files refer to are these and no others", () => {
  expect(Object.keys(runtime).sort()).toEqual(NAMES);
});

test.each(NAMES)("%s has the seven methods of a provider", (name) => {
  expect(Object.keys(runtime[name]).sort()).toEqual(METHODS);
});

test("each name stands in one resource, in the text that state files keep", () => {
  const files = readdirSync(join(ROOT, "provider"), { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, "provider", file), "utf8");
      const tasks = [...source.matchAll(/super\(taskToken\("(\w+)"\)/g)].map(([, name = ""]) =>
        providerText(name),
      );
      return [...(source.match(/exports\.handler = [^'`]*(?=')/g) ?? []), ...tasks];
    });
  expect(texts.sort()).toEqual(NAMES.map(providerText));
});

/** A task of a kind: as given, as check makes it, and as state holds it. */
function smallestTask(kind: TaskKind, smallest: Bag): { given: Bag; checked: Bag; state: Bag } {
  const { sdkSecretKey: _key, ...given } = { ...smallest, region: "ap-singapore" } as Bag;
  const { inputs: checked } = applySchema(kind.schema, given);
  return {
    given,
    checked,
    state: argumentsInState(kind, checked),
  };
}

describe("every provider", () => {
  const POLICY = '{"version":"2.0","statement":[]}';
  const CODE = { functionName: "web", codePath: "web.zip", codeSha256: "0".repeat(64) };
  const CHECKED_FUNCTION = {
    ...CODE,
    region: "ap-singapore",
    runtime: "Nodejs18.15",
    type: "event",
    memorySize: 128,
    timeout: 10,
    description: "",
  };
  /** What a program gives at least, what check makes of it, and what state holds of that where it is another. */
  const SMALLEST: Record<string, { given: Bag; checked: Bag; state?: Bag }> = {
    ...Object.fromEntries(
      EVERY_KIND.map(({ kind, inputs }) => [kind.resource, smallestTask(kind, inputs.smallest)]),
    ),
    CallbackKey: { given: {}, checked: { keepPrevious: true } },
    CamAccessKey: { given: { userName: "writer" }, checked: { userName: "writer", status: "Active" } },
    CamPolicy: {
      given: { policyName: "writes", policyDocument: POLICY },
      checked: { policyName: "writes", policyDocument: POLICY, description: "" },
    },
    CamRole: {
      given: { roleName: "writes", policyDocument: POLICY },
      checked: { roleName: "writes", policyDocument: POLICY, description: "" },
    },
    CamRolePolicyAttachment: {
      given: { roleName: "events", policyName: "writes" },
      checked: { roleName: "events", policyName: "writes" },
    },
    CamUser: { given: { name: "writer" }, checked: { name: "writer", remark: "" } },
    CamUserPolicyAttachment: {
      given: { userName: "writer", policyName: "writes" },
      checked: { userName: "writer", policyName: "writes" },
    },
    CloudSliceTask: { given: validInputs(), checked: checkedInputs(), state: taskState() },
    CosBucket: {
      given: { bucket: "slices" },
      checked: {
        bucket: "slices",
        region: "ap-singapore",
        acl: "private",
        encryption: "AES256",
        versioning: false,
        onDestroy: "refuse",
      },
    },
    KeyVersions: { given: { keyVersions: [1] }, checked: { keyVersions: [1] } },
    ScfFunction: {
      given: CODE,
      checked: CHECKED_FUNCTION,
      state: { ...CHECKED_FUNCTION, environmentFingerprint: "44136fa355b3678a" },
    },
    ScfFunctionUrl: {
      given: { functionName: "web", authType: "NONE" },
      checked: {
        functionName: "web",
        region: "ap-singapore",
        authType: "NONE",
        publicNetwork: true,
        intranet: false,
        enabled: true,
      },
    },
  };

  function smallestOf(name: string) {
    const found = SMALLEST[name];
    if (found === undefined) throw new Error(`there are no inputs for ${name}`);
    return found;
  }

  test.each(NAMES)("checks, by the table of %s, without a call", async (name) => {
    const { given, checked } = smallestOf(name);
    await expect(providerOf(name).check({}, { ...given, __provider: providerText(name) })).resolves.toEqual({
      inputs: checked,
      failures: [],
    });
    expect(mockAsked).toEqual([]);
  });

  test.each(NAMES)("sees no change where there is none, for %s", async (name) => {
    const { checked, state = checked } = smallestOf(name);
    const inputs = { ...checked, __provider: providerText(name) };
    const diff = await providerOf(name).diff("id", { ...state, __provider: "another text" }, inputs);
    expect(diff).toMatchObject({ changes: false, replaces: [] });
  });

  test.each(NAMES.filter((name) => name !== "KeyVersions" && name !== "CallbackKey"))(
    "wants an API key at preview, for %s",
    async (name) => {
      withoutVariables();
      process.env["TRTC_SDK_SECRET_KEY"] = "planted-sdk-secret";
      const { failures } = await providerOf(name).check({}, smallestOf(name).given);
      expect(failures).toEqual([
        { property: "", reason: expect.stringMatching(/^no Tencent Cloud API key was found: /) as unknown },
      ]);
    },
  );

  test.each(["KeyVersions", "CallbackKey"] as const)(
    "wants none where no call is made, for %s",
    async (name) => {
      withoutVariables();
      const { failures } = await providerOf(name).check({}, smallestOf(name).given);
      expect(failures).toEqual([]);
    },
  );

  test.each<[(typeof NAMES)[number], Bag, string]>([
    ["CloudSliceTask", taskState(), "trtc:DescribeCloudSliceTask"],
    ["CamAccessKey", { uin: 7, accessKeyId: "AKIDx" }, "cam:ListAccessKeys"],
    ["CamPolicy", { policyName: "writes", policyId: 8 }, "cam:GetPolicy"],
    ["CamRole", { roleName: "events" }, "cam:GetRole"],
    ["CamRolePolicyAttachment", { roleName: "events", policyName: "writes" }, "cam:ListAttachedRolePolicies"],
    ["ScfFunction", { functionName: "web", region: "ap-singapore" }, "scf:GetFunction"],
    ["ScfFunctionUrl", { functionName: "web", region: "ap-singapore" }, "scf:ListTriggers"],
    ["CamUser", { name: "writer", uin: 7 }, "cam:GetUser"],
    ["CamUserPolicyAttachment", { uin: 7, policyId: 8 }, "cam:ListAttachedUserPolicies"],
  ])("asks its own product: %s", async (name, state, asked) => {
    answering({ [asked.split(":")[1] ?? ""]: [new Error("asked")] });
    await expect(providerOf(name).read("id", state)).rejects.toThrow("asked");
    expect(mockAsked).toEqual([asked]);
  });

  test("has a configuration of its own", async () => {
    const bucket = providerOf("CosBucket");
    await bucket.configure(configuration({ "trtc:region": "eu-frankfurt" }));
    const { inputs } = await bucket.check({}, { bucket: "slices" });
    expect(inputs).toMatchObject({ region: "eu-frankfurt" });
    const task = await provider.check({}, withoutValue(validInputs(), "region"));
    expect(task.inputs).toMatchObject({ region: "ap-singapore" });
  });
});

describe("a create that made something and did not finish", () => {
  const inputs = { userName: "writer", status: "Inactive", __provider: providerText("CamAccessKey") };

  async function unfinished(): Promise<unknown> {
    answering({
      GetUser: [{ Uin: 7 }],
      ListAccessKeys: [{ AccessKeys: [{ AccessKeyId: "AKIDnew" }] }],
      CreateAccessKey: [{ AccessKey: { AccessKeyId: "AKIDnew", SecretAccessKey: "planted-secret" } }],
      UpdateAccessKey: [refusal("UnauthorizedOperation", "UpdateAccessKey")],
    });
    return providerOf("CamAccessKey")
      .create(inputs)
      .catch((error: unknown) => error);
  }

  test("reaches the engine in the form in which it keeps the resource and says why", async () => {
    const error = await unfinished();
    const reason = refusal("UnauthorizedOperation", "UpdateAccessKey").message;
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: reason });
    expect({ ...(error as object) }).toEqual({
      id: "AKIDnew",
      properties: {
        ...inputs,
        uin: 7,
        accessKeyId: "AKIDnew",
        secretAccessKey: "planted-secret",
        unfinished: true,
      },
      reasons: [reason],
    });
  });

  test("shows no secret in what it says", async () => {
    const error = await unfinished();
    const { message, stack, reasons } = error as Error & { reasons: string[] }; // as the test above
    expect([message, stack, ...reasons].join("\n")).not.toContain("planted");
  });

  test("is finished by the update that the engine then calls", async () => {
    const { properties } = (await unfinished()) as { properties: Bag }; // as above
    const key = providerOf("CamAccessKey");
    await expect(key.diff("AKIDnew", properties, inputs)).resolves.toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
    answering({ UpdateAccessKey: [{ RequestId: "r-0" }] });
    const { outs } = await key.update("AKIDnew", properties, inputs);
    expect(outs).toEqual({
      userName: "writer",
      uin: 7,
      status: "Inactive",
      accessKeyId: "AKIDnew",
      secretAccessKey: "planted-secret",
    });
    expect(mockAsked).toEqual(["cam:UpdateAccessKey"]);
  });

  test("and one that made nothing is the error of its call", async () => {
    const refused = refusal("UnauthorizedOperation", "CreateAccessKey");
    answering({ GetUser: [{ Uin: 7 }], CreateAccessKey: [refused] });
    await expect(providerOf("CamAccessKey").create(inputs)).rejects.toBe(refused);
  });
});

describe("what the engine's own entry is to the lifecycle", () => {
  const withProvider = (bag: Record<string, unknown>) => ({ ...bag, __provider: PROVIDER_TEXT });

  test("check does not take it for an argument, nor hands it back", async () => {
    await expect(provider.check(withProvider(checkedInputs()), withProvider(validInputs()))).resolves.toEqual(
      { inputs: checkedInputs(), failures: [] },
    );
  });

  test("diff does not see it", async () => {
    const state = { ...withProvider(taskState()), __provider: "another text" };
    await expect(provider.diff(TASK_ID, state, withProvider(checkedInputs()))).resolves.toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  test("create, read and update do not return it", async () => {
    answering({
      CreateCloudSliceTask: [{ TaskId: TASK_ID }],
      DescribeCloudSliceTask: [{ Status: "Idle" }],
    });
    const { id, outs } = await provider.create(withProvider(checkedInputs()));
    expect(id).toBe(TASK_ID);
    expect(outs).not.toHaveProperty("__provider");
    const { props } = await provider.read(TASK_ID, withProvider(taskState()));
    expect(props).toEqual(taskState());
    const updated = await provider.update(TASK_ID, withProvider(taskState()), withProvider(checkedInputs()));
    expect(updated).toEqual({ outs: taskState() });
  });
});

test("a problem of check names no property: the engine would show its value, a secret too", async () => {
  const { failures } = await provider.check({}, validInputs({ sdkSecretKey: "planted- key", userId: "a b" }));
  expect(failures).toEqual([
    {
      property: "",
      reason:
        'userId is "a b", allowed is 1 to 32 letters, digits, _ and -: choose a robot name that no user of the room has',
    },
    {
      property: "",
      reason:
        "sdkSecretKey is a secret of 12 characters, allowed is the secret key of the application, without spaces: " +
        "copy it from the TRTC console",
    },
  ]);
});

test("an error that says what to do comes without a stack trace, a bug of ours with it", async () => {
  const refused = refusal("AuthFailure.SignatureFailure", "DescribeCloudSliceTask");
  const bug = new Error("a bug");
  answering({ DescribeCloudSliceTask: [refused, bug] });
  await expect(provider.read(TASK_ID, taskState())).rejects.toBe(refused);
  expect(`${refused}: ${refused.stack}`).toBe(`${refused.name}: shown with the resource`);
  await expect(provider.read(TASK_ID, taskState())).rejects.toBe(bug);
  expect(bug.stack).toMatch(/^Error: a bug\n {4}at /);
});

describe("configuration", () => {
  const NO_REGION = withoutValue(validInputs(), "region");

  test("that configure hands on counts from then on", async () => {
    const before = await provider.check({}, NO_REGION);
    expect(before.inputs).toMatchObject({ region: "ap-singapore" });
    await provider.configure(configuration({ "trtc:region": "ap-guangzhou" }));
    const after = await provider.check({}, NO_REGION);
    expect(after.inputs).toMatchObject({ region: "ap-guangzhou" });
  });

  test("takes effect before configure resolves: a second call does not wait for it", async () => {
    const configured = provider.configure(configuration({ "trtc:region": "eu-frankfurt" }));
    const checked = provider.check({}, NO_REGION);
    expect((await checked).inputs).toMatchObject({ region: "eu-frankfurt" });
    await configured;
  });

  test("that is nonsense is a problem at preview, before any call", async () => {
    await provider.configure(configuration({ "trtc:maxRequestsPerSecond": "abc" }));
    expect((await provider.check({}, validInputs())).failures).toEqual([
      {
        property: "",
        reason: 'trtc:maxRequestsPerSecond is "abc", allowed is a whole number above 0: correct or unset it',
      },
    ]);
    process.env["TRTC_MAX_RPS"] = "5";
    expect((await provider.check({}, validInputs())).failures).toEqual([]);
  });

  test("gives the API key when the environment has none", async () => {
    withoutVariables();
    await provider.configure(
      configuration({ "trtc:secretId": "id", "trtc:secretKey": "key", "trtc:sdkSecretKey": "k" }),
    );
    expect((await provider.check({}, validInputs())).failures).toEqual([]);
  });
});

test("what takes long is said on standard error, where the engine picks it up", async () => {
  const written: string[] = [];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  answering({
    CreateCloudSliceTask: [{ RequestId: "r-0" }, { TaskId: TASK_ID }],
    RemoveUserByStrRoomId: [{ RequestId: "r-0" }],
  });
  await provider.create(checkedInputs({ userId: "slow-robot" }));
  expect(written).toEqual([
    "CloudSliceTask: CreateCloudSliceTask: UnreadableAnswer; removing robot slow-robot to start clean\n",
  ]);
});

describe("the built package", () => {
  /** Runs a script in the way a provider process does, and reads what it prints as JSON. */
  function printed(script: string): unknown {
    const text = execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8", env: {} });
    return JSON.parse(text);
  }

  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-b", ROOT], {
      cwd: ROOT,
      stdio: "pipe",
    });
  }, 120_000);

  test("answers each text that stands in state with the provider's methods", () => {
    const script = `
      const methods = ${JSON.stringify(NAMES.map(providerText))}.map((text) => {
        const module_ = { exports: {} };
        new Function("exports", "require", text)(module_.exports, require);
        return Object.keys(module_.exports.handler()).sort();
      });
      console.log(JSON.stringify(methods));
    `;
    expect(printed(script)).toEqual(NAMES.map(() => METHODS));
  });

  test("loads its providers without the Pulumi SDK and the SDKs of products, and its providers alone", () => {
    const loadedPackages = printed(`
      const names = Object.keys(require("pulumi-trtc/provider")).sort();
      const packages = Object.keys(require.cache)
        .map((file) => /node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1])
        .filter((name) => name !== undefined);
      console.log(JSON.stringify({ names, packages: [...new Set(packages)] }));
    `);
    expect(loadedPackages).toEqual({
      names: NAMES,
      packages: expect.arrayContaining([
        "ajv",
        "ini",
        "tencentcloud-sdk-nodejs-common",
        "tls-sig-api-v2",
      ]) as unknown,
    });
    expect(JSON.stringify(loadedPackages)).not.toMatch(/@pulumi|"tencentcloud-sdk-nodejs"|cos-nodejs-sdk-v5/);
  });

  test("does nothing at import: no request, no output, no timer that keeps the process", () => {
    expect(printed(`require("pulumi-trtc/provider"); console.log("[]")`)).toEqual([]);
  });

  test("sets no global symbol at import: the shared rate limit is made at the first call", () => {
    const script = `
      const before = new Set(Object.getOwnPropertySymbols(globalThis));
      require("pulumi-trtc/provider");
      const added = Object.getOwnPropertySymbols(globalThis).filter((symbol) => !before.has(symbol));
      console.log(JSON.stringify(added.map(String)));
    `;
    expect(printed(script)).toEqual([]);
  });

  test("exports no type of a package that its users do not have", () => {
    const files = readdirSync(join(ROOT, "dist"), { recursive: true, encoding: "utf8" });
    const declarations = files.filter((file) => file.endsWith(".d.ts"));
    expect(declarations).toEqual(expect.arrayContaining(["index.d.ts", "runtime.d.ts"]));
    const naming = declarations.filter((file) =>
      /tencentcloud-sdk-nodejs(?!-common)|tls-sig-api-v2/.test(
        readFileSync(join(ROOT, "dist", file), "utf8"),
      ),
    );
    expect(naming).toEqual([]);
  });
});

test("a callback key is 32 letters and digits of any kind, and another one each time", async () => {
  const made = await Promise.all(
    Array.from({ length: 50 }, () => providerOf("CallbackKey").create({ keepPrevious: true })),
  );
  const keys = made.map(({ outs }) => String((outs as Bag)["key"])); // what its kind answers
  expect(keys.filter((key) => !/^[A-Za-z0-9]{32}$/.test(key))).toEqual([]);
  expect(new Set(keys).size).toBe(50);
  // 1,600 draws of 62
  expect(new Set(keys.join("")).size).toBe(62);
});

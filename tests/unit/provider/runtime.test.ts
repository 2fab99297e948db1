import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as runtime from "../../../provider/runtime";
import type { TrtcClient } from "../../../provider/trtc/client";
import { fakeClient, refusal } from "./fake-client";
import { KEYS } from "./fake-settings";
import { TASK_ID, taskState } from "./lifecycle-parts";
import { checkedInputs, validInputs, withoutValue } from "./task-inputs";

// jest lets a mock's factory read variables of this name alone
let mockClient: TrtcClient;
jest.mock("../../../provider/trtc/process", () => ({
  processClient: (): TrtcClient => ({ call: (call) => mockClient.call(call) }),
}));

const ROOT = join(__dirname, "../../..");
const PROVIDER_TEXT = 'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;';
const METHODS = ["check", "configure", "create", "delete", "diff", "read", "update"];

type Provider = Required<typeof runtime.CloudSliceTask>;

// the methods are counted in a test of their own
const provider = runtime.CloudSliceTask as Provider;

function answering(script: Parameters<typeof fakeClient>[0]): void {
  mockClient = fakeClient(script);
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
  await provider.configure(configuration({}));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  withoutVariables();
  for (const [name, value] of environment) if (value !== undefined) process.env[name] = value;
});

test("the names that state files refer to are these and no others", () => {
  expect(Object.keys(runtime)).toEqual(["CloudSliceTask"]);
  expect(Object.keys(runtime.CloudSliceTask).sort()).toEqual(METHODS);
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

  test("answers the text that stands in state with the provider's methods", () => {
    const script = `
      const module_ = { exports: {} };
      new Function("exports", "require", ${JSON.stringify(PROVIDER_TEXT)})(module_.exports, require);
      console.log(JSON.stringify(Object.keys(module_.exports.handler()).sort()));
    `;
    expect(printed(script)).toEqual(METHODS);
  });

  test("loads its provider without the Pulumi SDK, and its provider alone", () => {
    const loadedPackages = printed(`
      const names = Object.keys(require("pulumi-trtc/provider"));
      const packages = Object.keys(require.cache)
        .map((file) => /node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1])
        .filter((name) => name !== undefined);
      console.log(JSON.stringify({ names, packages: [...new Set(packages)] }));
    `);
    expect(loadedPackages).toEqual({
      names: ["CloudSliceTask"],
      packages: expect.arrayContaining([
        "ajv",
        "ini",
        "tencentcloud-sdk-nodejs-common",
        "tls-sig-api-v2",
      ]) as unknown,
    });
    expect(JSON.stringify(loadedPackages)).not.toMatch(/@pulumi|"tencentcloud-sdk-nodejs"/);
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

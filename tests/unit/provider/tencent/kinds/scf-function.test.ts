import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../../provider/resource/schema";
import type { Bag } from "../../../../../provider/resource/schema";
import { scfFunction, sha256, unreadableCode } from "../../../../../provider/tencent/kinds/scf-function";
import { GoneError, InputError, ServiceError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { fakeClock } from "../../fake-clock";
import type { FakeClock } from "../../fake-clock";
import { secretFree } from "../../lifecycle-parts";
import { kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";
import { scfRefusal, scfSilence } from "./scf-failure";

const CODE = Buffer.from("PK code");
const NEXT_CODE = Buffer.from("PK next code");
const FILES: Record<string, Buffer> = {
  "/built/web.zip": CODE,
  "/elsewhere/web.zip": CODE,
  "/built/next.zip": NEXT_CODE,
};
/** Of another machine. */
const THEIR_PATH = "/elsewhere/theirs.zip";
const ENVIRONMENT = { TRTC_CALLBACK_KEYS: "planted-key", BUCKET: "slices-1250000000" };
const VARIABLES = [
  { Key: "BUCKET", Value: "slices-1250000000" },
  { Key: "TRTC_CALLBACK_KEYS", Value: "planted-key" },
];
/** Of `ENVIRONMENT`, and of none. */
const FINGERPRINT = "83365b5246367783";
const NO_ENVIRONMENT = "44136fa355b3678a";
const INPUTS = {
  functionName: "web",
  region: "ap-singapore",
  codePath: "/built/web.zip",
  codeSha256: sha256(CODE),
  runtime: "Nodejs18.15",
  type: "http",
  memorySize: 128,
  timeout: 10,
  environment: ENVIRONMENT,
  role: "events",
  description: "stores events",
};
const { environment: _environment, ...PLAIN } = INPUTS;
const STATE = { ...PLAIN, environmentFingerprint: FINGERPRINT, deployedCodeSha256: "as-the-cloud-says" };
const GONE = scfRefusal("ResourceNotFound.FunctionName", "GetFunction");
const DONE = { RequestId: "r-0" };
const CREATING = { Status: "Creating" };
const SEEN = {
  Status: "Active",
  Runtime: "Nodejs18.15",
  Type: "HTTP",
  MemorySize: 128,
  Timeout: 10,
  Environment: { Variables: VARIABLES },
  Role: "events",
  Description: "stores events",
};
const ADDRESS = { CodeSha256: "as-the-cloud-says", Url: "https://example.com/code" };
const FAILED = {
  Status: "CreateFailed",
  StatusReasons: [
    { ErrorCode: "InvalidCode", ErrorMessage: "no scf_bootstrap" },
    { ErrorCode: "Other", ErrorMessage: "more" },
  ],
};
const FAILURE =
  "function web is CreateFailed: InvalidCode (no scf_bootstrap), Other (more): correct this and run pulumi up again";
const STILL_THERE = "function web is still being deleted after 180 s: run it again in a few minutes";
/** What is in state of a function of which nothing is known yet. */
const KEPT = {
  ...PLAIN,
  codeSha256: "",
  environmentFingerprint: "",
  deployedCodeSha256: "",
  unfinished: true,
};

interface Made {
  lifecycle: Lifecycle;
  client: FakeClient;
  clock: FakeClock;
  reports: string[];
}

function functionLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): Made {
  const client = fakeClient(answers);
  const clock = fakeClock();
  const reports: string[] = [];
  const lifecycle = kindLifecycle(
    scfFunction({
      scf: client,
      clock,
      report: (message) => void reports.push(message),
      readFile: (path) => {
        const file = FILES[path];
        return file
          ? Promise.resolve(file)
          : Promise.reject(Object.assign(new Error(path), { code: "ENOENT" }));
      },
    }),
  );
  return { lifecycle, client, clock, reports };
}

describe("check", () => {
  const { lifecycle } = functionLifecycle();

  test("writes the defaults and the region out", () => {
    const given = { functionName: "web", codePath: "web.zip", codeSha256: sha256(CODE) };
    expect(lifecycle.check({}, given)).toEqual({
      inputs: {
        ...given,
        region: "ap-singapore",
        runtime: "Nodejs18.15",
        type: "event",
        memorySize: 128,
        timeout: 10,
        description: "",
      },
      failures: [],
    });
  });

  test.each([
    ["the shortest name", { functionName: "ab" }],
    ["the longest name", { functionName: `a${"-".repeat(58)}9` }],
    ["the least memory", { memorySize: 64 }],
    ["the most memory", { memorySize: 3072 }],
    ["the longest time", { timeout: 900 }],
    ["variables that are only known later", { environment: UNKNOWN }],
    ["a variable that is only known later", { environment: { KEY: UNKNOWN } }],
  ])("accepts %s", (_name, changes) => {
    expect(reasonsOf(lifecycle, { ...INPUTS, ...changes })).toEqual([]);
  });

  test.each(["a", "1ab", "ab-", "ab_", "a b", `a${"b".repeat(60)}`])(
    "refuses the name %p",
    (functionName) => {
      const shown = JSON.stringify(
        functionName.length > 60 ? `${functionName.slice(0, 57)}...` : functionName,
      );
      expect(reasonsOf(lifecycle, { ...INPUTS, functionName })).toEqual([
        `functionName is ${shown}, allowed is 2 to 60 letters, digits, _ and -, a letter first, a letter or digit last: ` +
          "choose a name that no function of the region has",
      ]);
    },
  );

  test.each([0, 32, 65, 100, 2000, 3200, 128.5])("refuses %p MB of memory", (memorySize) => {
    expect(reasonsOf(lifecycle, { ...INPUTS, memorySize })).toEqual([
      `memorySize is ${memorySize}, allowed is 64, or 128 to 3072 in steps of 128 (MB): choose one of these`,
    ]);
  });

  test.each(["1A", "A-B", "", "SCF_A", "QCLOUD_A", "TENCENTCLOUD_REGION", "A".repeat(65)])(
    "refuses the variable %p, and shows no value",
    (name) => {
      const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name);
      expect(reasonsOf(lifecycle, { ...INPUTS, environment: { [name]: "planted-value" } })).toEqual([
        `environment is with a variable ${shown}, allowed is names of 1 to 64 letters, digits and _, a letter first, and none ` +
          "that begins with SCF_, QCLOUD_ or TENCENTCLOUD_: rename it, those belong to the platform",
      ]);
    },
  );

  test("shows no value of the wrong type, nor an empty one", () => {
    expect(
      reasonsOf(lifecycle, { ...INPUTS, environment: { A: { planted: "planted-value" }, B: "" } }),
    ).toEqual([
      "environment.A is a secret, allowed is a text that is not empty: give a text, or leave the variable out",
      "environment.B is a secret of 0 characters, allowed is a text that is not empty: give a text, or leave the variable out",
    ]);
  });

  test("lets nobody write the fingerprint", () => {
    expect(reasonsOf(lifecycle, { ...INPUTS, environmentFingerprint: "f" })).toEqual([
      'environmentFingerprint is "f", allowed is nothing: give environment itself',
    ]);
  });
});

test("of a cloud that tells no hash the same code at another path is the same", () => {
  const { lifecycle } = functionLifecycle();
  const state = { ...STATE, deployedCodeSha256: "" };
  expect(lifecycle.diff(state, { ...INPUTS, codePath: "/elsewhere/web.zip" }).changes).toBe(false);
});

describe("diff", () => {
  test.each<[string, Bag, Bag]>([
    ["the same arguments", {}, { changes: false, replaces: [] }],
    ["another handler", { handler: "index.main" }, { changes: true, replaces: [] }],
    ["the same code at another path", { codePath: "/elsewhere/web.zip" }, { changes: false, replaces: [] }],
    [
      "the same variables in another order",
      { environment: Object.fromEntries(Object.entries(ENVIRONMENT).reverse()) },
      { changes: false, replaces: [] },
    ],
    ["other code", { codeSha256: sha256(NEXT_CODE) }, { changes: true, replaces: [] }],
    ["code that is only known later", { codeSha256: UNKNOWN }, { changes: true, replaces: [] }],
    ["another value", { environment: { ...ENVIRONMENT, BUCKET: "b" } }, { changes: true, replaces: [] }],
    ["no variables", { environment: undefined }, { changes: true, replaces: [] }],
    ["variables that are only known later", { environment: UNKNOWN }, { changes: true, replaces: [] }],
    [
      "a value that is only known later",
      { environment: { ...ENVIRONMENT, A: UNKNOWN } },
      { changes: true, replaces: [] },
    ],
    ["another role", { role: "other" }, { changes: true, replaces: [] }],
    ["more memory", { memorySize: 256 }, { changes: true, replaces: [] }],
    ["another runtime", { runtime: "Nodejs16.13" }, { changes: true, replaces: ["runtime"] }],
    ["another type", { type: "event" }, { changes: true, replaces: ["type"] }],
    [
      "another name, which is free beside the old one",
      { functionName: "other" },
      { changes: true, replaces: ["functionName"], deleteBeforeReplace: false },
    ],
    [
      "another region, which has the name free",
      { region: "eu-frankfurt" },
      { changes: true, replaces: ["region"], deleteBeforeReplace: false },
    ],
  ])("of %s", (_name, changes, expected) => {
    expect(functionLifecycle().lifecycle.diff(STATE, { ...INPUTS, ...changes })).toEqual({
      deleteBeforeReplace: true,
      ...expected,
    });
  });
});

describe("create", () => {
  test("looks for the name, makes the function, waits for it, and keeps no value of its variables", async () => {
    const { lifecycle, client, clock, reports } = functionLifecycle({
      GetFunction: [GONE, CREATING, CREATING, SEEN],
      CreateFunction: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    const made = secretFree(await lifecycle.create(INPUTS));
    expect(made).toEqual({ id: "web", outs: STATE });
    const asked = {
      action: "GetFunction",
      region: "ap-singapore",
      params: { FunctionName: "web", Qualifier: "$LATEST", ShowCode: "FALSE" },
    };
    expect(client.calls).toEqual([
      asked,
      {
        action: "CreateFunction",
        region: "ap-singapore",
        params: {
          FunctionName: "web",
          Code: { ZipFile: CODE.toString("base64") },
          Description: "stores events",
          MemorySize: 128,
          Timeout: 10,
          Environment: { Variables: VARIABLES },
          Runtime: "Nodejs18.15",
          Role: "events",
          Type: "HTTP",
        },
      },
      asked,
      asked,
      asked,
      {
        action: "GetFunctionAddress",
        region: "ap-singapore",
        params: { FunctionName: "web", Qualifier: "$LATEST" },
      },
    ]);
    expect(clock.sleeps).toEqual([1_000, 1_000]);
    expect(reports).toEqual(["waiting for function web: Creating (0 s)"]);
  });

  test("leaves out what is not given", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [GONE, SEEN],
      CreateFunction: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    const { environment: _none, role: _role, ...rest } = INPUTS;
    const { outs } = await lifecycle.create({ ...rest, type: "event", handler: "index.main" });
    expect(outs).toMatchObject({ environmentFingerprint: NO_ENVIRONMENT });
    expect(client.calls[1]?.params).toEqual({
      FunctionName: "web",
      Code: { ZipFile: CODE.toString("base64") },
      Handler: "index.main",
      Description: "stores events",
      MemorySize: 128,
      Timeout: 10,
      Runtime: "Nodejs18.15",
      Type: "Event",
    });
  });

  test("refuses a name that is taken", async () => {
    const { lifecycle } = functionLifecycle({ GetFunction: [SEEN] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError('functionName is "web", which a function in ap-singapore has: choose another one'),
    );
  });

  test.each<[string, Bag, string]>([
    [
      "that is not there",
      { codePath: "/nowhere.zip" },
      'codePath is "/nowhere.zip", which cannot be read (ENOENT): build the code and give the path of its .zip file',
    ],
    [
      "that was built again since the preview",
      { codePath: "/built/next.zip" },
      'codeSha256 is not that of the file "/built/next.zip": build the code before pulumi up, and leave codeSha256 out to have it computed',
    ],
  ])("refuses a file %s before any call", async (_name, changes, message) => {
    const { lifecycle, client } = functionLifecycle();
    await expect(lifecycle.create({ ...INPUTS, ...changes })).rejects.toThrow(new InputError(message));
    expect(client.calls).toEqual([]);
  });

  test("waits for a role that was made a moment ago", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [GONE, SEEN],
      CreateFunction: [scfRefusal("ResourceNotFound.Role", "CreateFunction"), DONE],
      GetFunctionAddress: [ADDRESS],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "web", outs: STATE });
    expect(client.actions()).toEqual([
      "GetFunction",
      "CreateFunction",
      "CreateFunction",
      "GetFunction",
      "GetFunctionAddress",
    ]);
  });

  test("deletes a function that does not come to life, and says why it does not", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [GONE, CREATING, FAILED, { Status: "Deleting" }, GONE],
      CreateFunction: [DONE],
      DeleteFunction: [DONE],
    });
    const error: unknown = await lifecycle.create(INPUTS).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ message: FAILURE });
    expect(client.actions().slice(-3)).toEqual(["DeleteFunction", "GetFunction", "GetFunction"]);
  });

  test.each<[string, Bag, string]>([
    ["a description alone", { Status: "CreateFailed", StatusDesc: "out of stock" }, "out of stock"],
    ["no reason", { Status: "CreateFailed", StatusReasons: [] }, "the cloud gives no reason"],
  ])("says what there is to say of a failure with %s", async (_name, seen, why) => {
    const { lifecycle } = functionLifecycle({
      GetFunction: [GONE, seen, GONE],
      CreateFunction: [DONE],
      DeleteFunction: [DONE],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new ServiceError(`function web is CreateFailed: ${why}: correct this and run pulumi up again`),
    );
  });

  test("keeps a function that does not come to life and cannot be deleted", async () => {
    const refused = scfRefusal("UnauthorizedOperation.CAM", "DeleteFunction");
    const { lifecycle } = functionLifecycle({
      GetFunction: [GONE, FAILED],
      CreateFunction: [DONE],
      DeleteFunction: [refused],
    });
    const { id, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, message }).toEqual({ id: "web", message: refused.message });
  });

  test("keeps a function that does not come to life and is not deleted in time", async () => {
    const { lifecycle } = functionLifecycle({
      GetFunction: [GONE, FAILED, ...Array<Answer>(200).fill({ Status: "Deleting" })],
      CreateFunction: [DONE],
      DeleteFunction: [DONE],
    });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, message }).toEqual({ id: "web", message: STILL_THERE });
    expect(outs).toMatchObject({ codeSha256: "", unfinished: true });
  });

  test("keeps a function that is not there in time: the next up goes on", async () => {
    const { lifecycle, clock } = functionLifecycle({
      GetFunction: [GONE, ...Array<Answer>(200).fill(CREATING)],
      CreateFunction: [DONE],
    });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect(clock.sleeps).toHaveLength(180);
    expect(message).toBe("function web is still Creating after 180 s: run pulumi up again in a few minutes");
    expect(secretFree({ id, outs })).toEqual({ id: "web", outs: KEPT });
  });
});

describe("read", () => {
  async function propsOf(
    answers: Readonly<Record<string, readonly Answer[]>>,
    state: Bag = STATE,
  ): Promise<Bag> {
    const { lifecycle } = functionLifecycle(answers);
    const { props } = await lifecycle.read("web", state);
    return secretFree(props);
  }

  test("of a function as it was made changes nothing", async () => {
    await expect(propsOf({ GetFunction: [SEEN], GetFunctionAddress: [ADDRESS] })).resolves.toEqual(STATE);
  });

  test.each<[string, Bag, Bag]>([
    [
      "another value of a variable",
      { Environment: { Variables: [{ Key: "A", Value: "planted-b" }] } },
      { environmentFingerprint: "941357b0945df9c7" },
    ],
    ["no variables", { Environment: null }, { environmentFingerprint: NO_ENVIRONMENT }],
    ["another role", { Role: "other" }, { role: "other" }],
    ["the role by its whole path", { Role: "qcs::cam::uin/1:roleName/events" }, {}],
    ["more memory", { MemorySize: 256 }, { memorySize: 256 }],
    ["more time", { Timeout: 20 }, { timeout: 20 }],
    ["no description", { Description: null }, { description: "" }],
    ["no runtime, as its note allows", { Runtime: null }, {}],
    ["a handler, where none was given", { Handler: "index.main_handler" }, {}],
    ["the type in other words", { Type: "Event" }, { type: "event" }],
  ])("sees %s", async (_name, seen, changes) => {
    await expect(
      propsOf({ GetFunction: [{ ...SEEN, ...seen }], GetFunctionAddress: [ADDRESS] }),
    ).resolves.toEqual({ ...STATE, ...changes });
  });

  test("sees that a role was taken away", async () => {
    const { role: _role, ...without } = STATE;
    await expect(
      propsOf({ GetFunction: [{ ...SEEN, Role: "" }], GetFunctionAddress: [ADDRESS] }),
    ).resolves.toEqual(without);
  });

  test("sees another handler than the one that was given", async () => {
    const state = { ...STATE, handler: "index.main" };
    const seen = { ...SEEN, Handler: "index.other" };
    await expect(propsOf({ GetFunction: [seen], GetFunctionAddress: [ADDRESS] }, state)).resolves.toEqual({
      ...state,
      handler: "index.other",
    });
  });

  test("sees that somebody deployed other code, and the next up deploys its own again", async () => {
    const changed = await propsOf({
      GetFunction: [SEEN],
      GetFunctionAddress: [{ CodeSha256: "as-somebody-deployed" }],
    });
    expect(changed).toEqual({ ...STATE, codeSha256: "as-somebody-deployed" });
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, SEEN],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    const here = { ...INPUTS, codePath: "/elsewhere/web.zip" };
    expect(lifecycle.diff(changed, here)).toMatchObject({ changes: true, replaces: [] });
    await expect(lifecycle.update("web", changed, here)).resolves.toEqual({
      outs: { ...STATE, codePath: "/elsewhere/web.zip" },
    });
    expect(client.actions()).toEqual([
      "GetFunction",
      "UpdateFunctionCode",
      "GetFunction",
      "GetFunctionAddress",
    ]);
  });

  test.each(["ResourceNotFound.Function", "ResourceNotFound.FunctionName"])(
    "says by an empty id that the function is gone: %s",
    async (code) => {
      const { lifecycle } = functionLifecycle({ GetFunction: [scfRefusal(code, "GetFunction")] });
      await expect(lifecycle.read("web", STATE)).resolves.toEqual({ id: "", props: {} });
    },
  );

  test("says so too of one that goes while it is looked at", async () => {
    const { lifecycle } = functionLifecycle({ GetFunction: [SEEN], GetFunctionAddress: [GONE] });
    await expect(lifecycle.read("web", STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

describe("update", () => {
  const UPDATING = { Status: "Updating" };

  test("of variables sends the configuration, waits, and leaves the code alone", async () => {
    const { lifecycle, client, clock } = functionLifecycle({
      GetFunction: [SEEN, UPDATING, SEEN],
      UpdateFunctionConfiguration: [DONE],
    });
    const inputs = { ...INPUTS, environment: { A: "planted-b" } };
    const { outs } = await lifecycle.update("web", STATE, inputs);
    expect(secretFree(outs)).toEqual({ ...STATE, environmentFingerprint: "941357b0945df9c7" });
    expect(client.calls[1]).toEqual({
      action: "UpdateFunctionConfiguration",
      region: "ap-singapore",
      params: {
        FunctionName: "web",
        Description: "stores events",
        MemorySize: 128,
        Timeout: 10,
        Environment: { Variables: [{ Key: "A", Value: "planted-b" }] },
      },
    });
    expect(client.actions()).toEqual([
      "GetFunction",
      "UpdateFunctionConfiguration",
      "GetFunction",
      "GetFunction",
    ]);
    expect(clock.sleeps).toEqual([1_000]);
  });

  test("takes variables and role away", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, SEEN],
      UpdateFunctionConfiguration: [DONE],
    });
    const { environment: _none, role: _role, ...inputs } = INPUTS;
    await lifecycle.update("web", STATE, inputs);
    expect(client.calls[1]?.params).toMatchObject({ Environment: { Variables: [] }, Role: "" });
  });

  test("of code sends it, waits, and keeps what the cloud then says of it", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, UPDATING, SEEN],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [{ CodeSha256: "of-the-next" }],
    });
    const next = { codePath: "/built/next.zip", codeSha256: sha256(NEXT_CODE) };
    await expect(lifecycle.update("web", STATE, { ...INPUTS, ...next })).resolves.toEqual({
      outs: { ...STATE, ...next, deployedCodeSha256: "of-the-next" },
    });
    expect(client.calls[1]).toEqual({
      action: "UpdateFunctionCode",
      region: "ap-singapore",
      params: { FunctionName: "web", ZipFile: NEXT_CODE.toString("base64") },
    });
  });

  test("of both sends the configuration first", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, SEEN, SEEN],
      UpdateFunctionConfiguration: [DONE],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    await lifecycle.update("web", STATE, { ...INPUTS, handler: "index.main", timeout: 20 });
    expect(client.actions()).toEqual([
      "GetFunction",
      "UpdateFunctionConfiguration",
      "GetFunction",
      "UpdateFunctionCode",
      "GetFunction",
      "GetFunctionAddress",
    ]);
    expect(client.calls[3]?.params).toMatchObject({ Handler: "index.main" });
  });

  test("waits for what is under way before it begins", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [UPDATING, SEEN, SEEN],
      UpdateFunctionConfiguration: [scfRefusal("FailedOperation.FunctionStatusError", "X"), DONE],
    });
    await lifecycle.update("web", STATE, { ...INPUTS, timeout: 20 });
    expect(client.actions()).toEqual([
      "GetFunction",
      "GetFunction",
      "UpdateFunctionConfiguration",
      "UpdateFunctionConfiguration",
      "GetFunction",
    ]);
  });

  test("says why it failed", async () => {
    const { lifecycle } = functionLifecycle({
      GetFunction: [SEEN, { Status: "UpdateFailed", StatusReasons: [{ ErrorCode: "A", ErrorMessage: "b" }] }],
      UpdateFunctionConfiguration: [DONE],
    });
    await expect(lifecycle.update("web", STATE, { ...INPUTS, timeout: 20 })).rejects.toThrow(
      new ServiceError("function web is UpdateFailed: A (b): correct this and run pulumi up again"),
    );
  });

  test("tries again what failed to be updated before", async () => {
    const { lifecycle } = functionLifecycle({
      GetFunction: [{ Status: "UpdateFailed" }, SEEN],
      UpdateFunctionConfiguration: [DONE],
    });
    await expect(lifecycle.update("web", STATE, { ...INPUTS, timeout: 20 })).resolves.toEqual({
      outs: { ...STATE, timeout: 20 },
    });
  });

  test("finishes a create: everything is sent again, from the path on this machine", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, SEEN, SEEN],
      UpdateFunctionConfiguration: [DONE],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    const inputs = { ...INPUTS, codePath: "/elsewhere/web.zip" };
    await expect(lifecycle.update("web", KEPT, inputs)).resolves.toEqual({
      outs: { ...STATE, codePath: "/elsewhere/web.zip" },
    });
    expect(client.calls[1]?.params).toMatchObject({ Role: "events", Environment: { Variables: VARIABLES } });
  });

  test("finishes one that a refresh has seen, too, from the path on this machine", async () => {
    // the hash of the cloud may be the one that the file has
    const seen = { ...KEPT, codePath: THEIR_PATH, codeSha256: INPUTS.codeSha256 };
    const { lifecycle } = functionLifecycle({
      GetFunction: [SEEN, SEEN, SEEN],
      UpdateFunctionConfiguration: [DONE],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    await expect(lifecycle.update("web", seen, INPUTS)).resolves.toEqual({ outs: STATE });
  });

  test("of the handler alone sends the code from the path on this machine", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [SEEN, SEEN],
      UpdateFunctionCode: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    const state = { ...STATE, codePath: THEIR_PATH, handler: "index.main" };
    const inputs = { ...INPUTS, handler: "index.other" };
    await expect(lifecycle.update("web", state, inputs)).resolves.toEqual({
      outs: { ...STATE, handler: "index.other" },
    });
    expect(client.calls[1]?.params).toEqual({
      FunctionName: "web",
      ZipFile: CODE.toString("base64"),
      Handler: "index.other",
    });
  });

  test("of anything else keeps the path of the machine that sent the code", async () => {
    const { lifecycle } = functionLifecycle({
      GetFunction: [SEEN, SEEN],
      UpdateFunctionConfiguration: [DONE],
    });
    const state = { ...STATE, codePath: THEIR_PATH };
    await expect(lifecycle.update("web", state, { ...INPUTS, timeout: 20 })).resolves.toEqual({
      outs: { ...state, timeout: 20 },
    });
  });

  test("makes a function again that never came to life", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [FAILED, GONE, GONE, SEEN],
      DeleteFunction: [DONE],
      CreateFunction: [DONE],
      GetFunctionAddress: [ADDRESS],
    });
    await expect(lifecycle.update("web", { ...STATE, unfinished: true }, INPUTS)).resolves.toEqual({
      outs: STATE,
    });
    expect(client.actions()).toEqual([
      "GetFunction",
      "DeleteFunction",
      "GetFunction",
      "GetFunction",
      "CreateFunction",
      "GetFunction",
      "GetFunctionAddress",
    ]);
  });

  test("of a function that is gone says what to do", async () => {
    const { lifecycle } = functionLifecycle({ GetFunction: [GONE] });
    await expect(lifecycle.update("web", STATE, { ...INPUTS, timeout: 20 })).rejects.toThrow(
      new GoneError(
        "GetFunction: ResourceNotFound.FunctionName (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
  });
});

describe("delete", () => {
  test("waits until the function is gone: its name and role are in use until then", async () => {
    const { lifecycle, client, clock } = functionLifecycle({
      DeleteFunction: [DONE],
      GetFunction: [{ Status: "Deleting" }, GONE],
    });
    await expect(lifecycle.delete("web", STATE)).resolves.toBeUndefined();
    expect(client.calls[0]).toEqual({
      action: "DeleteFunction",
      region: "ap-singapore",
      params: { FunctionName: "web" },
    });
    expect(clock.sleeps).toEqual([1_000]);
  });

  test("of one that is gone is a success", async () => {
    const { lifecycle, client } = functionLifecycle({ DeleteFunction: [GONE] });
    await expect(lifecycle.delete("web", STATE)).resolves.toBeUndefined();
    expect(client.actions()).toEqual(["DeleteFunction"]);
  });

  test("is no success while the function is still there", async () => {
    const { lifecycle, clock } = functionLifecycle({
      DeleteFunction: [DONE],
      GetFunction: Array<Answer>(200).fill({ Status: "Deleting" }),
    });
    await expect(lifecycle.delete("web", STATE)).rejects.toThrow(new ServiceError(STILL_THERE));
    expect(clock.sleeps).toHaveLength(180);
  });

  test("says why it failed", async () => {
    const { lifecycle } = functionLifecycle({
      DeleteFunction: [DONE],
      GetFunction: [{ Status: "DeleteFailed", StatusDesc: "in use" }],
    });
    await expect(lifecycle.delete("web", STATE)).rejects.toThrow(
      new ServiceError("function web is DeleteFailed: in use: correct this and run pulumi up again"),
    );
  });
});

describe("a function that may have been made, and could not be looked for", () => {
  const BLIND = scfRefusal("InternalError", "GetFunction");

  test("is kept", async () => {
    const { lifecycle, client } = functionLifecycle({
      GetFunction: [GONE, BLIND],
      CreateFunction: [scfSilence("CreateFunction")],
    });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect(secretFree({ id, outs, message })).toEqual({ id: "web", outs: KEPT, message: BLIND.message });
    expect(client.actions()).toEqual(["GetFunction", "CreateFunction", "GetFunction"]);
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle } = functionLifecycle({ GetFunction: [GONE, GONE], DeleteFunction: [GONE] });
    await expect(lifecycle.update("web", KEPT, INPUTS)).rejects.toThrow(
      new GoneError(
        "GetFunction: ResourceNotFound.FunctionName (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(lifecycle.read("web", KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete("web", KEPT)).resolves.toBeUndefined();
  });
});

test("a file that cannot be read is named with the reason, where there is one", () => {
  expect(unreadableCode("web.zip", "no error").message).toBe(
    'codePath is "web.zip", which cannot be read (unknown reason): build the code and give the path of its .zip file',
  );
});

test("too large a file is refused, and a change is allowed less than a new one", async () => {
  const large = Buffer.alloc(20 * 1024 * 1024 + 1);
  FILES["/built/large.zip"] = large;
  const { lifecycle } = functionLifecycle({ GetFunction: [SEEN] });
  const inputs = { ...INPUTS, codePath: "/built/large.zip", codeSha256: sha256(large) };
  await expect(lifecycle.update("web", STATE, inputs)).rejects.toThrow(
    new InputError(
      'codePath is "/built/large.zip", a file of 20971521 bytes, allowed are 20971520: leave out of the .zip file what the function does not need',
    ),
  );
});

import { existsSync } from "node:fs";

import { createAccount } from "../../../../emulator/src/account";
import { createFunctions } from "../../../../emulator/src/scf/functions";
import type { FunctionVersion, ScfFunction } from "../../../../emulator/src/scf/functions";
import type { FunctionAnswer } from "../../../../emulator/src/scf/instance";
import { createInstances } from "../../../../emulator/src/scf/instances";
import type { Instances } from "../../../../emulator/src/scf/instances";
import { readPackage } from "../../../../emulator/src/scf/package";
import { DEFAULTS } from "../../../../emulator/src/scf/parameters";
import { textLike } from "../any-value";
import { webFunction, zipOf } from "./function-code";

const GET = { method: "GET", path: "/", rawHeaders: ["Host", "example.com"], body: Buffer.alloc(0) };
const URL = "http://127.0.0.1:4577";

let instances: Instances;
let now = 0;
const functions = createFunctions({ now: () => now, lagSeconds: () => 0 });
beforeEach(() => {
  instances = createInstances({ account: createAccount({}), url: () => URL });
});
afterEach(() => instances.clear());

function versionOf(zip: Buffer, changes: Partial<FunctionVersion> = {}): FunctionVersion {
  const code = readPackage(zip);
  if ("message" in code) throw new Error(code.message);
  return { ...DEFAULTS, ...changes, code };
}

function settled(found: ScfFunction): ScfFunction {
  now += 1;
  functions.all();
  return found;
}

function functionOf(
  zip: Buffer,
  changes: Partial<FunctionVersion> = {},
  runtime = "Nodejs18.15",
): ScfFunction {
  const latest = versionOf(zip, changes);
  const fields = { region: "ap-singapore", name: "receiver", type: "HTTP", tags: [] } as const;
  return settled(functions.create({ ...fields, runtime, latest }, undefined));
}

const ask = (found: ScfFunction): Promise<FunctionAnswer> => instances.request(found, GET);
const textOf = async (found: ScfFunction): Promise<string> => (await ask(found)).body.toString();

/** The name of the fault that is answered in the function's place. */
async function faultOf(found: ScfFunction): Promise<unknown> {
  return ask(found).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );
}

/** Whether a process is there; one that has ended and is not reaped yet counts as gone. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ends(pid: number): Promise<void> {
  while (runs(pid)) await new Promise((resolve) => setImmediate(resolve));
}

const OWN_PID = webFunction("response.end(String(process.pid));");

test("requests to a function are answered by one process, also at the same moment", async () => {
  const found = functionOf(OWN_PID);
  const pids = await Promise.all([textOf(found), textOf(found), textOf(found)]);
  expect(new Set([...pids, await textOf(found)]).size).toBe(1);
});

test("a function sees its own environment, the platform's, and nothing of this process", async () => {
  const variables = [{ Key: "TRTC_SDK_APP_IDS", Value: "1400000001" }];
  const found = functionOf(webFunction("response.end(JSON.stringify(process.env));"), { variables });
  const { PWD: folder, ...environment } = JSON.parse(await textOf(found)) as Record<string, string>;
  const { _, SHLVL, NODE_OPTIONS, PATH, ...named } = environment;
  expect(named).toEqual({
    TRTC_SDK_APP_IDS: "1400000001",
    TENCENTCLOUD_RUNENV: "SCF",
    TENCENTCLOUD_APPID: "1250000000",
    TENCENTCLOUD_REGION: "ap-singapore",
    TENCENTCLOUD_ENDPOINT_URL_COS: URL,
    SCF_NAMESPACE: "default",
    SCF_FUNCTIONNAME: "receiver",
    SCF_FUNCTIONVERSION: "$LATEST",
    SCF_RUNTIME: "Nodejs18.15",
  });
  expect([NODE_OPTIONS, PATH]).toEqual([
    textLike(/^--require ".*hook\.cjs" --max-old-space-size=128$/),
    "/usr/local/bin:/usr/bin:/bin",
  ]);
  expect(existsSync(String(folder))).toBe(true);
  await instances.clear();
  expect(existsSync(String(folder))).toBe(false);
});

test("what a function prints is kept", async () => {
  const found = functionOf(webFunction('console.log("out"); console.error("err"); response.end();'));
  await ask(found);
  while (instances.lines(found).length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect([...instances.lines(found)].sort()).toEqual(["err", "out"]);
});

test("an update starts another process, and requests under way are answered by the one that took them", async () => {
  const slow =
    'if (request.url === "/") response.end("old"); else setTimeout(() => response.end("old"), 150);';
  const found = functionOf(webFunction(slow));
  await ask(found);
  const underway = instances.request(found, { ...GET, path: "/slow" });
  functions.update(found, versionOf(webFunction('response.end("new");')), undefined);
  expect(await textOf(found)).toBe("old");
  settled(found);
  expect(await textOf(found)).toBe("new");
  expect((await underway).body.toString()).toBe("old");
});

test("a deleted function's process ends", async () => {
  const found = functionOf(OWN_PID);
  const pid = Number(await textOf(found));
  instances.forget(found);
  await ends(pid);
  expect(instances.lines(found)).toEqual([]);
});

test("a function without requests ends after a while, and starts again", async () => {
  instances = createInstances({ account: createAccount({}), url: () => URL, idleMs: 1 });
  const found = functionOf(OWN_PID);
  const pid = Number(await textOf(found));
  await ends(pid);
  expect(Number(await textOf(found))).not.toBe(pid);
});

test("clear ends a function that is only being started", async () => {
  const found = functionOf(OWN_PID);
  const asked = faultOf(found);
  await instances.clear();
  expect(await asked).toMatch(/^(FunctionStatusError|ContainerStateExited)$/);
});

test("a function that does not answer in time is stopped, and the next request has another process", async () => {
  const hang = 'if (request.url === "/") response.end(String(process.pid)); else for (;;);';
  const found = functionOf(webFunction(hang), { timeout: 0.4 });
  const pid = await textOf(found);
  await expect(instances.request(found, { ...GET, path: "/hang" })).rejects.toMatchObject({
    code: "TimeLimitReached",
    status: 433,
  });
  expect(await textOf(found)).not.toBe(pid);
});

test.each<[string, string, Buffer, Partial<FunctionVersion>]>([
  ["exits at once", "ContainerStateExited", zipOf({ scf_bootstrap: "#!/bin/bash\nexit 3\n" }), {}],
  ["starts nothing that is there", "ContainerStateExited", zipOf({ scf_bootstrap: "/opt/none\n" }), {}],
  [
    "does not listen",
    "PortBindingFailed",
    zipOf({ scf_bootstrap: "#!/bin/bash\nsleep 30\n" }),
    { initTimeout: 0.1 },
  ],
  ["ends while it answers", "UserProcessExit", webFunction("process.exit(1);"), {}],
  ["breaks the connection", "UserProcessExit", webFunction("request.socket.destroy();"), {}],
  [
    "breaks off its answer",
    "UserProcessExit",
    webFunction(
      'response.writeHead(200, { "content-length": 9 }); response.write("x", () => response.socket.destroy());',
    ),
    {},
  ],
  [
    "answers more than 6 MB",
    "ResponseTooLarge",
    webFunction("response.end(Buffer.alloc(6 * 1024 * 1024 + 1));"),
    {},
  ],
  [
    "takes more memory than it has",
    "MemoryLimitReached",
    webFunction("const kept = []; for (;;) kept.push(new Array(100_000).fill(kept.length));"),
    { memorySize: 64, timeout: 30 },
  ],
])("a function that %s is answered by %s", async (_name, fault, zip, changes) => {
  expect(await faultOf(functionOf(zip, changes))).toBe(fault);
});

test("a function that listens on the loopback address only is not reached, and is told so", async () => {
  const program = 'require("node:http").createServer().listen(9000, "127.0.0.1");';
  const zip = zipOf({ scf_bootstrap: "/var/lang/node18/bin/node index.js\n", "index.js": program });
  const found = functionOf(zip);
  expect(await faultOf(found)).toBe("ContainerStateExited");
  expect(instances.lines(found).join()).toContain(
    "a web function that listens on 127.0.0.1 is not reached; listen on 0.0.0.0",
  );
});

test("only web functions of Node run here", async () => {
  expect(await faultOf(functionOf(OWN_PID, {}, "Python3.10"))).toBe("ContainerInitError");
  expect(await faultOf({ ...functionOf(OWN_PID), type: "Event" })).toBe("ContainerInitError");
});

test("a function that was not created well answers nothing", async () => {
  const fields = {
    region: "ap-singapore",
    name: "f",
    type: "HTTP",
    runtime: "Nodejs18.15",
    tags: [],
  } as const;
  const found = functions.create({ ...fields, latest: versionOf(OWN_PID) }, { code: "a", message: "b" });
  expect(await faultOf(settled(found))).toBe("FunctionStatusError");
});

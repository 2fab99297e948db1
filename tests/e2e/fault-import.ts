import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { secretVariables } from "../../provider/command-line/import-file-arguments";
import { valueAt } from "../../provider/resource/state";
import { mintUserSig } from "../../provider/trtc/user-sig";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import { runCommand } from "./command";
import type { Ended } from "./command";
import { signalIfThere, until } from "./fault-process-run";
import { placed } from "./job-changes";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { BUCKET, onScene, SDK_APP_ID, SECRETS, STORAGE, taskArgs } from "./scene";
import type { Scene, SceneOptions } from "./scene";
import { callApi } from "./tencent-api";

const COMMAND = [process.execPath, resolve(__dirname, "../../dist/command-line/main.js")] as const;
const STORAGE_KEYS = {
  TRTC_STORAGE_ACCESS_KEY: SECRETS.storageId,
  TRTC_STORAGE_SECRET_KEY: SECRETS.storageKey,
};
const ONE_TASK = `const { CloudSliceTask } = require("pulumi-trtc");
exports.taskId = new CloudSliceTask("lobby", JSON.parse(process.env.TASK_ARGS)).taskId;\n`;

/** A resource as the engine keeps it. */
interface Resource {
  urn: string;
  type: string;
  id?: string;
  parent?: string;
  inputs?: object;
}

/** The engine's own format. */
interface Exported {
  deployment: { resources?: Resource[]; pending_operations?: unknown[] };
}

function isTask({ type }: Resource): boolean {
  return /:dynamic\/trtc:\w+Task$/.test(type);
}

/** A stack on disk into which tasks are taken over. */
interface Taker {
  project: Project;
  /** Runs `pulumi-trtc import-file`. */
  importFile(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs the commands that import-file has printed, as they stand there. */
  runPrinted(text: string): Promise<void>;
  /** Writes the plan of the program to plan.json. */
  plan(): Promise<void>;
  /** Tasks and operations that had begun, from what `pulumi stack export` prints. */
  state(options?: { showSecrets?: boolean }): Promise<{ tasks: Resource[]; pending: number; text: string }>;
  /** Drops every task from state, and leaves it running. */
  forgetTasks(): Promise<void>;
  /** Destroys the stack: no task runs then. */
  destroy(scene: Scene): Promise<void>;
  /** The program, what is kept and what runs are the same, and nothing was called to make them so. */
  assertNoChange(scene: Scene): Promise<void>;
}

/** Plays on a scene with a stack of a program that has nothing yet. */
function onTaker(
  program: string,
  play: (scene: Scene, taker: Taker) => Promise<string>,
  options: SceneOptions & { environment?: Record<string, string> } = {},
): () => Promise<string> {
  const { environment = { TASK_ARGS: JSON.stringify(taskArgs()) }, ...sceneOptions } = options;
  return () =>
    onScene(async (scene) => {
      const project = makeProject({
        program,
        where: "inside the checkout",
        environment: { ...scene.environment, ...environment },
      });
      try {
        await project.pulumi(["stack", "init", "dev"]);
        return await play(scene, takerOf(project));
      } finally {
        project.remove();
      }
    }, sceneOptions);
}

function takerOf(project: Project): Taker {
  const { folder, environment } = project;
  const taker: Taker = {
    project,
    importFile: (args, more = {}) =>
      runCommand([...COMMAND, "import-file", ...args], { folder, environment: { ...environment, ...more } }),
    async runPrinted(text) {
      const commands = text.split("\n").filter((line) => line.startsWith("  "));
      assert.equal(commands.length, 2, text);
      for (const command of commands) {
        const ended = await runCommand(["sh", "-c", command], { folder, environment });
        assert.equal(ended.exitCode, 0, `${command}: ${ended.text}`);
      }
    },
    async plan() {
      writeFileSync(join(folder, "plan.json"), await project.pulumi(["preview", "--json"]));
    },
    async state({ showSecrets = false } = {}) {
      const text = await project.pulumi(["stack", "export", ...(showSecrets ? ["--show-secrets"] : [])]);
      const { deployment } = JSON.parse(text) as Exported;
      return {
        tasks: (deployment.resources ?? []).filter(isTask),
        pending: deployment.pending_operations?.length ?? 0,
        text,
      };
    },
    async forgetTasks() {
      const exported = JSON.parse(await project.pulumi(["stack", "export"])) as Exported;
      exported.deployment.resources = exported.deployment.resources?.filter((each) => !isTask(each)) ?? [];
      writeFileSync(join(folder, "without-tasks.json"), JSON.stringify(exported));
      await project.pulumi(["stack", "import", "--file", "without-tasks.json"]);
    },
    async destroy(scene) {
      await project.pulumi(["destroy", "--yes", "--skip-preview"]);
      assertSame(await scene.live(), []);
    },
    async assertNoChange(scene) {
      await scene.actions();
      await project.pulumi(["preview", "--expect-no-changes"]);
      await project.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
      await project.pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
      const isRead = (action: string) => /^(Get|List)/.test(action);
      assertSame(
        (await scene.actions()).filter((action) => !isRead(action)),
        [],
      );
    },
  };
  return taker;
}

/** Every byte of a folder as one text. */
function textUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

function assertNoSecret(places: Readonly<Record<string, string>>): void {
  for (const [place, text] of Object.entries(places))
    for (const [name, secret] of Object.entries(SECRETS))
      assert.ok(!text.includes(secret), `${name} stands in ${place}`);
}

/** A slicing task of the scene that a script makes with the vendor's own client. @returns its TaskId */
async function madeByScript(scene: Scene): Promise<string> {
  const { sdkAppId, userId, roomId } = { sdkAppId: SDK_APP_ID, userId: "slicer-lobby", roomId: "lobby" };
  const { sdkSecretKey } = SECRETS;
  const response = await callApi(scene, [
    "trtc",
    "CreateCloudSliceTask",
    {
      SdkAppId: sdkAppId,
      RoomId: roomId,
      RoomIdType: 0,
      UserId: userId,
      UserSig: mintUserSig({ sdkAppId, sdkSecretKey, userId, expireSeconds: 15_552_000 }),
      SliceParams: { SliceType: 3, SliceAudio: 15, SliceVideo: 5, MaxIdleTime: 86_400 },
      SliceStorageParams: {
        CloudSliceStorage: {
          Vendor: 0,
          Region: BUCKET.region,
          Bucket: BUCKET.name,
          AccessKey: SECRETS.storageId,
          SecretKey: SECRETS.storageKey,
          FileNamePrefix: STORAGE.fileNamePrefix,
        },
      },
      ResourceExpiredHour: 720,
    },
  ]);
  return String(response["TaskId"]);
}

const byScript = proof(
  "C6: a task that a script made is taken over with import-file: no change, no secret in the clear, destroy stops it",
  onTaker(ONE_TASK, async (scene, taker) => {
    const taskId = await madeByScript(scene);
    await taker.plan();
    const { exitCode, text } = await taker.importFile(
      ["plan.json", "--name", "lobby", "--task-id", taskId],
      STORAGE_KEYS,
    );
    assert.equal(exitCode, 0, text);
    const { folder } = taker.project;
    const file = join(folder, "lobby.import.json");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await taker.runPrinted(text);
    assert.ok(!existsSync(file), "the file is removed");
    const imported = await taker.state({ showSecrets: true });
    assertSame(
      imported.tasks.map(({ id }) => id),
      [taskId],
    );
    await taker.assertNoChange(scene);
    // what the program gives is what was imported, to the last default
    const { tasks } = await taker.state({ showSecrets: true });
    assertSame(tasks[0]?.inputs, imported.tasks[0]?.inputs);
    assertNoSecret({
      output: text,
      state: (await taker.state()).text,
      backend: textUnder(join(folder, "backend")),
      home: textUnder(join(folder, "home")),
    });
    await taker.destroy(scene);
    assertSame(await scene.actions(), ["DeleteCloudSliceTask"]);
    return "preview, refresh and up: 0 changes, 0 writes; 1 Delete, 0 live";
  }),
);

const PIPELINE = `const { secret } = require("@pulumi/pulumi");
const { SlicingPipeline } = require("pulumi-trtc/tencent");
const { target } = new SlicingPipeline("classroom", {
  sdkAppId: ${SDK_APP_ID},
  storage: { onDestroy: "empty" },
  callback: false,
  tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101 } },
});
exports.keys = secret([target.accessKey, target.secretKey]);\n`;

const inComponent = furtherProof(
  "C6: the tasks of a SlicingPipeline are taken over below it, by plan and by --parent",
  onTaker(PIPELINE, async (scene, taker) => {
    const { project } = taker;
    await project.pulumi(["up", "--yes", "--skip-preview"]);
    const { tasks } = await taker.state();
    await taker.forgetTasks();
    await taker.plan();
    const [accessKey = "", secretKey = ""] = JSON.parse(
      await project.pulumi(["stack", "output", "keys", "--json", "--show-secrets"]),
    ) as string[];
    const keys = { TRTC_STORAGE_ACCESS_KEY: accessKey, TRTC_STORAGE_SECRET_KEY: secretKey };
    for (const { urn, id = "", parent = "" } of tasks) {
      const name = urn.split("::").at(-1) ?? "";
      const further = name.endsWith("exam") ? ["--parent", parent] : [];
      const args = ["plan.json", "--name", name, "--task-id", id, ...further];
      const { exitCode, text } = await taker.importFile(args, keys);
      assert.equal(exitCode, 0, text);
      assert.ok(text.includes(" --stack dev\n"), text);
      await taker.runPrinted(text);
    }
    const taken = await taker.state();
    const places = (state: { tasks: Resource[] }) => state.tasks.map(({ urn, id }) => [urn, id]).sort();
    assertSame(places(taken), places({ tasks }));
    await taker.assertNoChange(scene);
    assertNoSecret({ state: taken.text, backend: textUnder(join(project.folder, "backend")) });
    assert.ok(
      !textUnder(join(project.folder, "backend")).includes(secretKey),
      "the minted key is in the clear",
    );
    await taker.destroy(scene);
    return `${tasks.length} tasks at the URNs they had; 0 changes, 0 live after destroy`;
  }),
);

/** A task of each kind, with many arguments. */
const OF_EACH_KIND = EVERY_KIND.map(({ kind, inputs: { smallest, fullest } }, index) => ({
  kind,
  name: kind.resource,
  args: placed(fullest[0] ?? smallest, index),
}));

const everyKind = furtherProof(
  "C6: a task of each kind is taken over with many arguments: no change, destroy stops them",
  onTaker(
    `const trtc = require("pulumi-trtc");
for (const [name, args] of JSON.parse(process.env.TASKS)) new trtc[name](name, args);\n`,
    async (scene, taker) => {
      await taker.project.pulumi(["up", "--yes", "--skip-preview"]);
      const { tasks } = await taker.state();
      await taker.forgetTasks();
      await taker.plan();
      for (const { kind, name, args } of OF_EACH_KIND) {
        const variables = secretVariables(kind.schema).flatMap(({ keys, variable }) => {
          const value = valueAt(args, keys.join("."));
          if (typeof value === "string") return [[variable, value]];
          return Array.isArray(value) ? [[variable, JSON.stringify(value)]] : [];
        });
        const taskId = tasks.find(({ urn }) => urn.endsWith(`::${name}`))?.id ?? "";
        const { exitCode, text } = await taker.importFile(
          ["plan.json", "--type", name, "--name", name, "--task-id", taskId],
          Object.fromEntries(variables) as Record<string, string>,
        );
        assert.equal(exitCode, 0, text);
        const hasNoCall = text.includes("the API has no call that asks whether it runs");
        assert.equal(hasNoCall, kind.describe === undefined, text);
        await taker.runPrinted(text);
      }
      await taker.assertNoChange(scene);
      await taker.destroy(scene);
      return `${tasks.length} kinds: 0 changes, 0 writes, 0 live after destroy`;
    },
    {
      environment: { TASKS: JSON.stringify(OF_EACH_KIND.map(({ name, args }) => [name, args])) },
      // time stands still: nobody is in the rooms, and no task is to end for that
      virtualClock: true,
    },
  ),
);

const refused = furtherProof(
  "C6: what does not run, or is another's, is not taken over: exit code 1, a sentence, no file",
  onTaker(ONE_TASK, async (scene, taker) => {
    const taskId = await madeByScript(scene);
    const { folder } = taker.project;
    const refusal = async (changes: Parameters<typeof taskArgs>[0] = {}, type = "CloudSliceTask") => {
      writeFileSync(join(folder, "lobby.json"), JSON.stringify(taskArgs(changes)));
      const { exitCode, text } = await taker.importFile([
        "lobby.json",
        "--name",
        "lobby",
        "--task-id",
        taskId,
        "--type",
        type,
      ]);
      assertSame([exitCode, existsSync(join(folder, "lobby.import.json"))], [1, false]);
      assertNoSecret({ output: text });
      return text
        .trimEnd()
        .replaceAll(taskId, "<id>")
        .replace(/RequestId \S+/, "RequestId <uuid>");
    };
    const seen = [
      await refusal({ region: "eu-frankfurt" }),
      await refusal({ sdkAppId: SDK_APP_ID + 1 }),
      await refusal({ storage: { ...STORAGE, bucket: "slices" }, userId: "a b" }),
    ];
    await scene.control.fault({
      action: "DescribeCloudSliceTask",
      times: 1,
      kind: "error",
      code: "UnauthorizedOperation",
    });
    seen.push(await refusal());
    await scene.control.stopTask(taskId);
    seen.push(await refusal());
    assertSame(seen, [
      "there is no CloudSliceTask <id> of application 1400000001 in eu-frankfurt: it has ended, its handle has expired, or it is of " +
        "another application, region or type; correct these, or run pulumi up to make a new one",
      "DescribeCloudSliceTask: InvalidParameter.SdkAppId (SdkAppId is incorrect): correct the argument and run again; RequestId <uuid>",
      'lobby.json: userId is "a b", allowed is 1 to 32 letters, digits, _ and -: choose a robot name that no user of the room has\n' +
        'lobby.json: storage.bucket is "slices", allowed is lower case letters, digits and - with the APPID at the end, such as ' +
        '"slices-1250000000": append the APPID of the account',
      "DescribeCloudSliceTask: UnauthorizedOperation (an injected fault): the key from the environment (TENCENTCLOUD_SECRET_ID) may not " +
        "do this: grant trtc:DescribeCloudSliceTask on resource * in CAM; RequestId <uuid>",
      "there is nothing to take over: CloudSliceTask <id> of application 1400000001 in ap-singapore has ended; run pulumi up to make a new one",
    ]);
    return `${seen.length} sentences, no file`;
  }),
);

const CREATE = "CreateCloudSliceTask";

const wayBack = furtherProof(
  "C6, E1: SIGKILL of the CLI between accept and answer: the pending create is cleared, its task taken over, nothing is stopped",
  onTaker(ONE_TASK, async (scene, taker) => {
    const { control } = scene;
    const { project } = taker;
    const orphans = () => processesIn(project.folder);
    try {
      await control.fault({ action: CREATE, times: 1, kind: "latency", seconds: 600 });
      const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
        cwd: project.folder,
        env: project.environment,
        stdio: "ignore",
      });
      const closed = once(up, "close");
      await until("the task is accepted", async () => (await scene.live()).length === 1);
      up.kill("SIGKILL");
      await closed;
      // what was started lives on, and gets its answer
      await control.clearFaults();
    } finally {
      for (const pid of orphans()) signalIfThere(pid, "SIGKILL");
      await until("all have ended", () => orphans().length === 0);
    }
    // in production event 1001 says it
    const [taskId = ""] = await scene.live();
    await project.pulumi(["cancel", "--yes"]);
    assert.equal((await taker.state()).pending, 1);
    await project.pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
    const cleared = await taker.state();
    assertSame([cleared.pending, cleared.tasks], [0, []]);
    await taker.plan();
    const { exitCode, text } = await taker.importFile(
      ["plan.json", "--name", "lobby", "--task-id", taskId],
      STORAGE_KEYS,
    );
    assert.equal(exitCode, 0, text);
    await taker.runPrinted(text);
    assertSame(await scene.actions(), [CREATE]);
    await taker.assertNoChange(scene);
    assertSame(await scene.live(), [taskId]);
    await taker.destroy(scene);
    return "1 Create in all, 0 stopped, 0 changes after; 0 live after destroy";
  }),
);

/** Process ids by the folder that they run in. */
function processesIn(folder: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [Number(name)] : [];
    } catch {
      // it has ended meanwhile
      return [];
    }
  });
}

export const importProofs: readonly Proof[] = [byScript, inComponent, everyKind, refused, wayBack];

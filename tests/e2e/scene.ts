import { createHash } from "node:crypto";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { controlClient, startEmulator } from "trtc-emulator";
import type { ControlClient, Emulator, EmulatorOptions } from "trtc-emulator";
import { makeProject } from "./project";
import type { Project, ProjectOptions } from "./project";
import { openStack } from "./stack";
import type { StackOptions, TestStack } from "./stack";

export const SDK_APP_ID = 1400000001;
export const BUCKET = { name: "slices-1250000000", region: "ap-singapore" };

/** Secrets that are planted so that they can be searched for: none may be found where it does not belong. */
export const SECRETS = {
  accountId: "AKIDplantedAccountId0001",
  accountKey: "plantedAccountSecretKey0001",
  storageId: "AKIDplantedStorageId0002",
  storageKey: "plantedStorageSecretKey0002",
  sdkSecretKey: createHash("sha256").update("planted application key").digest("hex"),
};

/** An emulator with one application, one bucket and one storage key, and the stacks that a proof opens on it. */
export interface Scene {
  emulator: Emulator;
  control: ControlClient;
  /** For the engine and the provider process. */
  environment: Record<string, string>;
  open(program: PulumiFn, options?: Partial<StackOptions>): Promise<TestStack>;
  /** A project of the same program on disk, for the `pulumi` command. */
  project(where: ProjectOptions["where"], args?: trtc.CloudSliceTaskArgs): Project;
  /** TaskIds of the tasks that run, from the emulator. */
  live(): Promise<string[]>;
  /** The API actions called since the last time it was asked, in order; Describe left out unless asked for. */
  actions(options?: { describe?: boolean }): Promise<string[]>;
}

export interface SceneOptions extends EmulatorOptions {
  settings?: Parameters<ControlClient["settings"]>[0];
}

/** Runs a proof on a scene of its own and clears everything away behind it. */
export async function onScene<Result>(
  play: (scene: Scene) => Promise<Result>,
  { settings, ...options }: SceneOptions = {},
): Promise<Result> {
  const emulator = await startEmulator({
    secretId: SECRETS.accountId,
    secretKey: SECRETS.accountKey,
    extraKeys: [{ secretId: SECRETS.storageId, secretKey: SECRETS.storageKey }],
    buckets: [BUCKET],
    apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SECRETS.sdkSecretKey }],
    ...options,
  });
  const control = controlClient(emulator.url);
  if (settings !== undefined) await control.settings(settings);
  const environment = {
    TENCENTCLOUD_ENDPOINT_URL: emulator.url,
    TENCENTCLOUD_SECRET_ID: SECRETS.accountId,
    TENCENTCLOUD_SECRET_KEY: SECRETS.accountKey,
    TRTC_SDK_SECRET_KEY: SECRETS.sdkSecretKey,
    TENCENTCLOUD_REGION: "",
  };
  const opened: { remove(): void }[] = [];
  let callsSeen = 0;
  try {
    return await play({
      emulator,
      control,
      environment,
      async open(program, more = {}) {
        const stack = await openStack({
          program,
          ...more,
          environment: { ...environment, ...more.environment },
        });
        opened.push(stack);
        return stack;
      },
      project(where, args = taskArgs()) {
        const program = `const { CloudSliceTask } = require("pulumi-trtc");
exports.taskId = new CloudSliceTask("lobby", JSON.parse(process.env.TASK_ARGS)).taskId;\n`;
        const project = makeProject({
          program,
          where,
          environment: { ...environment, TASK_ARGS: JSON.stringify(args) },
        });
        opened.push(project);
        return project;
      },
      async live() {
        return (await control.tasks()).filter((task) => task.running).map((task) => task.taskId);
      },
      async actions({ describe = false } = {}) {
        const calls = await control.calls();
        const fresh = calls.slice(callsSeen).map((call) => call.action);
        callsSeen = calls.length;
        const ofApi = fresh.filter((action) => !action.startsWith("cos:"));
        return describe ? ofApi : ofApi.filter((action) => !action.startsWith("Describe"));
      },
    });
  } finally {
    await emulator.close();
    for (const each of opened) each.remove();
  }
}

/** The scene's bucket and the key that may write to it. */
export const STORAGE: trtc.CloudSliceStorage = {
  vendor: "cos",
  region: BUCKET.region,
  bucket: BUCKET.name,
  accessKey: SECRETS.storageId,
  secretKey: SECRETS.storageKey,
  fileNamePrefix: ["dev", "lobby"],
};

/** Arguments of a task of the scene. */
export function taskArgs(changes: Partial<trtc.CloudSliceTaskArgs> = {}): trtc.CloudSliceTaskArgs {
  return {
    sdkAppId: SDK_APP_ID,
    roomId: "lobby",
    userId: "slicer-lobby",
    sliceParams: { sliceType: "both", maxIdleTime: 86400 },
    storage: STORAGE,
    ...changes,
  };
}

/** A program with one task. */
export function oneTask(changes: Partial<trtc.CloudSliceTaskArgs> = {}): PulumiFn {
  return () => {
    const task = new trtc.CloudSliceTask("lobby", taskArgs(changes));
    return Promise.resolve({ taskId: task.taskId });
  };
}

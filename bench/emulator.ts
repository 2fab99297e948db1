import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { controlClient } from "trtc-emulator";
import type { Call, ControlClient, Settings, TaskView } from "trtc-emulator";
import { endWithThisProcess } from "./processes";
import { APPLICATIONS, BUCKET, SDK_SECRET_KEY, STORAGE_KEY } from "./slicing-tasks";

const COMMAND = resolve(__dirname, "../emulator/bin/trtc-emulator.js");
const ACCOUNT = { secretId: "AKIDbenchmarkAccount", secretKey: "benchmarkAccountSecret" };

/** An emulator in a process of its own, so that it shares no event loop with what is measured. */
export interface BenchEmulator {
  readonly url: string;
  readonly control: ControlClient;
  /** For the engine and the provider process. */
  readonly environment: Readonly<Record<string, string>>;
  /** The API calls since it was last asked. */
  calls(): Promise<readonly Call[]>;
  live(): Promise<readonly TaskView[]>;
}

/** Plays on an emulator that has the applications, the bucket and the key of the tasks. */
export async function onEmulator<Result>(
  settings: Partial<Settings>,
  play: (emulator: BenchEmulator) => Promise<Result>,
): Promise<Result> {
  const child = spawn(
    process.execPath,
    [
      COMMAND,
      ...["--port", "0"],
      ...["--bucket", `${BUCKET.name}:${BUCKET.region}`],
      ...["--key", `${STORAGE_KEY.secretId}:${STORAGE_KEY.secretKey}`],
      ...["--secret-id", ACCOUNT.secretId, "--secret-key", ACCOUNT.secretKey],
      ...APPLICATIONS.flatMap((application) => ["--app", `${application}:${SDK_SECRET_KEY}`]),
    ],
    { stdio: ["ignore", "pipe", "inherit"], detached: true },
  );
  endWithThisProcess(child);
  const ended = once(child, "exit");
  try {
    const lines = createInterface({ input: child.stdout });
    const started: unknown[] = await Promise.race([
      once(lines, "line"),
      ended.then(() => Promise.reject(new Error("the emulator did not start"))),
    ]);
    // its first line of output is documented so
    const { url } = JSON.parse(String(started[0])) as { url: string };
    const control = controlClient(url);
    await control.settings(settings);
    let seen = 0;
    return await play({
      url,
      control,
      environment: {
        TENCENTCLOUD_ENDPOINT_URL: url,
        TENCENTCLOUD_SECRET_ID: ACCOUNT.secretId,
        TENCENTCLOUD_SECRET_KEY: ACCOUNT.secretKey,
        TRTC_SDK_SECRET_KEY: SDK_SECRET_KEY,
        TENCENTCLOUD_REGION: "",
      },
      async calls() {
        const all = (await control.calls()).filter(({ action }) => !action.startsWith("cos:"));
        const fresh = all.slice(seen);
        seen = all.length;
        return fresh;
      },
      live: async () => (await control.tasks()).filter(({ running }) => running),
    });
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

/** Calls over the limit, without those that met a fault. */
export function overLimit(calls: readonly Call[]): number {
  return calls.filter(({ code, fault }) => code === "RequestLimitExceeded" && fault === undefined).length;
}

/** Calls that did not bring their sender a good answer. */
export function failures(calls: readonly Call[]): number {
  return calls.filter(({ code, fault }) => code !== "OK" || fault !== undefined).length;
}

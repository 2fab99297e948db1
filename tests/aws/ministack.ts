import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { freePort } from "./free-port";

/** How long MiniStack may take to answer, in milliseconds: it needs 0.3 s on an idle machine. */
const START_MS = 60_000;
/** How long it may take to end by itself, in milliseconds. */
const END_MS = 5_000;
/** How many of its last lines are shown when it does not start. */
const LINES = 20;

/** A local AWS that checks signatures and the policies of users. */
export interface MiniStack {
  /** Every service's endpoint: `http://127.0.0.1:<port>`. */
  url: string;
  port: number;
  /** The key that may do everything. */
  rootAccessKey: string;
  rootSecretKey: string;
  /** Ends it with the functions that it runs, and removes what it wrote. Safe to call twice. */
  close(): Promise<void>;
}

export interface MiniStackOptions {
  /** Where buckets are and functions run. */
  region?: string;
  /** @default - a free one */
  port?: number;
  /** What functions call, such as the URL of `recordCalls()`. @default - MiniStack itself */
  functionsCall?: string;
}

/** Starts a MiniStack with nothing in it, on a free port of the loopback interface; it ends with this process. */
export async function startMiniStack({
  region = "ap-southeast-1",
  port: given,
  functionsCall,
}: MiniStackOptions = {}): Promise<MiniStack> {
  const python = process.env["PULUMI_TRTC_MINISTACK"];
  if (python === undefined) {
    throw new Error("PULUMI_TRTC_MINISTACK is not set: start this with `npm test` or `npm run prove`");
  }
  const folder = mkdtempSync(join(tmpdir(), "ministack-"));
  const port = given ?? (await freePort());
  const root = { rootAccessKey: "test", rootSecretKey: "test" };
  const log = join(folder, "log");
  const output = openSync(log, "a");
  // a group of its own, so that functions end with it
  const child = spawn(python, ["-m", "ministack"], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, output],
    env: {
      // functions run on the Node of the tests
      PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
      HOME: folder,
      TMPDIR: folder,
      S3_DATA_DIR: join(folder, "s3"),
      STATE_DIR: join(folder, "state"),
      AUTH: "true",
      LAMBDA_EXECUTOR: "local",
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      AWS_ACCESS_KEY_ID: root.rootAccessKey,
      AWS_SECRET_ACCESS_KEY: root.rootSecretKey,
      // functions inherit it
      ...(functionsCall !== undefined && { AWS_ENDPOINT_URL: functionsCall }),
    },
  });
  closeSync(output);
  const url = `http://127.0.0.1:${port}`;
  const close = closing(child, folder);
  try {
    await ready(child, url);
  } catch (error) {
    const lines = readFileSync(log, "utf8").trim().split("\n").slice(-LINES).join("\n");
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`MiniStack did not start: ${reason}\n${lines}`, { cause: error });
  }
  return { url, port, ...root, close };
}

/** Ends the child's group: asks first, then insists. A shell whose input closes with this process does so too. */
function closing(child: ChildProcess, folder: string): () => Promise<void> {
  const group = child.pid;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (group === undefined) {
    return () => {
      remove();
      return Promise.resolve();
    };
  }
  const ended = once(child, "exit");
  const script = 'read -r ended || { kill -s KILL -- "-$0"; rm -rf -- "$1"; }';
  const guard = spawn("/bin/sh", ["-c", script, String(group), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  child.unref();
  let closed: Promise<void> | undefined;
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      child.kill("SIGTERM");
      await Promise.race([ended, setTimeout(END_MS, undefined, { ref: false })]);
    }
    kill(group);
    await ended;
    guard.stdin.end("ended\n");
    remove();
  };
  return () => (closed ??= close());
}

/** Ends what is left of a group. */
function kill(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    // what process.kill throws; nothing is left
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until it answers. */
async function ready(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + START_MS;
  let failed: Error | undefined;
  child.on("error", (error) => (failed = error));
  while (performance.now() < until) {
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    if (await answers(url)) return;
    await setTimeout(20);
  }
  throw new Error(`it did not answer within ${START_MS / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
}

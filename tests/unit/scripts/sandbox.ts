import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const ROOT = resolve(__dirname, "../../..");
const SCRIPTS = join(ROOT, "scripts");

/** What a child process wrote and how it ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  process: ChildProcess;
  ended: Promise<Ended>;
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "trtc-scripts-"));
  folders.push(folder);
  return folder;
}

/** Writes a file with the folders it stands in; `mode` 0o755 makes it a program. */
export function put(file: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
}

/** The environment of a child: nothing of this machine but what is given, and no program but those in `bin`. */
export function environment(bin: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { PATH: bin, HOME: "/nonexistent", ...more };
}

export function start(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((settle, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => settle({ code, signal, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Runs an ES module's text; `scripts(path)` in it stands for the address of a file in scripts/. */
export function startModule(text: string, env: NodeJS.ProcessEnv): Started {
  const filled = text.replace(/scripts\("([^"]+)"\)/g, (_all, path: string) =>
    JSON.stringify(pathToFileURL(join(SCRIPTS, path)).href),
  );
  return start(["--input-type=module", "-e", filled], env);
}

export function runModule(text: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return startModule(text, env).ended;
}

/** Waits until a file holds a text. */
export async function holds(file: string, text: string): Promise<void> {
  const until = Date.now() + 10_000;
  while (!existsSync(file) || !readFileSync(file, "utf8").includes(text)) {
    if (Date.now() > until) throw new Error(`${file} does not hold "${text}" after 10 s`);
    await new Promise((settle) => setTimeout(settle, 10));
  }
}

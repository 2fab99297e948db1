import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { FunctionFault } from "./function-fault";
import type { FunctionVersion } from "./functions";
import { CONTROL_DESCRIPTOR, FOLDER_VARIABLE, HOOK, SOCKET_VARIABLE } from "./hook";
import { BOOTSTRAP, unpack } from "./package";
import type { FunctionPackage } from "./package";

/** A request as it is passed on. */
export interface FunctionRequest {
  readonly method: string;
  /** With the query, as sent. */
  readonly path: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface FunctionAnswer {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** One process that runs a web function. */
export interface Instance {
  /** Waits for the cold start. Rejects with {@link FunctionFault}. */
  request(request: FunctionRequest): Promise<FunctionAnswer>;
  /** Whether it takes no more requests. */
  isOver(): boolean;
  /** Takes no more requests, and ends when those under way are answered. */
  retire(): void;
  /** At once. Resolves as {@link Instance.gone} does. */
  end(): Promise<void>;
  /** Resolves when process and folder are gone. */
  gone(): Promise<void>;
}

export interface InstanceOptions {
  readonly version: FunctionVersion & { readonly code: FunctionPackage };
  /** What the platform sets, and the emulator for it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the function prints. */
  readonly print: (piece: string) => void;
  /** Milliseconds without a request after which it ends. */
  readonly idleMs: number;
}

/** 583/40688: of an answer. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
/** So long a broken connection waits to see whether the process ends. */
const LAST_WORDS_MS = 100;
const OUT_OF_MEMORY = "JavaScript heap out of memory";
/** Absolute paths of the platform's own Node, which start files have to use. */
const PLATFORM_NODE = /\/var\/lang\/node\d+\/bin\/node\b/g;

interface Folder {
  readonly path: string;
  readonly code: string;
  readonly hook: string;
  readonly socket: string;
}

/** The code in a private folder, with this process's Node where the start file names the platform's. */
async function unpackInto(path: string, code: FunctionPackage): Promise<Folder> {
  const folder = { path, code: join(path, "code"), hook: join(path, "hook.cjs"), socket: join(path, "s") };
  await mkdir(folder.code);
  await writeFile(folder.hook, HOOK);
  for (const [name, bytes] of Object.entries(unpack(code))) {
    const file = join(folder.code, name);
    const text = name === BOOTSTRAP && Buffer.from(bytes).toString().replace(PLATFORM_NODE, process.execPath);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text === false ? bytes : text);
  }
  return folder;
}

function environmentOf(
  { version, environment }: InstanceOptions,
  folder: Folder,
): Readonly<Record<string, string>> {
  const own = Object.fromEntries(version.variables.map(({ Key, Value }) => [Key, Value]));
  const options = [
    `--require ${JSON.stringify(folder.hook)}`,
    `--max-old-space-size=${version.memorySize}`,
    own["NODE_OPTIONS"] ?? "",
  ];
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    ...own,
    ...environment,
    NODE_OPTIONS: options.join(" ").trim(),
    [SOCKET_VARIABLE]: folder.socket,
    [FOLDER_VARIABLE]: folder.path,
  };
}

/** A process group of its own, so that all of it can be ended. */
function start(options: InstanceOptions, folder: Folder): ChildProcess {
  const child = spawn("/bin/bash", [join(folder.code, BOOTSTRAP)], {
    cwd: folder.code,
    env: environmentOf(options, folder),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding("utf8").on("data", options.print);
  return child;
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
}

/** Resolves when all of a process's output has been read, or it goes on living. */
function lastWords(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LAST_WORDS_MS);
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.stderr?.readableEnded === true) resolve();
  });
}

/** Resolves when the function listens on its port. */
function listening(child: ChildProcess, seconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new FunctionFault("PortBindingFailed")), seconds * 1000);
    const settle = (done: () => void) => () => {
      clearTimeout(timer);
      done();
    };
    child.stdio[CONTROL_DESCRIPTOR]?.once("data", settle(resolve)).on("error", () => undefined);
    child.once(
      "error",
      settle(() => reject(new FunctionFault("ContainerInitError"))),
    );
    child.once(
      "exit",
      settle(() => reject(new FunctionFault("ContainerStateExited"))),
    );
  });
}

function bodyOf(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > MAX_ANSWER_BYTES) response.destroy(new FunctionFault("ResponseTooLarge"));
    });
    response.on("end", () => resolve(Buffer.concat(chunks)));
    response.on("error", reject);
    response.on("close", () => reject(new Error("the function broke off its answer")));
  });
}

/** One request over the function's socket, over a connection of its own. */
function send(
  { method, path, rawHeaders, body }: FunctionRequest,
  { socket, seconds }: { readonly socket: string; readonly seconds: number },
): Promise<FunctionAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ socketPath: socket, method, path, headers: rawHeaders, agent: false });
    const timer = setTimeout(() => {
      reject(new FunctionFault("TimeLimitReached"));
      outgoing.destroy();
    }, seconds * 1000);
    outgoing.on("response", (response) => {
      bodyOf(response).then((received) => {
        const { statusCode: status = 0, statusMessage: reason = "" } = response;
        resolve({ status, reason, rawHeaders: response.rawHeaders, body: received });
      }, reject);
    });
    outgoing.on("error", reject);
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.end(body);
  });
}

/** Starts a process for a web function. Never throws: what fails is told by the requests. */
export function startInstance(options: InstanceOptions): Instance {
  const { version, print, idleMs } = options;
  let child: ChildProcess | undefined;
  let isOver = false;
  let underway = 0;
  let outOfMemory = false;
  let idle: NodeJS.Timeout | undefined;

  function watched(piece: string): void {
    outOfMemory ||= piece.includes(OUT_OF_MEMORY);
    print(piece);
  }

  /** Runs until the process and all it left are gone. */
  async function live(ready: (folder: Folder) => void): Promise<void> {
    const path = await mkdtemp(join(tmpdir(), "trtc-function-"));
    let exited: Promise<void> | undefined;
    try {
      const folder = await unpackInto(path, version.code);
      if (isOver) throw new FunctionFault("FunctionStatusError");
      child = start({ ...options, print: watched }, folder);
      exited = exitOf(child);
      await listening(child, version.initTimeout);
      ready(folder);
      await exited;
    } finally {
      isOver = true;
      if (child !== undefined) kill(child);
      await exited;
      await rm(path, { recursive: true, force: true });
    }
  }

  let gone: Promise<void> = Promise.resolve();
  const prepared = new Promise<Folder>((resolve, reject) => {
    gone = live(resolve).catch((error: unknown) =>
      reject(error instanceof FunctionFault ? error : new FunctionFault("ContainerInitError")),
    );
  });
  prepared.catch(() => undefined);

  function end(): Promise<void> {
    isOver = true;
    clearTimeout(idle);
    if (child !== undefined) kill(child);
    return gone;
  }

  function rest(): void {
    if (underway > 0) return;
    if (isOver) void end();
    else idle = setTimeout(() => void end(), idleMs).unref();
  }

  /** What a process said at its end may come after its connections broke. */
  async function faultOf(error: unknown): Promise<FunctionFault> {
    if (error instanceof FunctionFault) return error;
    if (child !== undefined) await lastWords(child);
    return new FunctionFault(outOfMemory ? "MemoryLimitReached" : "UserProcessExit");
  }

  return {
    request: async (request) => {
      clearTimeout(idle);
      underway += 1;
      try {
        const { socket } = await prepared;
        return await send(request, { socket, seconds: version.timeout });
      } catch (error) {
        const fault = await faultOf(error);
        // it may be stuck for good, and the next request must not wait for it
        if (fault.code === "TimeLimitReached") isOver = true;
        throw fault;
      } finally {
        underway -= 1;
        rest();
      }
    },
    isOver: () => isOver,
    retire: () => {
      isOver = true;
      rest();
    },
    end,
    gone: () => gone,
  };
}

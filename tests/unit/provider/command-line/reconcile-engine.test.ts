import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import {
  openEngine,
  readState,
  runOperation,
  withPulumi,
} from "../../../../provider/command-line/reconcile-engine";
import type { Operation } from "../../../../provider/command-line/reconcile-engine";
import { UsageError } from "../../../../provider/command-line/terminal";

describe("an engine", () => {
  const { env } = process;
  let folder: string;
  const OPERATION: Operation = { onEvent: () => undefined, signal: new AbortController().signal };

  /** The engine of a folder where `pulumi` is this shell script, which also writes down its arguments. */
  async function engineOf(script: string, version = "v3.259.0") {
    const file = join(folder, "pulumi");
    writeFileSync(
      file,
      `#!/bin/sh\n[ "$1" = version ] && echo ${version} && exit\necho "$PWD: $*" >&2\n${script}\n`,
    );
    chmodSync(file, 0o755);
    return openEngine({ stack: "dev", folder });
  }

  /** What a call of it gave to its `pulumi`. */
  async function argumentsOf(call: Promise<unknown>): Promise<string> {
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    const [, line = ""] = /^(.*: (?:preview|up|refresh|cancel|stack) .*)$/m.exec(String(error)) ?? [];
    return line.replace(/tcp:\/\/127\.0\.0\.1:\d+/, "EVENTS");
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "engine-"));
    process.env = { ...env, PATH: `${folder}:${String(env["PATH"])}` };
  });
  afterEach(() => {
    process.env = env;
    rmSync(folder, { recursive: true });
  });

  test("runs without prompts, in the program's folder, and selects no stack for the user", async () => {
    const engine = await engineOf("exit 1");
    const policies = { policyPacks: ["/pack"], policyPackConfigs: ["/policy.json"] };
    const packs = "--policy-pack /pack --policy-pack-config /policy.json";
    const kind = "--exec-kind auto.local";
    const events = "--event-log EVENTS";
    const end = "--stack dev --non-interactive";
    expect([
      await argumentsOf(engine.preview({ ...OPERATION, ...policies })),
      await argumentsOf(engine.up({ ...OPERATION, ...policies, message: "m" })),
      await argumentsOf(engine.refresh({ ...OPERATION, clearPendingCreates: true })),
      await argumentsOf(engine.cancel()),
      await argumentsOf(engine.stacks()),
      await argumentsOf(engine.exportState()),
    ]).toEqual([
      `${folder}: preview --refresh ${packs} --color never ${kind} ${events} ${end}`,
      `${folder}: up --yes --skip-preview --message m --refresh ${packs} --color never ${kind} ${events} ${end}`,
      `${folder}: refresh --skip-preview --yes --clear-pending-creates --color never ${events} ${kind} ${end}`,
      `${folder}: cancel --yes ${end}`,
      `${folder}: stack ls --json --non-interactive`,
      `${folder}: stack export ${end}`,
    ]);
  });

  test("reads state and the names of stacks, without secrets", async () => {
    const engine = await engineOf(
      `case "$*" in *show-secrets*) exit 1;; "stack ls"*) echo '[{"name":"dev"},{"name":"prod"}]';; ` +
        `*) echo '{"deployment":{"manifest":{"time":"2026-11-21T10:00:00Z"}}}';; esac`,
    );
    expect(await engine.stacks()).toEqual(["dev", "prod"]);
    expect(await engine.exportState()).toEqual({
      pending: [],
      writtenAt: Date.parse("2026-11-21T10:00:00Z"),
    });
  });

  test("aborting is one SIGINT", async () => {
    const engine = await engineOf(
      'trap "echo error: taken >&2; exit 1" INT; touch ready; while :; do sleep 0.05; done',
    );
    const controller = new AbortController();
    const running = engine.refresh({ ...OPERATION, signal: controller.signal });
    const settled = expect(running).rejects.toThrow(/^error: taken$/m);
    while (!existsSync(join(folder, "ready"))) await setTimeout(10);
    controller.abort();
    await settled;
  });

  test("that would hand its events on by a file is refused", async () => {
    await expect(engineOf("", "v3.205.0")).rejects.toEqual(
      new UsageError("the Pulumi CLI is 3.205.0, allowed is 3.259 or later: install that"),
    );
  });

  test("that is not on PATH cannot be opened", async () => {
    process.env = { ...env, PATH: folder };
    await expect(openEngine({ stack: "dev", folder })).rejects.toThrow("spawn pulumi ENOENT");
  });
});

test.each([
  "Cannot find module '@pulumi/pulumi'\nRequire stack:",
  "Cannot find package '@pulumi/pulumi' imported",
])("without Pulumi it says what to install: %j", async (message) => {
  const loading = withPulumi(() => {
    throw new Error(message);
  });
  await expect(loading).rejects.toEqual(
    new UsageError("reconcile needs @pulumi/pulumi, which is not installed: run npm install @pulumi/pulumi"),
  );
});

test("what fails otherwise when it is loaded is thrown as it is", async () => {
  const error = new Error("Cannot find module 'other'");
  await expect(withPulumi(() => Promise.reject(error))).rejects.toBe(error);
});

test("state says what is pending and when it was written", () => {
  const urn = "urn:pulumi:dev::proof::pulumi-nodejs:dynamic/trtc:CloudSliceTask::a::b";
  const deployment = {
    manifest: { time: "2026-11-21T10:00:00.5Z" },
    pending_operations: [{ type: "creating", resource: { urn } }],
  };
  expect(readState(JSON.stringify({ version: 3, deployment }))).toEqual({
    pending: [{ type: "creating", name: "a::b" }],
    writtenAt: Date.parse("2026-11-21T10:00:00.500Z"),
  });
});

describe("an interruption", () => {
  const event = (more: object = {}) => ({ sequence: 1, timestamp: 1, ...more });
  const RECEIVED = event({ stdoutEvent: { message: "^C received; cancelling. If", color: "never" } });
  const slept: number[] = [];
  let interruption: AbortController;
  beforeEach(() => {
    slept.length = 0;
    interruption = new AbortController();
  });

  /** Whether the engine was told, after an operation that does this. */
  async function isTold(
    play: (onEvent: (event: EngineEvent) => void) => void,
    sleep = (ms: number) => Promise.resolve(void slept.push(ms)),
  ): Promise<boolean> {
    let told = false;
    await runOperation(
      async ({ onEvent, signal }) => {
        play(onEvent);
        await new Promise(setImmediate);
        told = signal.aborted;
      },
      { onEvent: () => undefined, interrupted: interruption.signal, sleep },
    );
    return told;
  }

  test("is handed on, once the engine has had time to say that it has it already", async () => {
    const told = await isTold((onEvent) => {
      onEvent(event());
      interruption.abort();
    });
    expect([told, slept]).toEqual([true, [1_000]]);
  });

  test("waits for the first event, before which the engine would die of it", async () => {
    const early = await isTold(() => {
      interruption.abort();
    });
    interruption = new AbortController();
    const later = await isTold((onEvent) => {
      interruption.abort();
      onEvent(event());
      onEvent(event());
    });
    expect([early, later, slept]).toEqual([false, true, [1_000]]);
  });

  test("that the engine got itself is not handed on: a second one would end it in mid-call", async () => {
    const told = await isTold((onEvent) => {
      onEvent(event());
      interruption.abort();
      onEvent(RECEIVED);
    });
    expect([told, slept]).toEqual([false, [1_000]]);
  });

  test("that was there before lets nothing begin", async () => {
    interruption.abort(new Error("interrupted"));
    const operation = jest.fn();
    const given = {
      onEvent: () => undefined,
      interrupted: interruption.signal,
      sleep: () => Promise.resolve(),
    };
    await expect(runOperation(operation, given)).rejects.toThrow("interrupted");
    expect(operation).not.toHaveBeenCalled();
  });

  test("after the operation finds nobody who listens", async () => {
    await isTold((onEvent) => {
      onEvent(event());
    });
    interruption.abort();
    expect(slept).toEqual([]);
  });
});

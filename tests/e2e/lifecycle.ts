import assert from "node:assert/strict";
import type * as trtc from "pulumi-trtc";
import type { Lifecycle } from "../../provider/resource/lifecycle";
import type { Bag } from "../../provider/resource/schema";
import { createLifecycle, noRobots } from "../../provider/task/lifecycle";
import { slicing } from "../../provider/task/slicing";
import { createApiClient, REQUEST_TIMEOUT_MS, sendWithSdk } from "../../provider/trtc/client";
import type { SendRequest } from "../../provider/trtc/client";
import { systemClock } from "../../provider/trtc/clock";
import { TrtcError } from "../../provider/trtc/errors";
import { createLimiter } from "../../provider/trtc/rate-limit";
import type { Limiter } from "../../provider/trtc/rate-limit";
import { TRTC } from "../../provider/trtc/service";
import { fakeClock } from "../unit/provider/fake-clock";
import type { FakeClock } from "../unit/provider/fake-clock";
import type { Scene } from "./scene";
import { taskArgs } from "./scene";

/** A task as the engine would hold it. */
export interface HeldTask {
  id: string;
  outs: Bag;
}

/** The lifecycle of slicing against a scene's emulator over HTTP, without an engine. */
export interface SceneLifecycle {
  lifecycle: Lifecycle;
  /** Waits take no time; a request without an answer moves it by the time limit of a request. */
  clock: FakeClock;
  /** Each request as it left, secrets in the clear. */
  requests: readonly { action: string; body: string }[];
  /** When calls were let through the rate limit, milliseconds of the real clock. */
  starts: readonly number[];
  inputs(changes?: Partial<trtc.CloudSliceTaskArgs>): Bag;
  create(changes?: Partial<trtc.CloudSliceTaskArgs>): Promise<HeldTask>;
  read(task: HeldTask): Promise<{ id: string; props: Bag }>;
  delete(task: HeldTask): Promise<void>;
}

export interface SceneLifecycleOptions {
  environment?: Record<string, string>;
  /** Real time that a request may take, milliseconds: less where none is to be answered. @default - that of the client */
  answersWithinMs?: number;
}

/** The service counts the calls of all lifecycles of a scene together, on the real clock. */
const limiters = new WeakMap<Scene, Limiter>();

export function lifecycleOn(
  scene: Scene,
  { environment = {}, answersWithinMs = REQUEST_TIMEOUT_MS }: SceneLifecycleOptions = {},
): SceneLifecycle {
  const clock = fakeClock(Date.now());
  const settings = {
    environment: { ...scene.environment, ...environment },
    config: () => undefined,
    credentialsFile: () => undefined,
  };
  const requests: { action: string; body: string }[] = [];
  const starts: number[] = [];
  const limiter = limiters.get(scene) ?? createLimiter(systemClock);
  limiters.set(scene, limiter);
  const send = async (request: SendRequest) => {
    requests.push({ action: request.action, body: JSON.stringify(request.params) });
    const answer = await sendWithSdk({ ...request, timeoutMs: answersWithinMs });
    if (!answer.ok && answer.failure.kind === "unanswered" && answer.failure.reason === "timeout")
      clock.advance(request.timeoutMs);
    return answer;
  };
  const report = () => undefined;
  const client = createApiClient(TRTC, {
    settings,
    clock,
    random: Math.random,
    limiter: {
      async acquire(api, maxPerSecond) {
        await limiter.acquire(api, maxPerSecond);
        starts.push(performance.now());
      },
    },
    send,
    ambient: () => Promise.reject(new Error("a role was asked for")),
    report,
  });
  const lifecycle = createLifecycle(slicing, { client, clock, settings, report, robots: noRobots() });
  const inputs: SceneLifecycle["inputs"] = (changes = {}) => {
    const checked = lifecycle.check({}, { ...taskArgs(changes) });
    assert.deepEqual(checked.failures, []);
    return checked.inputs;
  };
  return {
    lifecycle,
    clock,
    requests,
    starts,
    inputs,
    create: async (changes) => lifecycle.create(inputs(changes)),
    read: ({ id, outs }) => lifecycle.read(id, outs),
    delete: ({ id, outs }) => lifecycle.delete(id, outs),
  };
}

/** The error that an operation fails with, which is to be one of the package. */
export async function failureOf(operation: Promise<unknown>): Promise<TrtcError> {
  try {
    await operation;
  } catch (error) {
    assert.ok(error instanceof TrtcError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "it went through" });
}

import { createLifecycle, noRobots } from "../../../provider/task/lifecycle";
import type { Robots } from "../../../provider/task/lifecycle";
import type { Lifecycle } from "../../../provider/resource/lifecycle";
import type { Bag } from "../../../provider/resource/schema";
import type { TaskInputs, TaskKind } from "../../../provider/task/kind";
import { slicing } from "../../../provider/task/slicing";
import { createApiClient } from "../../../provider/trtc/client";
import type { Call } from "../../../provider/trtc/client";
import { TRTC } from "../../../provider/trtc/service";
import type { FakeParts } from "./client-parts";
import { fakeClient } from "./fake-client";
import type { Answer, FakeClient } from "./fake-client";
import { fakeClock } from "./fake-clock";
import type { FakeClock } from "./fake-clock";
import { fakeSettings, KEYS } from "./fake-settings";
import type { FakeSettings } from "./fake-settings";
import { checkedInputs } from "./task-inputs";

export interface LifecycleScript {
  answers?: Readonly<Record<string, readonly Answer[]>>;
  onCall?: (call: Call, clock: FakeClock) => void;
  settings?: FakeSettings;
  clock?: FakeClock;
  robots?: Robots;
}

export interface FakeLifecycle {
  lifecycle: Lifecycle;
  client: FakeClient;
  clock: FakeClock;
  reports: string[];
}

/** The lifecycle of slicing over a client that follows a script. */
export function slicingLifecycle(script: LifecycleScript = {}): FakeLifecycle {
  return taskLifecycle(slicing, script);
}

/** The lifecycle of a kind over a client that follows a script. Everything it returns is looked through for what the engine cannot carry and for secrets. */
export function taskLifecycle<Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
  {
    answers = {},
    onCall = () => undefined,
    settings = { environment: KEYS },
    clock = fakeClock(),
    robots = noRobots(),
  }: LifecycleScript = {},
): FakeLifecycle {
  const reports: string[] = [];
  const client = fakeClient(answers, (call) => onCall(call, clock));
  const lifecycle = createLifecycle(kind, {
    client,
    clock,
    settings: fakeSettings(settings),
    report: (message) => reports.push(secretFree(message)),
    robots,
  });
  return { lifecycle: looked(lifecycle), client, clock, reports };
}

/** The lifecycle of slicing over the real client, with its retries, and a network that follows a script. */
export function networkLifecycle({ parts }: Pick<FakeParts, "parts">): Lifecycle {
  return looked(
    createLifecycle(slicing, { ...parts, client: createApiClient(TRTC, parts), robots: noRobots() }),
  );
}

function looked(lifecycle: Lifecycle): Lifecycle {
  return {
    check(olds, news) {
      const result = lifecycle.check(olds, news);
      // the arguments hold their secrets: the engine keeps those apart
      secretFree(result.failures);
      return carried(result);
    },
    diff: (state, inputs) => secretFree(carried(lifecycle.diff(state, inputs))),
    async create(inputs) {
      const result = secretFree(carried(await failing(lifecycle.create(inputs))));
      expect(result.id).toMatch(/./);
      return result;
    },
    async read(id, state) {
      return secretFree(carried(await failing(lifecycle.read(id, state))));
    },
    async update(id, state, inputs) {
      return secretFree(carried(await failing(lifecycle.update(id, state, inputs))));
    },
    delete: (id, state) => failing(lifecycle.delete(id, state)),
  };
}

async function failing<Result>(promise: Promise<Result>): Promise<Result> {
  return promise.catch((error: unknown) => {
    secretFree(error instanceof Error ? [error.message, Object.entries(error)] : error);
    throw error;
  });
}

/** Fails the test when a value holds what the engine's wire breaks on, such as undefined. */
export function carried<Value>(value: Value): Value {
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
  return value;
}

/** Fails the test when a planted secret, or what was signed with one, stands anywhere in a value. */
export function secretFree<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  expect(text).not.toContain("planted-");
  // what every UserSig of the vendor's package begins with
  expect(text).not.toContain("eJ");
  return value;
}

export const TASK_ID = "-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.";

/** What state holds of the task of `checkedInputs()`, made at the start of the fake clock. */
export function taskState(changes: Bag = {}): Bag {
  const { storage: _storage, ...args } = checkedInputs();
  return {
    ...args,
    storage: { vendor: "cos", region: "ap-singapore", bucket: "slices-1250000000" },
    storageKeyFingerprint: STORAGE_KEY_FINGERPRINT,
    createdAt: "2026-01-02T03:04:05.000Z",
    handleExpiresAt: "2026-02-01T03:04:05.000Z",
    userSigExpiresAt: "2026-07-01T03:04:05.000Z",
    ...changes,
  };
}

/** First 16 hex digits of the SHA-256 of "planted-access-key\nplanted-secret-key". */
const STORAGE_KEY_FINGERPRINT = "16b076cb83e40c42";

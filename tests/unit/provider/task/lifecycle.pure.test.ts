import crypto from "node:crypto";
import dns from "node:dns";
import fs from "node:fs";
import net from "node:net";
import { createLifecycle, noRobots } from "../../../../provider/task/lifecycle";
import type { TaskKind } from "../../../../provider/task/kind";
import { fakeClock } from "../fake-clock";
import { fakeSettings, KEYS } from "../fake-settings";
import { EVERY_KIND } from "./inputs/every-kind";

/** Ways out of a function that is to depend on nothing but what it is given. */
const OUTSIDE: readonly [owner: object, name: string][] = [
  [net.Socket.prototype, "connect"],
  [dns, "lookup"],
  [globalThis, "fetch"],
  [fs, "readFileSync"],
  [Date, "now"],
  [performance, "now"],
  [Math, "random"],
  [crypto, "randomBytes"],
  [crypto, "randomInt"],
  [crypto, "randomUUID"],
];

/** Runs with every way out closed. @returns those that were tried */
function closedOff(run: () => void): string[] {
  const tried: string[] = [];
  const opened = OUTSIDE.map(([owner, name]) => {
    const way: unknown = Reflect.get(owner, name);
    Reflect.set(owner, name, () => {
      tried.push(name);
      throw new Error(`${name} was called`);
    });
    return () => Reflect.set(owner, name, way);
  });
  try {
    run();
  } finally {
    for (const open of opened) open();
  }
  return tried;
}

function lifecycleOf(kind: TaskKind<never>, now: () => number) {
  const never = () => Promise.reject(new Error("it is not pure"));
  return createLifecycle(kind, {
    client: { call: never },
    clock: { now, sleep: never },
    settings: fakeSettings({ environment: KEYS }),
    report: () => undefined,
    robots: noRobots(),
  });
}

test("what is closed off is seen, also when the failure is caught", () => {
  const tried = closedOff(() => {
    // not with toThrow: it reads the trace of the error, and with it a file
    try {
      Math.random();
    } catch {
      return;
    }
  });
  expect(tried).toEqual(["random"]);
});

describe.each(EVERY_KIND)("$kind.resource", ({ kind, inputs: { smallest, fullest } }) => {
  test.each([smallest, ...fullest])(
    "check and diff use no network, clock, random or file but what is handed in: inputs %#",
    (given) => {
      const clock = fakeClock();
      const lifecycle = lifecycleOf(kind, () => clock.now());
      const timeless = lifecycleOf(kind, () => {
        throw new Error("diff asked for the time");
      });
      const tried = closedOff(() => {
        const { inputs, failures } = lifecycle.check({}, given);
        expect(failures).toEqual([]);
        expect(lifecycle.check(inputs, given)).toEqual({ inputs, failures: [] });
        expect(lifecycle.check({}, {}).failures.length).toBeGreaterThan(0);
        const other = { ...inputs, userId: "another-robot" };
        expect(timeless.diff(inputs, other).replaces).toContain("userId");
        expect(timeless.diff(inputs, other)).toEqual(timeless.diff(inputs, other));
      });
      expect(tried).toEqual([]);
    },
  );
});

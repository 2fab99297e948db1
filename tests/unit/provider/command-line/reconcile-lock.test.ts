import {
  holdersOf,
  leftBehind,
  LockedError,
  locksIn,
} from "../../../../provider/command-line/reconcile-lock";
import type { Lock } from "../../../../provider/command-line/reconcile-lock";

const STDERR = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///state/.pulumi/locks/organization/proof/dev/abc.json?no_tmp_dir=true: created by ci@runner-1 (pid 12) at 2026-11-21T10:00:00Z
  s3://state/.pulumi/locks/organization/proof/dev/def.json: created by a@b c@laptop.local (pid 4711) at 2026-11-21T12:30:00+02:00
`;
const CI: Lock = {
  url: "file:///state/.pulumi/locks/organization/proof/dev/abc.json?no_tmp_dir=true",
  user: "ci",
  host: "runner-1",
  pid: 12,
  since: "2026-11-21T10:00:00Z",
};
const NOW = Date.parse("2026-11-21T11:00:00Z");

test("the engine's message says who holds each lock", () => {
  expect(locksIn(STDERR)).toEqual([
    CI,
    {
      url: "s3://state/.pulumi/locks/organization/proof/dev/def.json",
      user: "a@b c",
      host: "laptop.local",
      pid: 4711,
      since: "2026-11-21T12:30:00+02:00",
    },
  ]);
});

test("Pulumi Cloud says that there is one and no more", () => {
  expect(locksIn("error: [409] Conflict: Another update is currently in progress.\n")).toEqual([]);
  expect(holdersOf([])).toBe("another update, of which the backend says no more");
});

test("a lock that is said twice is one", () => {
  expect(locksIn(`${STDERR} err?: ${STDERR}`)).toEqual(locksIn(STDERR));
});

test("the error of a locked stack says who holds it and what to do", () => {
  const error = new LockedError([CI], "dev");
  expect([error.locks, error.message]).toEqual([
    [CI],
    "the stack is locked by ci@runner-1 (pid 12) since 2026-11-21T10:00:00Z: run it again later or with a longer " +
      "--wait-for-lock, or run pulumi cancel --stack dev when that run is dead",
  ]);
});

test("holders are named with user, machine, process and time", () => {
  expect(holdersOf([CI, { ...CI, user: "me", host: "laptop", pid: 3 }])).toBe(
    "ci@runner-1 (pid 12) since 2026-11-21T10:00:00Z, me@laptop (pid 3) since 2026-11-21T10:00:00Z",
  );
});

test.each<[what: string, question: Partial<Parameters<typeof leftBehind>[1]>, reasons: readonly string[]]>([
  ["of another machine", {}, []],
  ["of another machine, as old as it may be", { breakAfterMs: 3_600_001 }, []],
  [
    "of another machine, too old",
    { breakAfterMs: 3_600_000 },
    ["it is 3600 s old, and --break-lock-after is 3600"],
  ],
  ["of a process of this machine that runs", { host: "runner-1", runs: (pid) => pid === 12 }, []],
  [
    "of a process of this machine that runs, however old",
    { host: "runner-1", runs: (pid) => pid === 12, breakAfterMs: 0 },
    [],
  ],
  [
    "of a process of this machine that is dead",
    { host: "runner-1" },
    ["process 12 does not run on this machine"],
  ],
])("a lock %s", (_what, question, reasons) => {
  const found = leftBehind([CI], {
    host: "laptop",
    runs: () => false,
    now: NOW,
    breakAfterMs: undefined,
    ...question,
  });
  expect(found).toEqual(reasons.map((reason) => ({ lock: CI, reason })));
});

test("a lock with a time that cannot be read is not broken for its age", () => {
  const lock = { ...CI, since: "once" };
  expect(leftBehind([lock], { host: "laptop", runs: () => false, now: NOW, breakAfterMs: 0 })).toEqual([]);
});

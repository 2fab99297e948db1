import {
  countByOp,
  exitCodeOf,
  refusedLine,
  reportLine,
} from "../../../../provider/command-line/reconcile-report";
import type { ReconcileOutcome } from "../../../../provider/command-line/reconcile-report";

test.each<[outcome: ReconcileOutcome, signal: NodeJS.Signals | undefined, exitCode: number]>([
  ["unchanged", undefined, 0],
  ["changed", undefined, 0],
  ["failed", undefined, 1],
  ["refused", undefined, 2],
  ["drift", undefined, 7],
  ["locked", undefined, 75],
  ["interrupted", "SIGINT", 130],
  ["interrupted", "SIGTERM", 143],
])("%s with %s is exit code %d", (outcome, signal, exitCode) => {
  expect(exitCodeOf(outcome, signal)).toBe(exitCode);
});

test("changes are counted by what they are", () => {
  const change = (op: string) => ({ op, type: "t", name: "n" });
  expect(countByOp([change("create"), change("delete"), change("create")])).toEqual({ create: 2, delete: 1 });
});

test("a report is one line, also when a text in it is not", () => {
  const line = reportLine({
    time: "2026-11-21T10:00:00.000Z",
    stack: "dev",
    project: undefined,
    outcome: "failed",
    drift: { gone: 0, changed: 0, pending: 0 },
    changes: {},
    resources: [],
    seconds: 1.5,
    error: "one\ntwo",
  });
  expect(line).toBe(
    '{"time":"2026-11-21T10:00:00.000Z","stack":"dev","outcome":"failed","drift":{"gone":0,"changed":0,"pending":0},' +
      '"changes":{},"resources":[],"seconds":1.5,"error":"one\\ntwo"}\n',
  );
});

test("a call that is refused at once has its line too", () => {
  expect(JSON.parse(refusedLine("no stack", 0))).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    outcome: "refused",
    drift: { gone: 0, changed: 0, pending: 0 },
    changes: {},
    resources: [],
    seconds: 0,
    error: "no stack",
  });
});

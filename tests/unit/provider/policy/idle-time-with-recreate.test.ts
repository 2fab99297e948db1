import { idleTimeWithRecreate } from "../../../../provider/policy/idle-time-with-recreate";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { jobTask, resource, task } from "./stack-parts";

const said = (maxIdleTime: unknown, more = {}, config = {}) =>
  reportsOf(idleTimeWithRecreate, [task("lobby", { sliceParams: { maxIdleTime }, ...more })], config);

test("a task that is made again and ends within 300 s is refused, and the setting seconds changes that", () => {
  const message = (idle: number) =>
    `sliceParams.maxIdleTime is ${idle} with onExit "recreate", allowed is 300 or more: raise it, or set onExit to "keep"`;
  expect(said(299)).toEqual([["lobby", message(299)]]);
  // both by default
  expect(said(undefined, { onExit: undefined })).toEqual([["lobby", message(30)]]);
  expect([said(300), said(60, {}, { seconds: 60 }), said(5, { onExit: "keep" })]).toEqual([[], [], []]);
});

test.each([
  ["CloudRecordingTask", "recordParams", 86_400],
  ["CloudModerationTask", "moderationParams", 1800],
  ["CloudTranscriptionTask", "transcriptionParam", 86_400],
])("a %s waits as long as %s says, %d seconds at most", (kind, group, longest) => {
  const at = (maxIdleTime: number | undefined, seconds: number) =>
    reportsOf(idleTimeWithRecreate, [jobTask(kind, "t", { [group]: { maxIdleTime } })], { seconds });
  const message = (idle: number, wanted: number) =>
    `${group}.maxIdleTime is ${idle} with onExit "recreate", allowed is ${wanted} or more: raise it, or set onExit to "keep"`;
  expect(at(299, 300)).toEqual([["t", message(299, 300)]]);
  expect(at(undefined, 300)).toEqual([["t", message(30, 300)]]);
  expect(at(longest - 1, 86_400)).toEqual([["t", message(longest - 1, longest)]]);
  expect([at(300, 300), at(longest, 86_400)]).toEqual([[], []]);
  expect(reportsOf(idleTimeWithRecreate, [jobTask(kind, "t", { onExit: "keep" })])).toEqual([]);
});

test("a task that has no such time, or is never made again, passes", () => {
  const tasks = ["StreamIngestTask", "PublishCdnStreamTask"].map((kind) =>
    jobTask(kind, kind, { onExit: "recreate", agentParams: { maxIdleTime: 5 } }),
  );
  expect(reportsOf(idleTimeWithRecreate, tasks)).toEqual([]);
});

test("what is only known later and other resources pass", () => {
  expect([said(UNKNOWN), said(5, { onExit: UNKNOWN }), said(5, { sliceParams: UNKNOWN })]).toEqual([
    [],
    [],
    [],
  ]);
  expect(reportsOf(idleTimeWithRecreate, [resource("other", "o")])).toEqual([]);
});

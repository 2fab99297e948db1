import { taskQuota } from "../../../../provider/policy/task-quota";
import { reportsOf } from "./reports";
import { APP, jobTask, OTHER_APP, task } from "./stack-parts";

const tasks = (count: number, sdkAppId = APP) =>
  Array.from({ length: count }, (_none, index) => task(`${sdkAppId}-${index}`, { sdkAppId }));

test("tasks of an application are counted against 500, or the setting quota", () => {
  expect(reportsOf(taskQuota, tasks(500))).toEqual([]);
  expect(reportsOf(taskQuota, tasks(501))).toEqual([
    [
      "(stack)",
      "application 1400000001 has 501 slicing tasks, allowed are 500: remove some, or raise the setting quota once the vendor granted more",
    ],
  ]);
  expect(reportsOf(taskQuota, tasks(3), { quota: 3 })).toEqual([]);
  expect(reportsOf(taskQuota, tasks(3), { quota: 2 })).toHaveLength(1);
});

test.each([
  ["CloudRecordingTask", "recording", "recordings", 100],
  ["CloudModerationTask", "moderation", "moderations", 500],
])("%s: %s tasks are counted by themselves, against the setting %s or %d", (kind, job, setting, quota) => {
  const some = (count: number) => Array.from({ length: count }, (_none, index) => jobTask(kind, `t${index}`));
  expect(reportsOf(taskQuota, [...some(quota), ...tasks(2)], { quota: 2 })).toEqual([]);
  expect(reportsOf(taskQuota, some(quota + 1))).toEqual([
    [
      "(stack)",
      `application 1400000001 has ${quota + 1} ${job} tasks, allowed are ${quota}: remove some, or raise the setting ${setting} once the vendor granted more`,
    ],
  ]);
  expect(reportsOf(taskQuota, some(3), { [setting]: 2 })).toHaveLength(1);
});

test.each(["StreamIngestTask", "PublishCdnStreamTask", "CloudTranscriptionTask"])(
  "nobody says how many of %s there may be",
  (kind) => {
    const many = Array.from({ length: 600 }, (_none, index) => jobTask(kind, `t${index}`));
    expect(reportsOf(taskQuota, many)).toEqual([]);
  },
);

test("the engine is told of each setting and its default", () => {
  const setting = (byDefault: number) => ({
    type: "integer",
    minimum: 1,
    maximum: 1_000_000,
    default: byDefault,
  });
  expect(taskQuota.configSchema).toEqual({
    properties: { quota: setting(500), recordings: setting(100), moderations: setting(500) },
  });
});

test("each application has a quota of its own", () => {
  expect(reportsOf(taskQuota, [...tasks(2), ...tasks(2, OTHER_APP)], { quota: 2 })).toEqual([]);
});

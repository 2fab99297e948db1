import { taskQuota } from "../../../../provider/policy/task-quota";
import { reportsOf } from "./reports";
import { APP, OTHER_APP, task } from "./stack-parts";

const tasks = (count: number, sdkAppId = APP) =>
  Array.from({ length: count }, (_none, index) => task(`${sdkAppId}-${index}`, { sdkAppId }));

test("tasks of an application are counted against 500, or the setting quota", () => {
  expect(reportsOf(taskQuota, tasks(500))).toEqual([]);
  expect(reportsOf(taskQuota, tasks(501))).toEqual([
    [
      "(stack)",
      "application 1400000001 has 501 tasks, allowed are 500: remove some, or raise the setting quota once the vendor granted more",
    ],
  ]);
  expect(reportsOf(taskQuota, tasks(3), { quota: 3 })).toEqual([]);
  expect(reportsOf(taskQuota, tasks(3), { quota: 2 })).toHaveLength(1);
});

test("each application has a quota of its own", () => {
  expect(reportsOf(taskQuota, [...tasks(2), ...tasks(2, OTHER_APP)], { quota: 2 })).toEqual([]);
});

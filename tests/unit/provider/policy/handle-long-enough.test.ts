import { handleLongEnough } from "../../../../provider/policy/handle-long-enough";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { jobTask, resource, task } from "./stack-parts";

const said = (hours: unknown, config = {}) =>
  reportsOf(handleLongEnough, [task("lobby", { resourceExpiredHour: hours })], config);

test("a handle shorter than a week is too short, and the setting hours changes that", () => {
  expect(said(167)).toEqual([
    ["lobby", "resourceExpiredHour is 167, allowed is 168 or more: raise it, or leave it out for 720"],
  ]);
  expect([said(168), said(24, { hours: 24 })]).toEqual([[], []]);
  expect(said(24, { hours: 25 })).toHaveLength(1);
});

test("a task of moderation is reachable for three days at most, so for those", () => {
  const moderation = (hours: number, config = {}) =>
    reportsOf(
      handleLongEnough,
      [jobTask("CloudModerationTask", "m", { resourceExpiredHour: hours })],
      config,
    );
  expect(moderation(71)).toEqual([
    ["m", "resourceExpiredHour is 71, allowed is 72 or more: raise it, or leave it out for 72"],
  ]);
  expect([moderation(72), moderation(24, { hours: 24 })]).toEqual([[], []]);
  expect(moderation(23, { hours: 24 })).toHaveLength(1);
});

test("recordings have such a time as slices have, other tasks have none", () => {
  const at = (resourceName: string) =>
    reportsOf(handleLongEnough, [jobTask(resourceName, "t", { resourceExpiredHour: 6 })]);
  expect(at("CloudRecordingTask")).toEqual([
    ["t", "resourceExpiredHour is 6, allowed is 168 or more: raise it, or leave it out for 720"],
  ]);
  for (const none of ["StreamIngestTask", "PublishCdnStreamTask", "CloudTranscriptionTask"])
    expect(at(none)).toEqual([]);
});

test("the default, what is only known later and other resources pass", () => {
  expect([said(undefined), said(UNKNOWN)]).toEqual([[], []]);
  expect(reportsOf(handleLongEnough, [resource("other", "o", { resourceExpiredHour: 6 })])).toEqual([]);
});

test("the engine is told of the setting's limits and default", () => {
  expect(handleLongEnough.configSchema).toEqual({
    properties: { hours: { type: "integer", minimum: 6, maximum: 720, default: 168 } },
  });
});

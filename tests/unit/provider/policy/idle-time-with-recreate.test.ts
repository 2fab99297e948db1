import { idleTimeWithRecreate } from "../../../../provider/policy/idle-time-with-recreate";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { resource, task } from "./stack-parts";

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

test("what is only known later and other resources pass", () => {
  expect([said(UNKNOWN), said(5, { onExit: UNKNOWN }), said(5, { sliceParams: UNKNOWN })]).toEqual([
    [],
    [],
    [],
  ]);
  expect(reportsOf(idleTimeWithRecreate, [resource("other", "o")])).toEqual([]);
});

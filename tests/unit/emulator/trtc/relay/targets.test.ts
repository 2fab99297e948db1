import type { JsonObject } from "../../../../../emulator/src/callbacks";
import type { Timeline } from "../../../../../emulator/src/clock";
import { createTimeline } from "../../../../../emulator/src/clock";
import { createTargets } from "../../../../../emulator/src/trtc/relay/targets";
import type { Targets } from "../../../../../emulator/src/trtc/relay/targets";

let timeline: Timeline;
let targets: Targets;
let told: JsonObject[];

beforeEach(() => {
  timeline = createTimeline({ virtual: true });
  told = [];
  targets = createTargets({
    timeline,
    report: (payload) => {
      told.push(payload);
    },
  });
});
afterEach(() => timeline.close());

const target = (url: string) => ({ url, isTencentCdn: true });
/** What was told, as `url status`. */
const heard = () =>
  told.map(({ Url, Status }) => `${JSON.stringify(Url)} ${JSON.stringify(Status)}`.replaceAll('"', ""));
const statuses = () => targets.states().map(({ url, status }) => `${url} ${status}`);

test("nothing is told before there is something to send", async () => {
  targets.become([target("a")]);
  await timeline.advance(100_000);
  expect(heard()).toEqual([]);
  expect(statuses()).toEqual(["a 0"]);
});

test("each target connects once, and a later one when it comes", async () => {
  targets.become([target("a")]);
  targets.begin();
  targets.begin();
  await timeline.advance(1000);
  targets.become([target("a"), target("b")]);
  await timeline.advance(60_000);
  expect(heard()).toEqual(["a 1", "a 2", "b 1", "b 2"]);
});

test("one that was never connected goes without a word", async () => {
  targets.become([target("a")]);
  targets.become([]);
  targets.end();
  await timeline.advance(1000);
  expect(heard()).toEqual([]);
});

test("one that goes while it connects is disconnected and connects no more", async () => {
  targets.become([target("a")]);
  targets.begin();
  targets.become([]);
  await timeline.advance(100_000);
  expect(heard()).toEqual(["a 1", "a 5", "a 0"]);
  expect(statuses()).toEqual([]);
});

test("one that is set to connect is told every 5 s for a minute, and fails", async () => {
  targets.become([target("a")]);
  targets.set("a", { status: 1 });
  targets.set("b", { status: 1 });
  await timeline.advance(59_999);
  expect(heard()).toEqual(Array(12).fill("a 1"));
  await timeline.advance(1001);
  expect(heard().slice(12)).toEqual(["a 4", "a 0"]);
});

test("the end disconnects all", async () => {
  targets.become([target("a"), target("b")]);
  targets.begin();
  await timeline.advance(1000);
  targets.end();
  await timeline.advance(1000);
  expect(heard().slice(4)).toEqual(["a 5", "b 5", "a 0", "b 0"]);
});

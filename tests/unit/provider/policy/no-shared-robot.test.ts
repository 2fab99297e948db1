import { noSharedRobot } from "../../../../provider/policy/no-shared-robot";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { jobTask, OTHER_APP, task } from "./stack-parts";

const robot = (name: string, changes = {}) => task(name, { userId: "robot", ...changes });

test("a user in a room is one task's", () => {
  expect(reportsOf(noSharedRobot, [robot("a"), robot("b")])).toEqual([
    [
      "b",
      "userId is the one that the slicing task a has in the same room of application 1400000001, allowed is one task a user and room: give another userId",
    ],
  ]);
});

test("another user, room, kind of room or application is another robot", () => {
  const others = [{ userId: "other" }, { roomId: "5" }, { roomId: 5 }, { sdkAppId: OTHER_APP }];
  expect(
    reportsOf(noSharedRobot, [robot("a"), ...others.map((change, i) => robot(`b${i}`, change))]),
  ).toEqual([]);
});

const KINDS: readonly [resourceName: string, job: string][] = [
  ["CloudRecordingTask", "recording"],
  ["CloudModerationTask", "moderation"],
  ["StreamIngestTask", "ingest"],
  ["PublishCdnStreamTask", "relay"],
  ["CloudTranscriptionTask", "transcription"],
];

test.each(KINDS)("a %s and a slicing task in one room are two users", (resourceName, job) => {
  const other = jobTask(resourceName, "b", { userId: "robot" });
  const message = (first: string) =>
    `userId is the one that the ${first} has in the same room of application 1400000001, allowed is one task a user and room: give another userId`;
  expect(reportsOf(noSharedRobot, [robot("a"), other])).toEqual([["b", message("slicing task a")]]);
  expect(reportsOf(noSharedRobot, [other, robot("a")])).toEqual([["a", message(`${job} task b`)]]);
  expect(reportsOf(noSharedRobot, [task("a"), other])).toEqual([]);
});

test("each voice of a transcription is a user of the room", () => {
  const spoken = (...robots: unknown[]) =>
    jobTask("CloudTranscriptionTask", "t", {
      ttsParam: robots.map((userId) => (userId === UNKNOWN ? UNKNOWN : { ttsRobotUser: userId })),
    });
  const message = (path: string, first: string) =>
    `${path} is the one that the ${first} has in the same room of application 1400000001, allowed is one task a user and room: give another userId`;
  expect(reportsOf(noSharedRobot, [robot("a"), spoken("voice", UNKNOWN, "robot", "voice", "t")])).toEqual([
    ["t", message("ttsParam.2.ttsRobotUser", "slicing task a")],
    ["t", message("ttsParam.3.ttsRobotUser", "transcription task t")],
    ["t", message("ttsParam.4.ttsRobotUser", "transcription task t")],
  ]);
  expect(reportsOf(noSharedRobot, [robot("a"), spoken("x", "y", undefined, undefined)])).toEqual([]);
});

test("what is only known later is nobody's", () => {
  for (const later of ["userId", "roomId", "sdkAppId"])
    expect(
      reportsOf(noSharedRobot, [robot("a", { [later]: UNKNOWN }), robot("b", { [later]: UNKNOWN })]),
    ).toEqual([]);
});

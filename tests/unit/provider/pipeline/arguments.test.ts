import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { checkedPipeline } from "../../../../provider/pipeline/arguments";
import type { PipelineTask } from "../../../../provider/pipeline/pipeline-task";
import { loadRooms } from "../../../../provider/rooms/load-rooms";
import { InputError } from "../../../../provider/trtc/errors";

const ROOM = { roomId: "lobby" };
const ARGS = { sdkAppId: 1400000001, tasks: { lobby: ROOM } };
const ON_COS = { target: { vendor: "cos" }, keyVersion: 1 };
const ON_S3 = { target: { vendor: "s3" }, keyVersion: 1 };

function check(args: object, maxTasks = 500): unknown {
  return checkedPipeline("SlicingPipeline classroom", args, { vendor: "cos", maxTasks });
}

function problemsOf(args: object, maxTasks?: number): string[] {
  try {
    check(args, maxTasks);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(/^SlicingPipeline classroom: /, "").split(/; (?=\S+(?: 2)? (?:is|has) )/);
  }
}

test("what is right comes back as it was given", () => {
  const tasks = {
    lobby: { roomId: "lobby", userId: "robot", sliceParams: { sliceAudio: 30 } },
    exam: { roomId: 101, onExit: "keep" },
  };
  const defaults = { sliceParams: { maxIdleTime: 600 }, region: "eu-frankfurt" };
  expect(check({ ...ARGS, tasks, defaults, callback: false, storage: {} })).toEqual({
    sdkAppId: 1400000001,
    tasks,
    defaults,
    allowEmpty: false,
  });
});

test.each<[string, object, string[]]>([
  [
    "no arguments",
    {},
    [
      "sdkAppId is missing, allowed is a whole number from 1 to 4294967295: copy the SdkAppId from the TRTC console",
      'tasks is missing, allowed is a map of task names to rooms: give a map such as { lobby: { roomId: "lobby" } }',
    ],
  ],
  [
    "no task",
    { ...ARGS, tasks: {} },
    [
      "tasks is empty, allowed is at least one task: an update would stop every task of the pipeline; " +
        "give allowEmpty: true if that is meant",
    ],
  ],
  [
    "a name that no task may have",
    { ...ARGS, tasks: { "lobby 2": ROOM } },
    [
      "tasks.lobby 2 is a name, allowed is 1 to 64 letters, digits, _ and -, not _ or - at the front: choose another name for the task",
    ],
  ],
  [
    "a room without an id",
    { ...ARGS, tasks: { lobby: {} } },
    [
      "tasks.lobby.roomId is missing, allowed is a whole number from 1 to 4294967294 (an int32 room) or 1 to 64 letters, digits, spaces and " +
        "!#$%&()+-:;<=.>?@[]^_{}|~, (a string room): use the room id that the clients enter, with the same type",
    ],
  ],
  [
    "a field that is none",
    { ...ARGS, tasks: { lobby: { ...ROOM, maxIdleTime: 60 } } },
    [
      "tasks.lobby.maxIdleTime is not an argument, allowed here are roomId, userId, sliceParams, region, resourceExpiredHour, " +
        "onHandleExpired, userSigExpire, privateMapKey, onExit: correct or remove it",
    ],
  ],
  [
    "values out of range, in defaults and tasks",
    {
      ...ARGS,
      defaults: { resourceExpiredHour: 5 },
      tasks: { lobby: { ...ROOM, sliceParams: { sliceAudio: 5 } } },
    },
    [
      "defaults.resourceExpiredHour is 5, allowed is a whole number from 6 to 720 (hours): choose a time in this range; " +
        "past it the task can no longer be queried or stopped by its id",
      "tasks.lobby.sliceParams.sliceAudio is 5, allowed is a whole number from 15 to 60 (seconds): choose a length in this range",
    ],
  ],
  [
    "a robot that is given to all",
    { ...ARGS, defaults: { userId: "robot" } },
    [
      "defaults.userId is not an argument, allowed here are sliceParams, region, resourceExpiredHour, onHandleExpired, userSigExpire, privateMapKey, onExit: correct or remove it",
    ],
  ],
  [
    "one robot twice in a room",
    {
      ...ARGS,
      tasks: {
        lobby: { ...ROOM, userId: "robot" },
        "lobby-2": { ...ROOM, userId: "robot" },
        other: { roomId: "other", userId: "robot" },
      },
    },
    [
      'tasks.lobby-2.userId is "robot", allowed is a robot that is not in the room yet (tasks.lobby has it): ' +
        "choose another name, or leave it out to get one: a second robot of one name ends the first one's task",
    ],
  ],
  [
    "a storage that is none",
    { ...ARGS, storage: "slices-1250000000" },
    [
      'storage is "slices-1250000000", allowed is a storage, or the arguments of one: leave it out to have one made',
    ],
  ],
  [
    "an endpoint that is none",
    { ...ARGS, callback: true },
    [
      "callback is true, allowed is an endpoint, the arguments of one, or false: leave it out to have one made",
    ],
  ],
  [
    "a storage that is only known later",
    { ...ARGS, storage: Promise.resolve(ON_COS) },
    ["storage is an Output, allowed is a storage, or the arguments of one: leave it out to have one made"],
  ],
  [
    "a storage whose key has no version",
    { ...ARGS, storage: { target: { vendor: "cos" } } },
    [
      "storage is without keyVersion or with a target that is an Output, allowed is a storage component, or an object of the same form: " +
        "give target as a plain object and keyVersion as a whole number, and let only what is in target be Outputs",
    ],
  ],
  [
    "an endpoint that is only known later",
    { ...ARGS, callback: pulumi.output({ url: "https://callbacks", sdkAppIds: [1400000001] }) },
    [
      "callback is an Output, allowed is an endpoint, the arguments of one, or false: leave it out to have one made",
    ],
  ],
  [
    "an endpoint that does not say whose callbacks it takes",
    { ...ARGS, callback: { url: "https://callbacks" } },
    [
      "callback is an endpoint for unknown applications, allowed is one that takes the callbacks of application 1400000001: " +
        "add it to the endpoint's sdkAppIds: callbacks of other applications are refused",
    ],
  ],
  [
    "an endpoint of another application",
    { ...ARGS, callback: { url: "https://callbacks", sdkAppIds: [1400000002, 1400000003] } },
    [
      "callback is an endpoint for 1400000002, 1400000003, allowed is one that takes the callbacks of application 1400000001: " +
        "add it to the endpoint's sdkAppIds: callbacks of other applications are refused",
    ],
  ],
  [
    "an endpoint to be made on another cloud than the bucket",
    { ...ARGS, storage: ON_S3 },
    [
      'callback is made beside a storage on "s3", allowed is an endpoint made beside a storage on "cos": ' +
        "give an endpoint of the storage's own cloud, or false",
    ],
  ],
])("%s is refused", (_what, args, problems) => {
  expect(problemsOf(args)).toEqual(problems);
});

test.each<[string, object]>([
  ["no task, when that is meant", { ...ARGS, tasks: {}, allowEmpty: true }],
  [
    "one robot in a string room and in the int32 room of the same digits",
    { ...ARGS, tasks: { a: { roomId: "5", userId: "robot" }, b: { roomId: 5, userId: "robot" } } },
  ],
  ["a storage of this cloud", { ...ARGS, storage: ON_COS }],
  ["a storage of another cloud without callbacks", { ...ARGS, storage: ON_S3, callback: false }],
  [
    "an endpoint that takes other applications too",
    { ...ARGS, storage: ON_S3, callback: { url: "https://callbacks", sdkAppIds: [1400000002, 1400000001] } },
  ],
])("%s is taken", (_what, args) => {
  expect(problemsOf(args)).toEqual([]);
});

test("more tasks than the application may have are refused, from the first one over", () => {
  const tasks = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { roomId: name }]));
  expect(problemsOf({ ...ARGS, tasks }, 4)).toEqual([]);
  expect(problemsOf({ ...ARGS, tasks }, 2)).toEqual([
    "tasks.c is number 3 of 4 tasks, allowed is 2 tasks at once in application 1400000001: have the quota raised by a ticket and set " +
      "trtc:maxTasksPerApplication, or move rooms to another application",
  ]);
});

describe("a task that was read from a file", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "rooms-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function rooms(...lines: string[]): { file: string; tasks: Record<string, PipelineTask> } {
    const file = join(folder, "rooms.yaml");
    writeFileSync(file, ["rooms:", ...lines, ""].join("\n"));
    return { file, tasks: loadRooms(file) };
  }

  test("is named with its place when it is over the quota", () => {
    const { file, tasks } = rooms("  a: { roomId: a }", "  b: { roomId: b }");
    expect(problemsOf({ ...ARGS, tasks }, 1)[0]).toMatch(
      new RegExp(`^${file}:3:\\d+: tasks.b is number 2 of 2 tasks`),
    );
  });

  test("is named with its place when a task of the program has its robot", () => {
    const { file, tasks } = rooms("  a: { roomId: a }", "  b:", "    roomId: b", "    userId: robot");
    const all = { ...tasks, c: { roomId: "b", userId: "robot" } };
    const [message = ""] = problemsOf({ ...ARGS, tasks: all });
    expect(message.replace(/:3:\d+/, ":3:0")).toBe(
      `tasks.c.userId is "robot", allowed is a robot that is not in the room yet (tasks.b has it, ${file}:3:0): ` +
        "choose another name, or leave it out to get one: a second robot of one name ends the first one's task",
    );
  });
});

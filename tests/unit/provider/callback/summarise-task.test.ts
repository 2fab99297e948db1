import fc from "fast-check";
import type { TrtcEvent } from "../../../../provider/callback/events";
import { parse } from "../../../../provider/callback/parse";
import { summariseTask } from "../../../../provider/callback/summarise-task";
import { InputError } from "../../../../provider/trtc/errors";
import { sample } from "./callback-samples";

const START = Date.UTC(2026, 0, 2, 10);

/** An event of task "t": `second` is when it happened, after ten o'clock. */
function event(type: number, second: number, payload: object, info: object = {}): TrtcEvent {
  return parse(JSON.stringify(body(type, second, { ...info, Payload: payload })));
}

function body(type: number, second: number, info: object) {
  return {
    EventGroupId: Math.floor(type / 100),
    EventType: type,
    CallbackTs: START + second * 1000 + 50,
    EventInfo: { EventMsTs: START + second * 1000, TaskId: "t", UserId: "robot", ...info },
  };
}

function ingest(type: number, second: number, status: number): TrtcEvent {
  const { EventGroupId, EventType, CallbackTs, EventInfo } = body(type, second, { Status: status });
  return parse(JSON.stringify({ EventGroupId, EventType, CallbackMsTs: CallbackTs, EventInfo }));
}

function relay(second: number, url: string, status: number, more: object = {}): TrtcEvent {
  return event(401, second, { Url: url, Status: status, ...more });
}

function slice(second: number, fileName: string): TrtcEvent {
  return event(1004, second, { FileList: fileName }, { RoomId: "lobby", StreamerUserId: "teacher" });
}

const room = { RoomId: "lobby" };
const SLICING = [
  event(1001, 0, { Status: 0 }, room),
  event(1003, 1, { Status: 0 }, room),
  slice(10, "1400000001_lobby_teacher_20260102100010.png"),
  slice(20, "1400000001_lobby_teacher_20260102100020.ogg"),
  event(1006, 25, { Code: 10002, Message: "BadRequest" }, room),
  event(1002, 60, { LeaveCode: 99 }, room),
  slice(61, "1400000001_lobby_teacher_20260102100055.png"),
  event(1005, 62, { Status: 0 }, room),
];
const SLICING_STORY = {
  taskId: "t",
  kind: "slicing",
  state: "stopped",
  roomId: "lobby",
  started: { at: "2026-01-02T10:00:00.000Z", ok: true },
  uploading: { at: "2026-01-02T10:00:01.000Z", ok: true },
  uploaded: { at: "2026-01-02T10:01:02.000Z", result: "ended" },
  files: [
    {
      at: "2026-01-02T10:00:10.000Z",
      name: "1400000001_lobby_teacher_20260102100010.png",
      userId: "teacher",
      type: "image",
    },
    {
      at: "2026-01-02T10:00:20.000Z",
      name: "1400000001_lobby_teacher_20260102100020.ogg",
      userId: "teacher",
      type: "audio",
    },
    {
      at: "2026-01-02T10:01:01.000Z",
      name: "1400000001_lobby_teacher_20260102100055.png",
      userId: "teacher",
      type: "image",
    },
  ],
  fileCount: 3,
  targets: [],
  restarts: 0,
  errors: [
    {
      at: "2026-01-02T10:00:25.000Z",
      event: "CLOUD_SLICE_UPLOAD_ERROR",
      code: 10002,
      message: "BadRequest",
    },
  ],
  stopped: {
    at: "2026-01-02T10:01:00.000Z",
    leaveCode: 99,
    leaveCodeWord: "idle",
    reason: "no other user was in the room for longer than the idle time",
  },
};

describe("slicing", () => {
  test("to COS is told from start to end", () => {
    expect(summariseTask(SLICING)).toEqual(SLICING_STORY);
  });

  test("is told the same whatever the order of arrival and however often it came", () => {
    const arrivals = fc.shuffledSubarray([...SLICING, ...SLICING, ...SLICING], {
      minLength: SLICING.length * 3,
    });
    fc.assert(
      fc.property(arrivals, (events) => {
        expect(summariseTask(events)).toEqual(SLICING_STORY);
      }),
      { numRuns: 20 },
    );
  });

  test("to S3 has its start, its end and its errors only", () => {
    const events = [
      event(1001, 0, { Status: 0 }, { RoomId: 5 }),
      event(1006, 5, { Code: "AccessDenied", Message: "Access Denied" }),
      event(1002, 9, { LeaveCode: 0 }),
    ];
    expect(summariseTask(events)).toEqual({
      taskId: "t",
      kind: "slicing",
      state: "stopped",
      roomId: 5,
      started: { at: "2026-01-02T10:00:00.000Z", ok: true },
      files: [],
      fileCount: 0,
      targets: [],
      restarts: 0,
      errors: [
        {
          at: "2026-01-02T10:00:05.000Z",
          event: "CLOUD_SLICE_UPLOAD_ERROR",
          code: "AccessDenied",
          message: "Access Denied",
        },
      ],
      stopped: {
        at: "2026-01-02T10:00:09.000Z",
        leaveCode: 0,
        leaveCodeWord: "stopped",
        reason: "the task was stopped through the API",
      },
    });
  });

  test("that did not start has failed", () => {
    expect(summariseTask([event(1001, 0, { Status: 1 }), event(1003, 1, { Status: 1 })])).toEqual({
      taskId: "t",
      kind: "slicing",
      state: "failed",
      started: { at: "2026-01-02T10:00:00.000Z", ok: false },
      uploading: { at: "2026-01-02T10:00:01.000Z", ok: false },
      files: [],
      fileCount: 0,
      targets: [],
      restarts: 0,
      errors: [
        { at: "2026-01-02T10:00:00.000Z", event: "CLOUD_SLICE_START", message: "the task did not start" },
        {
          at: "2026-01-02T10:00:01.000Z",
          event: "CLOUD_SLICE_UPLOAD_START",
          message: "the upload of files did not start",
        },
      ],
    });
  });

  test("of which only a file was told is running", () => {
    const { state, started, files } = summariseTask([parse(sample("1004.json"))]);
    expect({ state, started }).toEqual({ state: "running", started: undefined });
    expect(files).toEqual([
      {
        at: "2024-10-29T07:18:46.109Z",
        name: "20012177_2428_1929088_20250106143143.png",
        userId: "SliceCustomUploadCase6-user0",
        type: "image",
      },
    ]);
  });

  test.each([
    [{ LeaveCode: 0 }, "the task was stopped through the API"],
    [{ LeaveCode: 1 }, "the robot was removed from the room"],
    [{ LeaveCode: 2 }, "the room was dismissed"],
    [{ LeaveCode: 3 }, "the server removed the robot from the room"],
    [{ LeaveCode: 4 }, "the server dismissed the room"],
    [{ LeaveCode: 99 }, "no other user was in the room for longer than the idle time"],
    [{ LeaveCode: 100 }, "the room timed out"],
    [{ LeaveCode: 101 }, "the robot's user id entered the room a second time"],
    [{ LeaveCode: 7 }, "LeaveCode 7, not documented"],
    [{}, "the event does not say why"],
  ])("that stopped with %j says why", (payload, reason) => {
    expect(summariseTask([event(1002, 0, payload)]).stopped?.reason).toBe(reason);
  });

  test("events without a time tell a story without times", () => {
    const info = { TaskId: "t", Payload: { LeaveCode: 2 } };
    const stopped = parse(JSON.stringify({ EventGroupId: 10, EventType: 1002, EventInfo: info }));
    expect(summariseTask([stopped])).toEqual({
      taskId: "t",
      kind: "slicing",
      state: "stopped",
      files: [],
      fileCount: 0,
      targets: [],
      restarts: 0,
      errors: [],
      stopped: { leaveCode: 2, leaveCodeWord: "room-dismissed", reason: "the room was dismissed" },
    });
  });
});

describe("recording", () => {
  const mp4 = (second: number, name: string, userId: string) =>
    event(310, second, {
      Status: 0,
      FileList: [name],
      FileMessage: [{ FileName: name, UserId: userId, TrackType: "audio_video", MediaId: "main" }],
    });

  test("to object storage tells of each file once, though 310 comes once a file and an index twice", () => {
    const events = [
      event(301, 0, { Status: 0 }),
      event(303, 1, { Status: 0 }),
      event(307, 5, { FileName: "a.m3u8", UserId: "teacher", TrackType: "audio" }),
      event(304, 6, { FileList: "a.m3u8" }),
      event(306, 30, { Status: 0 }),
      event(302, 60, { LeaveCode: 99 }),
      event(305, 61, { Status: 1 }),
      event(305, 90, { LeaveCode: 2 }),
      mp4(70, "a.mp4", "teacher"),
      mp4(71, "b.mp4", "pupil"),
      mp4(71, "b.mp4", "pupil"),
    ];
    expect(summariseTask(events)).toEqual({
      taskId: "t",
      kind: "recording",
      state: "stopped",
      started: { at: "2026-01-02T10:00:00.000Z", ok: true },
      uploading: { at: "2026-01-02T10:00:01.000Z", ok: true },
      uploaded: { at: "2026-01-02T10:01:30.000Z", result: "recovered" },
      files: [
        { at: "2026-01-02T10:00:05.000Z", name: "a.m3u8", userId: "teacher", type: "audio" },
        { at: "2026-01-02T10:01:10.000Z", name: "a.mp4", userId: "teacher", type: "audio_video" },
        { at: "2026-01-02T10:01:11.000Z", name: "b.mp4", userId: "pupil", type: "audio_video" },
      ],
      fileCount: 3,
      targets: [],
      restarts: 1,
      errors: [],
      stopped: {
        at: "2026-01-02T10:01:00.000Z",
        leaveCode: 99,
        leaveCodeWord: "idle",
        reason: "no other user sent a stream for longer than the idle time",
      },
    });
  });

  test("to VOD tells of files with their ids, and of those that did not get there", () => {
    const vod = { UserId: "teacher", TrackType: "audio_video" };
    const events = [
      event(311, 0, {
        Status: 0,
        TencentVod: { ...vod, FileId: "1", VideoUrl: "https://v/1", CacheFile: "a.mp4" },
      }),
      event(311, 1, { Status: 0, TencentVod: { ...vod, FileId: "2", VideoUrl: "https://v/2" } }),
      event(311, 2, { Status: 1, Errmsg: "disk full", TencentVod: { ...vod, CacheFile: "c.mp4" } }),
      event(311, 3, { Status: 2 }),
      event(312, 4, { Status: 1 }),
    ];
    const { files, uploaded, errors } = summariseTask(events);
    expect(files).toEqual([
      {
        at: "2026-01-02T10:00:00.000Z",
        name: "a.mp4",
        userId: "teacher",
        type: "audio_video",
        fileId: "1",
        videoUrl: "https://v/1",
      },
      {
        at: "2026-01-02T10:00:01.000Z",
        userId: "teacher",
        type: "audio_video",
        fileId: "2",
        videoUrl: "https://v/2",
      },
      { at: "2026-01-02T10:00:02.000Z", name: "c.mp4", userId: "teacher", type: "audio_video" },
    ]);
    expect(uploaded).toEqual({ at: "2026-01-02T10:00:04.000Z", result: "failed" });
    expect(errors).toEqual([
      { at: "2026-01-02T10:00:02.000Z", event: "CLOUD_RECORDING_VOD_COMMIT", message: "disk full" },
      {
        at: "2026-01-02T10:00:03.000Z",
        event: "CLOUD_RECORDING_VOD_COMMIT",
        message: "a file could not be uploaded to VOD",
      },
      {
        at: "2026-01-02T10:00:04.000Z",
        event: "CLOUD_RECORDING_VOD_STOP",
        message: "the upload to VOD failed",
      },
    ]);
  });

  test("tells of every other thing that went wrong", () => {
    const events = [
      event(301, 0, { Status: 1 }),
      event(303, 1, { Status: 1 }),
      event(308, 2, { Code: "InvalidParameter", Message: "AccessKey invalid" }),
      event(308, 3, {}),
      event(309, 4, { Url: "https://images/a.png?key=secret" }),
      event(310, 5, { Status: 1 }),
      event(310, 6, { Status: 2 }),
    ];
    expect(summariseTask(events).errors.map(({ code, message }) => [code, message])).toEqual([
      [undefined, "the task did not start"],
      [undefined, "the upload of files did not start"],
      ["InvalidParameter", "AccessKey invalid"],
      [undefined, "the storage refused a file"],
      [undefined, "an image of the layout could not be loaded"],
      [undefined, "a file is held back on the service's servers"],
      [undefined, "MP4 files could not be made: may the storage's key read the bucket?"],
    ]);
  });
});

describe("relay", () => {
  test("to two targets tells the latest state of each by event time", () => {
    const events = [
      relay(6, "rtmp://a", 2),
      relay(1, "rtmp://a", 1),
      relay(1, "rtmp://b", 1),
      relay(6, "rtmp://b", 1),
      relay(61, "rtmp://b", 4, { ErrorCode: 3, ErrorMsg: "no answer" }),
      relay(11, "rtmp://b", 1),
    ];
    expect(summariseTask(events)).toEqual({
      taskId: "t",
      kind: "relay",
      state: "running",
      started: { at: "2026-01-02T10:00:06.000Z", ok: true },
      files: [],
      fileCount: 0,
      targets: [
        {
          taskId: "t",
          url: "rtmp://a",
          shownUrl: "rtmp://a/***",
          state: "running",
          since: "2026-01-02T10:00:06.000Z",
        },
        {
          taskId: "t",
          url: "rtmp://b",
          shownUrl: "rtmp://b/***",
          state: "failed",
          since: "2026-01-02T10:01:01.000Z",
          errorCode: 3,
          errorMsg: "no answer",
        },
      ],
      restarts: 0,
      errors: [
        {
          at: "2026-01-02T10:01:01.000Z",
          event: "CLOUD_PUBLISH_CDN_STATUS",
          code: 3,
          message: "no answer",
        },
      ],
    });
  });

  test("of which every target is idle is over", () => {
    const events = [
      relay(1, "rtmp://a", 2),
      relay(2, "rtmp://b", 4),
      relay(3, "rtmp://b", 0),
      relay(4, "rtmp://a", 5),
      relay(5, "rtmp://a", 0),
    ];
    const { state, stopped, errors } = summariseTask(events);
    expect({ state, stopped }).toEqual({
      state: "stopped",
      stopped: { at: "2026-01-02T10:00:05.000Z", reason: "nothing is relayed to any target any more" },
    });
    expect(errors.map(({ message }) => message)).toEqual(["the relay to a target failed"]);
  });

  test.each([
    [[1], "starting"],
    [[4], "failed"],
    [[4, 1], "starting"],
    [[4, 0], "failed"],
    [[3], "running"],
    [[5], "running"],
    [[6], "running"],
    [[2, 4], "running"],
  ])("with targets in states %j is %s", (states, state) => {
    const events = states.map((status, index) => relay(index, `rtmp://${index}`, status));
    expect(summariseTask(events).state).toBe(state);
  });

  test("passes over a state without a target", () => {
    expect(summariseTask([event(401, 0, { Status: 1 })]).targets).toEqual([]);
  });
});

describe("ingest", () => {
  test("that is tried again until it runs tells how often", () => {
    const events = [
      ingest(701, 0, 1),
      ingest(701, 1, 2),
      ingest(701, 2, 1),
      ingest(701, 3, 2),
      ingest(701, 4, 0),
    ];
    expect(summariseTask(events)).toEqual({
      taskId: "t",
      kind: "ingest",
      state: "running",
      started: { at: "2026-01-02T10:00:04.000Z", ok: true },
      files: [],
      fileCount: 0,
      targets: [],
      restarts: 2,
      errors: [
        { at: "2026-01-02T10:00:00.000Z", event: "STREAM_INGEST_START", message: "the task did not start" },
        { at: "2026-01-02T10:00:02.000Z", event: "STREAM_INGEST_START", message: "the task did not start" },
      ],
    });
  });

  test("is starting while it is tried again, failed after a failure, stopped after 702", () => {
    const failed = ingest(701, 0, 1);
    const again = ingest(701, 1, 2);
    const failedAgain = ingest(701, 2, 1);
    expect(summariseTask([failed]).state).toBe("failed");
    expect(summariseTask([again, failed]).state).toBe("starting");
    expect(summariseTask([failedAgain, again, failed])).toMatchObject({
      state: "failed",
      started: { at: "2026-01-02T10:00:02.000Z", ok: false },
    });
    expect(summariseTask([ingest(702, 3, 0), failedAgain])).toMatchObject({
      state: "stopped",
      stopped: { at: "2026-01-02T10:00:03.000Z", reason: "the ingest was stopped" },
    });
  });
});

describe("other kinds", () => {
  test("moderation tells of what was looked at", () => {
    const result = (second: number, payload: object) =>
      event(1104, second, payload, { StreamerUserId: "teacher" });
    const events = [
      event(1101, 0, { Status: 0 }),
      event(1103, 1, { Status: 0 }),
      result(2, { Audio: "https://b/t/1.ogg", Image: "" }),
      result(3, { Audio: "", Image: "https://b/t/teacher/images/2.png" }),
      result(4, {}),
      event(1105, 5, { Status: 0 }),
      event(1102, 6, { LeaveCode: 99 }),
    ];
    expect(summariseTask(events)).toMatchObject({
      kind: "moderation",
      state: "stopped",
      uploading: { ok: true },
      uploaded: { result: "ended" },
      files: [
        { name: "https://b/t/1.ogg", userId: "teacher", type: "audio" },
        { name: "https://b/t/teacher/images/2.png", userId: "teacher", type: "image" },
      ],
      fileCount: 2,
      stopped: { reason: "no other user sent a stream for longer than the idle time" },
    });
  });

  test("transcription has a start and an end", () => {
    const events = [event(1401, 0, { Status: 0 }), event(1403, 1, {}), event(1402, 2, {})];
    expect(summariseTask(events)).toMatchObject({
      kind: "transcription",
      started: { at: "2026-01-02T10:00:00.000Z", ok: true },
      stopped: { at: "2026-01-02T10:00:02.000Z", reason: "the transcription ended" },
    });
  });

  test("an unknown event of a known kind does no harm", () => {
    expect(summariseTask([...SLICING, event(1099, 3, {})])).toEqual(SLICING_STORY);
  });

  test("a task of a group that this version does not know is other", () => {
    expect(summariseTask([event(901, 0, {})])).toMatchObject({ kind: "other", state: "running" });
  });
});

describe("which events", () => {
  const entered = parse(sample("103.json"));

  test("events of the room are passed over", () => {
    expect(summariseTask([entered, ...SLICING])).toEqual(SLICING_STORY);
  });

  test("no event, or none of a task, is refused", () => {
    const refusal = new InputError(
      "events must be of one task, got none with a TaskId: hand over a task's events",
    );
    expect(() => summariseTask([])).toThrow(refusal);
    expect(() => summariseTask([entered])).toThrow(refusal);
  });

  test("events of several tasks are refused by their ids", () => {
    expect(() => summariseTask([event(1001, 0, {}), event(1001, 1, {}, { TaskId: "u" })])).toThrow(
      new InputError("events must be of one task, got t, u: hand over one task's at a time"),
    );
  });

  test("events of several kinds are refused", () => {
    expect(() => summariseTask([event(1001, 0, {}), event(301, 1, {})])).toThrow(
      new InputError(
        "events of task t must be of one kind, got slicing, recording: hand over one kind's at a time",
      ),
    );
  });
});

import { leaves, UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { ingest, ingestSchema } from "../../../../provider/task/ingest";
import type { StreamIngestTaskArgs } from "../../../../provider/task/stream-ingest-task";
import { readPrivateMapKey } from "../../../../provider/trtc/user-sig";
import { refusal } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { taskLifecycle, TASK_ID } from "../lifecycle-parts";
import { withoutValue } from "../task-inputs";
import { fullest, smallest } from "./inputs/ingest";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function checkOf(inputs: Bag) {
  // what is undefined is not carried by the engine: JSON drops it
  const given = JSON.parse(JSON.stringify(inputs)) as Bag;
  return taskLifecycle(ingest).lifecycle.check({}, given);
}

function problems(inputs: Bag): Record<string, string> {
  return Object.fromEntries(checkOf(inputs).failures.map(({ property, reason }) => [property, reason]));
}

/** As check hands it to the engine; fails the test when something is wrong with it. */
function checked(inputs: Bag): Bag {
  const { inputs: complete, failures } = checkOf(inputs);
  expect(failures).toEqual([]);
  return complete;
}

/** One of the full inputs. */
function full(index: number, changes: Bag = {}): Bag {
  return { ...fullest[index], ...changes };
}

describe("the table", () => {
  test("these arguments update, these settle, and the others replace", () => {
    const changing = (change: string) =>
      leaves(ingestSchema).flatMap(({ path, property }) => (property.changes === change ? [path] : []));
    expect(changing("updates")).toEqual(["streamUrl", "volume", "isPause", "enableProgress", "tempo"]);
    expect(changing("settles")).toEqual([
      "userSig",
      "sdkSecretKey",
      "userSigExpire",
      "privateMapKey",
      "onExit",
    ]);
    expect(changing("replaces")).toEqual([
      "sdkAppId",
      "roomId",
      "userId",
      "seekSecond",
      "autoPush",
      "repeatNum",
      "maxDuration",
      "idleTimeout",
      "region",
    ]);
  });

  test("the secrets are these four", () => {
    const secrets = leaves(ingestSchema).filter(({ property }) => property.secret === true);
    expect(secrets.map(({ path }) => path)).toEqual([
      "streamUrl",
      "userSig",
      "sdkSecretKey",
      "privateMapKey",
    ]);
  });

  test("an ended task is kept unless said otherwise, and the defaults are the API's", () => {
    expect(checked(smallest)).toEqual({
      ...smallest,
      repeatNum: 1,
      volume: 100,
      isPause: false,
      userSigExpire: 15_552_000,
      onExit: "keep",
    });
  });

  test("the full inputs are right", () => {
    for (const inputs of fullest) expect(problems(inputs)).toEqual({});
  });
});

describe("streamUrl", () => {
  const sentence = (given: string) =>
    `streamUrl is ${given}, allowed is an http, https or rtmp URL without spaces: ` +
    "give the address of a media file, an HLS playlist or a live stream";

  test.each([
    "http://example.com/a.flv",
    "https://user:word@example.com:8443/a%20b.mp4?x=1#t",
    "https://example.com/list.m3u8",
    "rtmp://10.0.0.1/live/key",
  ])("may be %s", (streamUrl) => {
    expect(problems({ ...smallest, streamUrl })).toEqual({});
  });

  test.each(["", "film.mp4", "ftp://example.com/a", "https://", "https:///a", "rtmp:/a", "https://a b"])(
    "may not be %j, and a message says no more than its length",
    (streamUrl) => {
      expect(problems({ ...smallest, streamUrl })).toEqual({
        streamUrl: sentence(`a secret of ${streamUrl.length} characters`),
      });
    },
  );

  test("must be given", () => {
    expect(problems(withoutValue(smallest, "streamUrl"))).toEqual({
      streamUrl:
        "streamUrl is missing, allowed is an http, https or rtmp URL without spaces: " +
        "give the address of a media file, an HLS playlist or a live stream",
    });
  });
});

describe("the rules", () => {
  test("nothing is played no times", () => {
    expect(problems({ ...smallest, repeatNum: 0 })).toEqual({
      repeatNum:
        "repeatNum is 0, allowed is -1 (without end) or a whole number from 1 to 1000: leave it out to play once",
    });
  });

  test.each([-2, 1001, 1.5])("and not %d times", (repeatNum) => {
    expect(problems({ ...smallest, repeatNum })).toEqual({
      repeatNum: `repeatNum is ${repeatNum}, allowed is -1 (without end) or a whole number from 1 to 1000: say how often to play`,
    });
  });

  test("a duration is of playing without end", () => {
    expect(problems({ ...smallest, repeatNum: -1, maxDuration: 10_080 })).toEqual({});
    expect(problems({ ...smallest, maxDuration: 60 })).toEqual({
      maxDuration:
        "maxDuration is 60, allowed is nothing with repeatNum 1: remove it, or play without end: repeatNum -1",
    });
    expect(problems({ ...smallest, repeatNum: UNKNOWN, maxDuration: 60 })).toEqual({});
  });

  test.each([
    ["enableProgress", false],
    ["tempo", 1],
    ["idleTimeout", 0],
  ])("%s is the mainland's", (path, value) => {
    expect(problems({ ...smallest, [path]: value })).toEqual({
      [path]: `${path} is ${String(value)}, allowed is nothing in region "ap-singapore": remove it; only ap-guangzhou knows this field`,
    });
    expect(problems({ ...smallest, [path]: value, region: "ap-guangzhou" })).toEqual({});
  });

  test("slicing's Frankfurt is no region of ingest", () => {
    expect(problems({ ...smallest, region: "eu-frankfurt" })).toEqual({
      region:
        'region is "eu-frankfurt", allowed is "ap-singapore" or "ap-guangzhou": ' +
        "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
    });
  });

  test("everything wrong is said at once", () => {
    const found = problems({
      sdkAppId: 0,
      roomId: "",
      userId: "a b",
      streamUrl: "x",
      seekSecond: -1,
      autoPush: "yes",
      repeatNum: 0,
      maxDuration: 1,
      volume: 201,
      isPause: 1,
      tempo: 3,
      idleTimeout: 5,
      region: "ap-singapore",
      sourceUrl: "deprecated",
      resourceExpiredHour: 6,
    });
    expect(Object.keys(found).sort()).toEqual([
      "autoPush",
      "idleTimeout",
      "isPause",
      "maxDuration",
      "repeatNum",
      "resourceExpiredHour",
      "roomId",
      "sdkAppId",
      "seekSecond",
      "sourceUrl",
      "streamUrl",
      "tempo",
      "userId",
      "volume",
    ]);
    expect(found["tempo"]).toBe(
      "tempo is 3, allowed is 0.5 or 0.75 or 1 or 1.25 or 1.5 or 1.75 or 2: choose a speed, in ap-guangzhou only",
    );
    expect(found["seekSecond"]).toBe(
      "seekSecond is -1, allowed is a whole number from 0 to 4294967295 (seconds): say where in the file to begin; a running task cannot be moved",
    );
  });
});

test("what excludes each other does not compile", () => {
  const args = { sdkAppId: 1, roomId: "lobby", userId: "player", streamUrl: "https://example.com/a.mp4" };
  const repeats: number = 3;
  const right: StreamIngestTaskArgs[] = [
    args,
    { ...args, repeatNum: -1, maxDuration: 60 },
    { ...args, repeatNum: -1 },
    { ...args, repeatNum: repeats },
    { ...args, tempo: 1.25 },
  ];
  const wrong: StreamIngestTaskArgs[] = [
    // @ts-expect-error a duration is of playing without end
    { ...args, maxDuration: 60 },
    // @ts-expect-error and 3 is an end
    { ...args, repeatNum: 3, maxDuration: 60 },
    // @ts-expect-error no such speed
    { ...args, tempo: 1.1 },
    // @ts-expect-error the API does not run there
    { ...args, region: "eu-frankfurt" },
    // @ts-expect-error the deprecated name
    { ...args, sourceUrl: "https://example.com/a.mp4" },
  ];
  expect([right, wrong].map(({ length }) => length)).toEqual([5, 5]);
});

describe("on the wire", () => {
  const UPDATE = "UpdateStreamIngest";
  const START_ACTION = "StartStreamIngest";

  async function started(inputs: Bag) {
    const { lifecycle, client } = taskLifecycle(ingest, {
      answers: { [START_ACTION]: [{ TaskId: TASK_ID }], [UPDATE]: [{ Status: "InProgress" }] },
    });
    const { outs } = await lifecycle.create(checked(inputs));
    return { calls: client.calls, outs };
  }

  test("the smallest inputs send what must be sent and the two defaults", async () => {
    const { calls, outs } = await started(smallest);
    expect(calls).toEqual([
      {
        action: START_ACTION,
        region: "ap-singapore",
        params: {
          SdkAppId: 1400000001,
          RoomId: "lobby",
          RoomIdType: 0,
          UserId: "player-lobby",
          UserSig: expect.stringMatching(/^eJ/) as unknown,
          StreamUrl: "https://example.com/film.mp4?token=planted-stream-token",
          RepeatNum: 1,
          Volume: 100,
        },
      },
    ]);
    const { streamUrl: _secret, ...kept } = checked(smallest);
    expect(outs).toEqual({
      ...kept,
      streamUrlFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      createdAt: "2026-01-02T03:04:05.000Z",
      userSigExpiresAt: "2026-07-01T03:04:05.000Z",
    });
  });

  test("everything of the mainland, without end, in an int32 room", async () => {
    const { calls } = await started(full(1));
    expect(calls).toEqual([
      {
        action: START_ACTION,
        region: "ap-guangzhou",
        params: {
          SdkAppId: 1400000001,
          RoomId: "150",
          RoomIdType: 1,
          UserId: "player-lobby",
          UserSig: full(1)["userSig"],
          StreamUrl: "rtmp://example.com/live/planted-stream-key",
          RepeatNum: -1,
          Volume: 100,
          MaxDuration: 480,
          EnableProgress: true,
          Tempo: 1.25,
          IdleTimeout: 60,
          PrivateMapKey: full(1)["privateMapKey"],
        },
      },
    ]);
  });

  test("a pause is said right after the start, which cannot say it", async () => {
    const { calls } = await started(full(0, { privateMapKey: undefined }));
    expect(calls.map(({ action }) => action)).toEqual([START_ACTION, UPDATE]);
    expect(calls[0]?.params).toMatchObject({ RepeatNum: 3, SeekSecond: 30, AutoPush: true, Volume: 40 });
    expect(calls[1]).toEqual({
      action: UPDATE,
      region: "ap-singapore",
      params: {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        StreamUrl: smallest["streamUrl"],
        Volume: 40,
        IsPause: true,
      },
    });
  });

  test("privateMapKey: true signs one with the bits to receive and to send", async () => {
    const { calls } = await started({ ...smallest, privateMapKey: true });
    const { PrivateMapKey } = calls[0]?.params as { PrivateMapKey: string }; // sent, as the next line shows
    expect(readPrivateMapKey(PrivateMapKey)).toMatchObject({ roomId: "lobby", privileges: 62 });
  });

  async function updated(inputs: Bag, changes: Bag) {
    const { outs } = await started(inputs);
    const { lifecycle, client } = taskLifecycle(ingest, {
      answers: { [UPDATE]: [{ Status: "InProgress" }] },
    });
    const news = checked({ ...inputs, ...changes });
    const { replaces } = lifecycle.diff(outs, news);
    const { outs: after } = await lifecycle.update(TASK_ID, outs, news);
    return { replaces, params: client.calls.map(({ params }) => params), after, before: outs };
  }

  test("an update abroad says address, volume and pause, whatever changed", async () => {
    const { replaces, params, after } = await updated(smallest, { volume: 0 });
    expect(replaces).toEqual([]);
    expect(params).toEqual([
      {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        StreamUrl: smallest["streamUrl"],
        Volume: 0,
        IsPause: false,
      },
    ]);
    expect(after["volume"]).toBe(0);
    expect(after).not.toHaveProperty("taskId");
  });

  test("an update on the mainland takes back what is left out now", async () => {
    const changes = { enableProgress: undefined, tempo: undefined };
    const { replaces, params, after } = await updated(full(1), changes);
    expect(replaces).toEqual([]);
    expect(params).toMatchObject([{ Volume: 100, IsPause: false, EnableProgress: false, Tempo: 1 }]);
    expect(after).not.toHaveProperty("tempo");
  });

  test("another address is seen by its fingerprint and said", async () => {
    const streamUrl = "https://example.com/other.mp4?token=planted-other";
    const { replaces, params, after, before } = await updated(smallest, { streamUrl });
    expect(replaces).toEqual([]);
    expect(params).toMatchObject([{ StreamUrl: streamUrl }]);
    expect(after["streamUrlFingerprint"]).not.toBe(before["streamUrlFingerprint"]);
  });
});

describe("a task that is not there", () => {
  async function stateOf(changes: Bag = {}): Promise<Bag> {
    const { lifecycle } = taskLifecycle(ingest, { answers: { StartStreamIngest: [{ TaskId: TASK_ID }] } });
    return (await lifecycle.create(checked({ ...smallest, ...changes }))).outs;
  }
  const later = () => fakeClock(START + 3_600_000);
  const missing = { Status: "NotExist" };

  test("is kept as exited, for it may have been played to its end", async () => {
    const state = await stateOf();
    const { lifecycle } = taskLifecycle(ingest, {
      answers: { DescribeStreamIngest: [missing] },
      clock: later(),
    });
    const { id, props } = await lifecycle.read(TASK_ID, state);
    expect([id, props]).toEqual([TASK_ID, { ...state, exited: true }]);
    expect(lifecycle.diff(props, checked(smallest))).toMatchObject({ changes: false, replaces: [] });
  });

  test("is dropped when it should always be there", async () => {
    const state = await stateOf({ onExit: "recreate" });
    const { lifecycle } = taskLifecycle(ingest, {
      answers: { DescribeStreamIngest: [missing] },
      clock: later(),
    });
    expect(await lifecycle.read(TASK_ID, state)).toEqual({ id: "", props: {} });
  });

  test("is not believed to be gone in its first minute", async () => {
    const state = await stateOf();
    const { lifecycle, client } = taskLifecycle(ingest, {
      answers: { DescribeStreamIngest: [missing, { Status: "InProgress" }] },
    });
    expect(await lifecycle.read(TASK_ID, state)).toEqual({ id: TASK_ID, props: state });
    expect(client.actions()).toEqual(["DescribeStreamIngest", "DescribeStreamIngest"]);
  });

  test("a query that fails says nothing of the task", async () => {
    const state = await stateOf();
    const { lifecycle } = taskLifecycle(ingest, {
      answers: {
        DescribeStreamIngest: [refusal("FailedOperation.QueryTaskInfoFailed", "DescribeStreamIngest")],
      },
      clock: later(),
    });
    await expect(lifecycle.read(TASK_ID, state)).rejects.toThrow("FailedOperation.QueryTaskInfoFailed");
  });

  test("cannot be changed, even where the answer is no error", async () => {
    const state = await stateOf();
    const { lifecycle } = taskLifecycle(ingest, {
      answers: { UpdateStreamIngest: [missing] },
      clock: later(),
    });
    await expect(lifecycle.update(TASK_ID, state, checked({ ...smallest, volume: 1 }))).rejects.toThrow(
      "UpdateStreamIngest: the answer says that the task has ended: run pulumi up --refresh",
    );
  });
});

test("the kind names its actions, what is gone and who is there", () => {
  expect({
    resource: ingest.resource,
    actions: [ingest.create, ingest.describe, ingest.modify, ingest.stop].map((step) => step?.action),
    notFound: ingest.notFound,
    robotTaken: ingest.create.robotTaken,
    fingerprints: ingest.fingerprints,
    privileges: ingest.privileges,
  }).toEqual({
    resource: "StreamIngestTask",
    actions: ["StartStreamIngest", "DescribeStreamIngest", "UpdateStreamIngest", "StopStreamIngest"],
    notFound: ["InvalidParameter.TaskId", "FailedOperation.TaskNotExist", "FailedOperation.TaskFinished"],
    robotTaken: ["FailedOperation.TaskExist"],
    fingerprints: { streamUrlFingerprint: ["streamUrl"] },
    privileges: 62,
  });
});

test.each([
  ["InProgress", "running"],
  ["NotExist", "unknown"],
  [undefined, "running"],
])("a task with status %p is seen as %p, by both calls that say it", (status, expected) => {
  const response = { Status: status };
  expect([ingest.describe?.sees(response), ingest.modify?.sees?.(response)]).toEqual([expected, expected]);
});

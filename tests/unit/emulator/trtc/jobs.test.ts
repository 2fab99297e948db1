import { createTimeline } from "../../../../emulator/src/clock";
import type { CallbackEvent } from "../../../../emulator/src/callbacks";
import {
  behave,
  createJobs,
  isForgotten,
  isRunning,
  LEAVE,
  statusOf,
} from "../../../../emulator/src/trtc/jobs";
import type { Assignment, Job, JobRequest, Jobs } from "../../../../emulator/src/trtc/jobs";
import { createRooms } from "../../../../emulator/src/trtc/rooms";
import type { RoomAddress, Rooms } from "../../../../emulator/src/trtc/rooms";
import type { UploadOutcome } from "../../../../emulator/src/trtc/uploader";
import { DEFAULT_SETTINGS } from "../../../../emulator/src/settings";
import type { Timeline } from "../../../../emulator/src/clock";

const ROOM: RoomAddress = { sdkAppId: 14, type: "string", roomId: "lobby" };
const TEACHER = { userId: "teacher", role: "anchor", audio: true, video: true } as const;

interface Bench {
  readonly jobs: Jobs;
  readonly rooms: Rooms;
  readonly timeline: Timeline;
  readonly events: CallbackEvent[];
  /** `<robot> <who it sees>` and `<robot> ended <leave code>`. */
  readonly seen: string[];
  readonly outcomes: (UploadOutcome | undefined)[];
  start(
    userId: string,
    changes?: Partial<JobRequest>,
  ): { readonly job: Job; readonly assignment: Assignment };
}

function bench(): Bench {
  const timeline = createTimeline({ virtual: true });
  const events: CallbackEvent[] = [];
  const seen: string[] = [];
  const outcomes: (UploadOutcome | undefined)[] = [];
  const ignore = () => undefined;
  const rooms = createRooms({ entered: ignore, changed: ignore, left: ignore });
  const callbacks = { send: (event: CallbackEvent) => void events.push(event) };
  const upload = () => Promise.resolve(outcomes.shift());
  const download = () => Promise.resolve(undefined);
  const jobs = createJobs({ timeline, rooms, callbacks, upload, download });
  function start(userId: string, changes: Partial<JobRequest> = {}) {
    const given: Assignment[] = [];
    const job = jobs.start({
      family: "slicing",
      region: "ap-singapore",
      room: ROOM,
      userId,
      work: (assignment) => {
        given.push(assignment);
        return {
          follow: (users) => void seen.push(`${userId} ${users.map((user) => user.userId).join(",")}`),
          status: () => "Idle",
          end: (leaveCode) => void seen.push(`${userId} ended ${leaveCode}`),
          view: () => ({}),
        };
      },
      ...changes,
    });
    const [assignment] = given;
    if (assignment === undefined) throw new Error("no worker was made");
    return { job, assignment };
  }
  return { jobs, rooms, timeline, events, seen, outcomes, start };
}

test("a robot is in a room once, whatever it does; what runs is counted for each family", () => {
  const { jobs, start } = bench();
  const { job: slicing } = start("a");
  const { job: recording } = start("b", { family: "recording" });
  expect(jobs.robot(ROOM, "b")).toBe(recording);
  expect(jobs.robot({ ...ROOM, type: "int32" }, "b")).toBeUndefined();
  expect(jobs.running(14)).toEqual([slicing, recording]);
  expect(jobs.running(14, "recording")).toEqual([recording]);
  expect(jobs.running(15)).toEqual([]);
  jobs.stop(recording, LEAVE.deleted);
  expect(jobs.robot(ROOM, "b")).toBeUndefined();
  expect(jobs.all()).toEqual([slicing, recording]);
});

test("events are of the family's group and the room's application", () => {
  const { events, start } = bench();
  start("a", { family: "ingest" }).assignment.report(701, { TaskId: "x" });
  expect(events).toEqual([{ sdkAppId: 14, eventGroupId: 7, eventType: 701, eventInfo: { TaskId: "x" } }]);
});

test("a robot that publishes is followed by other jobs, and not by its own; it leaves with its job", () => {
  const { jobs, rooms, seen, start } = bench();
  start("slicer");
  const { job, assignment } = start("player", { family: "ingest" });
  assignment.publish({ audio: true, video: false });
  expect(rooms.users(ROOM)).toEqual([{ userId: "player", role: "anchor", audio: true, video: false }]);
  jobs.stop(job, LEAVE.deleted);
  expect(rooms.users(ROOM)).toEqual([]);
  expect(seen).toEqual(["slicer ", "player ", "slicer player", "player ", "player ended 0", "slicer "]);
});

test("a robot that publishes no more is out of the room, and its job runs on", () => {
  const { rooms, start } = bench();
  const { job, assignment } = start("player");
  assignment.publish({ audio: true, video: true });
  assignment.publish(undefined);
  expect(rooms.users(ROOM)).toEqual([]);
  expect(isRunning(job)).toBe(true);
});

test("a robot that publishes keeps other jobs from being idle, and not its own", async () => {
  const { timeline, start } = bench();
  const idle = { maxSeconds: 30 };
  const { job: slicing } = start("slicer", { idle });
  const { job: playing, assignment } = start("player", { family: "ingest", idle });
  assignment.publish({ audio: true, video: true });
  await timeline.advance(29_000);
  expect([slicing, playing].map(isRunning)).toEqual([true, true]);
  await timeline.advance(1000);
  expect([slicing, playing].map(isRunning)).toEqual([true, false]);
  expect(playing.leaveCode).toBe(LEAVE.idle);
  await timeline.advance(30_000);
  expect(isRunning(slicing)).toBe(false);
});

test("who keeps a job from being idle is its family's to say; without idle it runs on", async () => {
  const { jobs, rooms, timeline, start } = bench();
  const isBusy = (users: readonly { readonly role: string }[]) => users.some(({ role }) => role === "anchor");
  const { job: listening } = start("a", { idle: { maxSeconds: 5, isBusy } });
  const { job: endless } = start("b");
  rooms.enter(ROOM, TEACHER);
  jobs.roomChanged(ROOM);
  await timeline.advance(10_000);
  expect(isRunning(listening)).toBe(true);
  rooms.enter(ROOM, { ...TEACHER, role: "audience", audio: false, video: false });
  jobs.roomChanged(ROOM);
  await timeline.advance(5000);
  expect([listening, endless].map(isRunning)).toEqual([false, true]);
});

test("a job ends once, by itself too, and is then told nothing", () => {
  const { jobs, seen, start } = bench();
  const { job, assignment } = start("a");
  assignment.stop(7);
  jobs.stop(job, LEAVE.deleted);
  jobs.roomChanged(ROOM);
  expect(seen).toEqual(["a ", "a ended 7"]);
  expect([job.leaveCode, statusOf(job)]).toEqual([7, "Exited"]);
});

test("a handle is lost after its hours, or a while after the end; without hours it does not expire", () => {
  const { jobs, timeline, start } = bench();
  const now = timeline.now();
  const { job } = start("a", { handleHours: 6 });
  const { job: lasting } = start("b");
  const forgotten = (it: Job, seconds: number) =>
    isForgotten(it, { now: now + seconds * 1000, settings: DEFAULT_SETTINGS });
  expect([forgotten(job, 6 * 3600 - 1), forgotten(job, 6 * 3600)]).toEqual([false, true]);
  expect(forgotten(lasting, 1e9)).toBe(false);
  jobs.stop(lasting, LEAVE.deleted);
  expect([forgotten(lasting, 29), forgotten(lasting, 30)]).toEqual([false, true]);
});

test("files are counted as taken or refused; one that was given up is neither", async () => {
  const { outcomes, start } = bench();
  const { job, assignment } = start("a");
  outcomes.push({ ok: true }, { ok: false, code: 403, message: "no" }, undefined, { ok: true });
  const storage = {
    vendor: "cos",
    region: "r",
    bucket: "b-1",
    accessKey: "a",
    secretKey: "s",
    fileNamePrefix: [],
  } as const;
  const file = { key: "k", body: Buffer.from(""), contentType: "audio/ogg" };
  for (let count = 0; count < 4; count += 1) await assignment.upload(storage, file);
  expect(job.files).toEqual({ uploaded: 2, refused: 1 });
});

test("a job that runs and understands it is told what to do", () => {
  const { jobs, start } = bench();
  const told: unknown[] = [];
  const ignore = () => undefined;
  const { job: deaf } = start("a");
  const job = jobs.start({
    family: "moderation",
    region: "ap-singapore",
    room: ROOM,
    userId: "b",
    work: () => ({
      follow: ignore,
      status: () => "Idle",
      end: ignore,
      view: () => ({}),
      behave: (body) => {
        told.push(body);
        return body === "no" ? "label must be text" : undefined;
      },
    }),
  });
  expect([behave(deaf, {}), behave(job, { label: "x" }), behave(job, "no")]).toEqual([
    "slicing has no behaviour that can be set",
    undefined,
    "label must be text",
  ]);
  jobs.stop(job, LEAVE.deleted);
  expect(behave(job, { label: "y" })).toBe("the task has ended");
  expect(told).toEqual([{ label: "x" }, "no"]);
});

import type { Bag } from "../../provider/resource/schema";
import { isBag } from "../../provider/resource/schema";
import type { Job } from "../../provider/task/kinds";
import type { SendAnswer, SendRequest } from "../../provider/trtc/client";
import type { Failure } from "../../provider/trtc/errors";
import type { ProcessClock, VirtualClock } from "./virtual-clock";

/** What a call does, whatever its family calls it. */
export type Verb = "create" | "describe" | "modify" | "stop" | "remove";

/** What the next calls meet. */
export interface Fault {
  verb: Verb | "any";
  times: number;
  how: How;
}

export type How =
  /** An error of the API. Without effect, unless it is one after which the vendor advises to repeat. */
  | { kind: "code"; code: string; applied: boolean }
  | { kind: "status"; status: number; applied: boolean }
  | { kind: "unreachable" }
  | { kind: "timeout" | "connection lost" | "unreadable answer"; applied: boolean }
  /** 200 and an answer with nothing in it, which only for a Create says too little. */
  | { kind: "empty"; applied: boolean }
  /** Not answered in time, and a Create takes effect only so many seconds after it was sent. */
  | { kind: "late"; seconds: number }
  /** Answered after so many seconds, in time. */
  | { kind: "slow"; seconds: number };

/** What the vendor's documents leave open, or what differs from one time to another. */
export interface ApiSettings {
  /** A second task with one robot in a room: the first ends, or the second fails. */
  robotConflict: "takeover" | "fail";
  /** For so long after its start a task is not found, in seconds. */
  lagSeconds: number;
  /** Whether Modify and Stop do not find it either. */
  lagOfAll: boolean;
  /** For so long after its end a task is described as Exited, in seconds. */
  exitLagSeconds: number;
  /** Whether rooms hold others than robots, so that they outlive them. */
  peopleInRooms: boolean;
}

export interface ApiTask {
  id: string;
  job: Job;
  /** Application, room and robot. */
  place: string;
  region: string;
  startedAt: number;
  handleExpiresAt: number;
  /** It took effect after its caller had given up waiting. */
  late: boolean;
  /** What the last change said that took effect. */
  told?: Bag;
  sequenceNumber: number;
  endedAt?: number;
  /** Who ended it. */
  end?: "stop" | "removed" | "takeover" | "late takeover" | "outside";
}

/** A task that gave way to another of its robot. */
export interface Takeover {
  old: ApiTask;
  next: ApiTask;
}

/** A process that calls: it may be killed at any point. */
export interface Caller {
  clock: ProcessClock;
  /** Tells that a point is reached. @returns whether the process is dead from here on */
  isDeadAt(point: "before send" | "sent"): boolean;
}

/** Room jobs of the vendor, in process and on a virtual clock, written from the vendor's pages. */
export interface TaskApi {
  send(caller: Caller, request: SendRequest): Promise<SendAnswer>;
  readonly settings: ApiSettings;
  readonly tasks: ReadonlyMap<string, ApiTask>;
  running(): ApiTask[];
  /** Every takeover since the start. */
  readonly takeovers: readonly Takeover[];
  /** Actions of every call that came, Describe left out. */
  readonly writes: readonly string[];
  /** How many calls there were. */
  calls(): number;
  /** How many calls met a fault. */
  faultsMet(): number;
  fault(fault: Fault): void;
  /** Nothing is reached for so long. */
  die(seconds: number, how: How): void;
  clearFaults(): void;
  stopOutside(task: ApiTask): void;
  /** Only this key of the account is good from now on. */
  accept(secretKey: string): void;
}

const ACTIONS: Readonly<Record<string, readonly [Job, Verb]>> = {
  CreateCloudSliceTask: ["slicing", "create"],
  DescribeCloudSliceTask: ["slicing", "describe"],
  ModifyCloudSliceTask: ["slicing", "modify"],
  DeleteCloudSliceTask: ["slicing", "stop"],
  CreateCloudRecording: ["recording", "create"],
  DescribeCloudRecording: ["recording", "describe"],
  ModifyCloudRecording: ["recording", "modify"],
  DeleteCloudRecording: ["recording", "stop"],
  CreateCloudModeration: ["moderation", "create"],
  DescribeCloudModeration: ["moderation", "describe"],
  ModifyCloudModeration: ["moderation", "modify"],
  DeleteCloudModeration: ["moderation", "stop"],
  StartStreamIngest: ["ingest", "create"],
  DescribeStreamIngest: ["ingest", "describe"],
  UpdateStreamIngest: ["ingest", "modify"],
  StopStreamIngest: ["ingest", "stop"],
  StartPublishCdnStream: ["relay", "create"],
  UpdatePublishCdnStream: ["relay", "modify"],
  StopPublishCdnStream: ["relay", "stop"],
  CreateCloudTranscription: ["transcription", "create"],
  DescribeCloudTranscription: ["transcription", "describe"],
  DeleteCloudTranscription: ["transcription", "stop"],
};

const HOUR_MS = 3_600_000;

interface ParsedCall {
  verb: Verb;
  /** Absent for the removal of a robot, which is of no family. */
  job: Job | undefined;
  action: string;
  params: Bag;
  region: string;
}

export function createTaskApi({
  clock,
  random,
  secretKey,
}: {
  clock: VirtualClock;
  random(): number;
  secretKey: string;
}): TaskApi {
  const settings: ApiSettings = {
    robotConflict: "takeover",
    lagSeconds: 0,
    lagOfAll: false,
    exitLagSeconds: 30,
    peopleInRooms: false,
  };
  const tasks = new Map<string, ApiTask>();
  const takeovers: Takeover[] = [];
  const writes: string[] = [];
  let faults: { fault: Fault; left: number }[] = [];
  let dead = { until: 0, how: { kind: "unreachable" } as How };
  let accepted = secretKey;
  let calls = 0;
  let faultsMet = 0;

  const running = (): ApiTask[] => [...tasks.values()].filter(({ endedAt }) => endedAt === undefined);

  async function send(
    caller: Caller,
    { action, params, region, credentials, timeoutMs }: SendRequest,
  ): Promise<SendAnswer> {
    if (caller.isDeadAt("before send")) return never();
    const call = parsed(action, params, region);
    calls++;
    if (call.verb !== "describe") writes.push(action);
    const how = howOf(call.verb);
    if (how !== undefined) faultsMet++;
    const sentAt = clock.now();
    // it is under way now, also when its caller dies
    await clock.sleep(20 + random() * 180);
    const isRefused = credentials.secretKey !== accepted;
    const hasEffect = !isRefused && (how === undefined || isApplied(how, call.verb));
    const answer = hasEffect ? carriedOut(call, how) : undefined;
    if (caller.isDeadAt("sent")) return never();
    const isUnanswered = how?.kind === "timeout" || how?.kind === "late";
    const answersAt = isUnanswered
      ? sentAt + timeoutMs
      : clock.now() + (how?.kind === "slow" ? how.seconds * 1_000 : random() * 200);
    await caller.clock.sleep(answersAt - clock.now());
    if (isRefused) return failed("AuthFailure.SignatureFailure");
    if (how === undefined || how.kind === "slow") return answer ?? never();
    // an answer with nothing in it is a good one that lacks something
    return how.kind === "empty" && answer?.ok === false ? answer : answerOf(how);
  }

  function howOf(verb: Verb): How | undefined {
    if (clock.now() < dead.until) return dead.how;
    const waiting = faults.find(({ fault }) => fault.verb === verb || fault.verb === "any");
    if (waiting === undefined) return undefined;
    waiting.left--;
    faults = faults.filter(({ left }) => left > 0);
    return waiting.fault.how;
  }

  function carriedOut(call: ParsedCall, how: How | undefined): SendAnswer {
    const { verb, job, params } = call;
    if (verb === "remove" || job === undefined) return removed(params);
    if (verb !== "create") return byHandle(call, job);
    if (how?.kind !== "late") return created(call, job, { late: false });
    void clock.sleep(how.seconds * 1_000).then(() => created(call, job, { late: true }));
    return failed("InternalError");
  }

  function created({ params, region }: ParsedCall, job: Job, { late }: { late: boolean }): SendAnswer {
    const place = placeOf(job, params);
    const old = running().find((task) => task.place === place);
    if (old !== undefined && settings.robotConflict === "fail")
      return failed(job === "ingest" ? "FailedOperation.TaskExist" : "FailedOperation");
    const hours = params["ResourceExpiredHour"];
    const task: ApiTask = {
      id: `task-${tasks.size + 1}-of-${job}`,
      job,
      place,
      region,
      startedAt: clock.now(),
      handleExpiresAt: typeof hours === "number" ? clock.now() + hours * HOUR_MS : Infinity,
      late,
      sequenceNumber: 0,
    };
    if (old !== undefined) {
      end(old, late ? "late takeover" : "takeover");
      takeovers.push({ old, next: task });
    }
    tasks.set(task.id, task);
    return { ok: true, response: { TaskId: task.id } };
  }

  function byHandle({ verb, params, region }: ParsedCall, job: Job): SendAnswer {
    const task = tasks.get(String(params["TaskId"]));
    const isYoung = task !== undefined && clock.now() < task.startedAt + settings.lagSeconds * 1_000;
    const isSeen =
      task?.job === job &&
      task.region === region &&
      clock.now() < task.handleExpiresAt &&
      !(isYoung && (verb === "describe" || settings.lagOfAll));
    if (!isSeen) return notFound(job, verb);
    const { endedAt } = task;
    if (verb === "describe") {
      if (endedAt === undefined) return { ok: true, response: { Status: "InProgress" } };
      const isForgotten = clock.now() >= endedAt + settings.exitLagSeconds * 1_000;
      return isForgotten || job === "ingest"
        ? notFound(job, verb)
        : { ok: true, response: { Status: "Exited" } };
    }
    if (endedAt !== undefined) return ended(job, verb);
    if (verb === "stop") {
      end(task, "stop");
      return { ok: true, response: {} };
    }
    const { TaskId: _taskId, SdkAppId: _sdkAppId, SequenceNumber: sequenceNumber, ...said } = params;
    if (typeof sequenceNumber === "number") {
      if (sequenceNumber <= task.sequenceNumber) return failed("FailedOperation.RequestOutdated");
      task.sequenceNumber = sequenceNumber;
    }
    task.told = said;
    return { ok: true, response: job === "ingest" ? { Status: "InProgress" } : {} };
  }

  function removed(params: Bag): SendAnswer {
    const { SdkAppId, RoomId, UserIds } = params;
    const names: readonly unknown[] = Array.isArray(UserIds) ? UserIds : [];
    const room = `${JSON.stringify([SdkAppId, RoomId]).slice(0, -1)},`;
    const inRoom = running().filter(({ place }) => place.startsWith(room));
    if (inRoom.length === 0 && !settings.peopleInRooms) return failed("FailedOperation.RoomNotExist");
    for (const task of inRoom)
      if (names.some((name) => task.place === JSON.stringify([SdkAppId, RoomId, name]))) end(task, "removed");
    return { ok: true, response: {} };
  }

  function end(task: ApiTask, by: NonNullable<ApiTask["end"]>): void {
    task.endedAt = clock.now();
    task.end = by;
  }

  return {
    send,
    settings,
    tasks,
    running,
    takeovers,
    writes,
    calls: () => calls,
    faultsMet: () => faultsMet,
    fault: (fault) => void faults.push({ fault, left: fault.times }),
    die(seconds, how) {
      dead = { until: clock.now() + seconds * 1_000, how };
    },
    clearFaults() {
      faults = [];
      dead.until = 0;
    },
    stopOutside: (task) => end(task, "outside"),
    accept(next) {
      accepted = next;
    },
  };
}

function isApplied(how: How, verb: Verb): boolean {
  if (how.kind === "empty" && verb !== "create") return true;
  return how.kind === "slow" || how.kind === "late" || ("applied" in how && how.applied);
}

function answerOf(how: Exclude<How, { kind: "slow" }>): SendAnswer {
  switch (how.kind) {
    case "code":
      return failed(how.code);
    case "status":
      return { ok: false, failure: { kind: "status", status: how.status } };
    case "unreachable":
      return { ok: false, failure: { kind: "unreachable", reason: "ECONNREFUSED" } };
    case "late":
      return unanswered("timeout");
    case "empty":
      return { ok: true, response: {} };
    case "timeout":
    case "connection lost":
    case "unreadable answer":
      return unanswered(how.kind);
  }
}

function unanswered(reason: Extract<Failure, { kind: "unanswered" }>["reason"]): SendAnswer {
  return { ok: false, failure: { kind: "unanswered", reason } };
}

function failed(code: string): SendAnswer {
  return { ok: false, failure: { kind: "api", code, message: "said so", requestId: "a-request" } };
}

/** A handle that is not known. Ingest has a status for it where the others have a code. */
function notFound(job: Job, verb: Verb): SendAnswer {
  if (job !== "ingest") return failed("ResourceNotFound");
  if (verb === "describe") return { ok: true, response: { Status: "NotExist" } };
  return failed(verb === "modify" ? "FailedOperation.TaskNotExist" : "InvalidParameter.TaskId");
}

/** A change or a stop of what has ended. */
function ended(job: Job, verb: Verb): SendAnswer {
  if (job !== "ingest") return failed("ResourceNotFound");
  return verb === "modify"
    ? { ok: true, response: { Status: "NotExist" } }
    : failed("FailedOperation.TaskFinished");
}

function parsed(action: string, params: object, region: string): ParsedCall {
  // what is sent is a plain object
  const bag = params as Bag;
  const known = ACTIONS[action];
  if (known !== undefined) return { job: known[0], verb: known[1], action, params: bag, region };
  if (action.startsWith("RemoveUser")) return { job: undefined, verb: "remove", action, params: bag, region };
  throw new Error(`no such action: ${action}`);
}

/** The numbers of RoomIdType are swapped between families, and two keep the robot in an object of its own. */
function placeOf(job: Job, params: Bag): string {
  const { SdkAppId, RoomId, RoomIdType } = params;
  const isSwapped = job === "relay" || job === "transcription";
  const isNumber = RoomIdType === (isSwapped ? 0 : 1);
  const tickets = [params, params["AgentParams"], params["TranscriptionParam"]].filter(isBag);
  const robot = tickets.find((bag) => typeof bag["UserId"] === "string")?.["UserId"];
  return JSON.stringify([SdkAppId, isNumber ? Number(RoomId) : RoomId, robot]);
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

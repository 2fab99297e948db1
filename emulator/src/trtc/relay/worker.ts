import { ApiError } from "../../api/error";
import { integerAt } from "../../api/params";
import type { Params } from "../../api/service";
import type { JsonObject } from "../../callbacks";
import type { Assignment, Worker } from "../jobs";
import { fieldsOf, objectAt } from "../params";
import { shownRoomId } from "../room-events";
import type { PresentUser } from "../rooms";
import { contentOf, hasSource, isMixed, patched, targetsOf } from "./request";
import type { Content, RelayRequest } from "./request";
import { createTargets, TARGET_STATUS } from "./targets";
import type { Target, TargetState, TargetStatus } from "./targets";

/** A relay's own part of `GET /_emulator/tasks`. */
export interface RelayDetails {
  readonly relay: {
    readonly withTranscoding: boolean;
    readonly maxIdleTime: number;
    /** Push URLs without what may be a key. */
    readonly targets: readonly TargetState[];
    /** Of the last Update that was taken. */
    readonly sequenceNumber?: number;
    /** These as the API has them. */
    readonly audioParams: Params;
    readonly videoParams?: Params;
    readonly singleSubscribeParams?: Params;
    readonly seiParams?: Params;
  };
}

/** A relay: what actions and watches ask of it beside what all workers do. */
export interface RelayWorker extends Worker {
  /** Whether these users keep the task from being idle. */
  isBusy(users: readonly PresentUser[]): boolean;
}

/** A push URL as it may be shown: stream keys stand in queries and in paths, behind the application. */
export function shownPushUrl(url: string): string {
  if (!URL.canParse(url)) return "***";
  const { protocol, host, pathname } = new URL(url);
  const [app, ...stream] = pathname.split("/").filter((part) => part !== "");
  return `${protocol}//${host}${app === undefined || stream.length === 0 ? "" : `/${app}`}/***`;
}

const MEDIUM = ["SampleRate", "BitRate", "Channel", "Codec"];

/** "Codec, sample rate, bit rate and channels cannot be updated"; absent is unchanged. */
function changesSound(content: Content, change: Content): boolean {
  const before = objectAt(objectAt(content, "AudioParams"), "AudioEncode");
  const after = objectAt(objectAt(change, "AudioParams"), "AudioEncode");
  return MEDIUM.some((name) => after[name] !== undefined && after[name] !== (before[name] ?? 0));
}

/** From one stream to a mix of sound and picture, and no other way: "never to audio-only or video-only" (client SDK). */
function changesSort(content: Content, change: Content): boolean {
  if (change["WithTranscoding"] === content["WithTranscoding"]) {
    const given = change["VideoParams"] !== undefined;
    return given && isMixed(content) && content["VideoParams"] === undefined;
  }
  return !isMixed(change) || change["VideoParams"] === undefined;
}

function refusal(change: Content, content: Content): ApiError | undefined {
  const unsupported = (message: string): ApiError => new ApiError({ code: "UnsupportedOperation", message });
  if (changesSound(content, change)) return unsupported("The audio codec cannot be updated.");
  if (changesSort(content, change))
    return unsupported("This change of WithTranscoding or VideoParams is not supported.");
  if (change["SingleSubscribeParams"] !== undefined && isMixed(change)) {
    return new ApiError({
      code: "InvalidParameter",
      message: "WithTranscoding must be 0 with SingleSubscribeParams.",
    });
  }
  return undefined;
}

function views({ AudioParams, VideoParams, SingleSubscribeParams, SeiParams }: Content) {
  const named = {
    videoParams: VideoParams,
    singleSubscribeParams: SingleSubscribeParams,
    seiParams: SeiParams,
  };
  return {
    audioParams: fieldsOf(AudioParams),
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
  };
}

/** What a control call may say of targets. */
interface Behaviour {
  readonly targets: readonly (Omit<TargetState, keyof Target> & { readonly url: string })[];
}

const STATUSES: readonly unknown[] = Object.values(TARGET_STATUS);

/** Answers what is wrong with the body of a control call, in words. */
function readBehaviour(body: unknown, known: readonly TargetState[]): Behaviour | string {
  const targets = fieldsOf(body)["targets"];
  if (!Array.isArray(targets)) return "targets must be a list of { url, status }";
  const read = targets.map((item: unknown): Behaviour["targets"][number] | string => {
    const { url, status, errorCode, errorMsg, ...others } = fieldsOf(item);
    const [other] = Object.keys(others);
    if (other !== undefined) return `targets: there is no ${other}`;
    if (typeof url !== "string" || !known.some((target) => target.url === url)) {
      return "targets: url must be one of the task's push URLs";
    }
    if (!STATUSES.includes(status)) return `targets: status must be one of ${STATUSES.join(", ")}`;
    if (errorCode !== undefined && !Number.isInteger(errorCode))
      return "targets: errorCode must be a whole number";
    if (errorMsg !== undefined && typeof errorMsg !== "string") return "targets: errorMsg must be a text";
    return {
      url,
      // it is among them
      status: status as TargetStatus,
      ...(errorCode === undefined ? {} : { errorCode: Number(errorCode) }),
      ...(errorMsg === undefined ? {} : { errorMsg }),
    };
  });
  const problem = read.find((item) => typeof item === "string");
  return problem ?? { targets: read.filter((item) => typeof item !== "string") };
}

/** Event 401 as in the sample: its time is EventTsMs, which the table calls EventMsTs. */
function reporter({ taskId, room, userId, timeline, report }: Assignment): (payload: JsonObject) => void {
  return (payload) =>
    report(401, {
      RoomId: shownRoomId(room),
      RoomType: room.type === "string" ? 1 : 0,
      EventTsMs: timeline.now(),
      UserId: userId,
      TaskId: taskId,
      Payload: payload,
    });
}

/** Pushes what the request asks for. */
export function createRelayWorker(request: RelayRequest, assignment: Assignment): RelayWorker {
  const { room, timeline } = assignment;
  const targets = createTargets({ timeline, report: reporter(assignment) });
  let { content } = request;
  let sequenceNumber: number | undefined;
  let users: readonly PresentUser[] = [];
  targets.become(targetsOf(content));

  function follow(): void {
    if (hasSource(content, room, users)) targets.begin();
  }

  function update(params: Params): void {
    const next = integerAt(params, "SequenceNumber") ?? 0;
    if (sequenceNumber !== undefined && next <= sequenceNumber) {
      throw new ApiError({ code: "FailedOperation.RequestOutdated", message: "The request is outdated." });
    }
    const change = contentOf(params);
    const refused = refusal(change, content);
    if (refused !== undefined) throw refused;
    sequenceNumber = next;
    content = patched(content, change);
    targets.become(targetsOf(content));
    follow();
  }

  return {
    isBusy: (present) => hasSource(content, room, present),
    follow: (present) => {
      users = present;
      follow();
    },
    status: () =>
      targets.states().some(({ status }) => status === TARGET_STATUS.running) ? "InProgress" : "Idle",
    end: () => targets.end(),
    view: () => ({
      relay: {
        withTranscoding: isMixed(content),
        maxIdleTime: request.maxIdleSeconds,
        targets: targets.states().map((state) => ({ ...state, url: shownPushUrl(state.url) })),
        ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
        ...views(content),
      },
    }),
    update,
    behave: (body) => {
      const read = readBehaviour(body, targets.states());
      if (typeof read === "string") return read;
      for (const { url, ...state } of read.targets) targets.set(url, state);
      return undefined;
    },
  };
}

import { audioSlice, imageSlice } from "../../media";
import { createCutter, pieceName } from "../cutter";
import type { Piece } from "../cutter";
import { eventReporter } from "../event-reporter";
import type { Assignment, Worker } from "../jobs";
import type { PresentUser } from "../rooms";
import { storageView } from "../storage";
import type { StorageView, TaskStorage } from "../storage";
import { kindsView, subscriptionOf, subscriptionView } from "../subscription";
import type { SubscriptionView } from "../subscription";
import type { TaskFile } from "../uploader";
import type { ModerationRequest } from "./request";
import { isHit, newNumber, PASSED, resultPayload, verdictOf } from "./verdict";
import type { Verdict } from "./verdict";

/** A moderation task's own part of `GET /_emulator/tasks`. */
export interface ModerationDetails {
  readonly subscribeStreamUserIds: SubscriptionView;
  readonly moderationParams: {
    readonly moderationType: "audio" | "video" | "both";
    readonly sliceAudio: number;
    readonly sliceVideo: number;
    readonly maxIdleTime: number;
    /** "" when none is named. */
    readonly moderationSupplier: string;
    readonly saveModerationFile: "none" | "all" | "hits";
    readonly callbackResults: "all" | "hits";
  };
  /** How many pieces were judged, and how many of them were hits. */
  readonly judged: { readonly pieces: number; readonly hits: number };
  readonly resourceExpiredHour: number;
  readonly storage?: StorageView;
}

/**
 * The samples of 1104 have a picture at `{prefix…}/{taskId}/{userId}/images/{sdkappid}_{roomId}_{userid}_{UTC}.png`, and audio without
 * a user's folder, under a number: `{prefix…}/{taskId}/547512114835666354.ogg`.
 */
function fileOf({ room }: ModerationRequest, folders: readonly string[], piece: Piece): TaskFile {
  const { userId, kind } = piece.stream;
  if (kind === "audio") {
    const key = [...folders, `${newNumber()}.ogg`].join("/");
    return { key, body: audioSlice({ seconds: piece.seconds, seed: key }), contentType: "audio/ogg" };
  }
  const name = pieceName(room, piece, "png");
  const key = [...folders, userId, "images", name].join("/");
  return { key, body: imageSlice({ type: "png", seed: key }), contentType: "image/png" };
}

/** A file's address in the words of its store; the ids in it are not escaped, as in the samples. */
function urlOf({ vendor, bucket, region }: TaskStorage, key: string): string {
  const hosts = {
    cos: `${bucket}.cos.${region}.myqcloud.com`,
    s3: `${bucket}.s3.${region}.amazonaws.com`,
    oss: `${bucket}.${region}.aliyuncs.com`,
  };
  return `https://${hosts[vendor]}/${key}`;
}

function moderationDetails(
  request: ModerationRequest,
): Omit<ModerationDetails, "subscribeStreamUserIds" | "judged"> {
  return {
    moderationParams: {
      moderationType: kindsView(request.kinds),
      sliceAudio: request.audioSeconds,
      sliceVideo: request.videoSeconds,
      maxIdleTime: request.maxIdleSeconds,
      moderationSupplier: request.supplier,
      saveModerationFile: request.keep,
      callbackResults: request.tell,
    },
    resourceExpiredHour: request.handleHours,
    ...(request.storage && { storage: storageView(request.storage) }),
  };
}

/** Cuts what the request asks for and judges each piece as it was told last. */
export function createModerationWorker(request: ModerationRequest, assignment: Assignment): Worker {
  const { taskId, timeline, upload } = assignment;
  const { storage, supplier, kinds, audioSeconds, videoSeconds } = request;
  const report = eventReporter(assignment, [1102]);
  const verdicts: Record<"audio" | "video", Verdict> = { audio: PASSED, video: PASSED };
  const judged = { pieces: 0, hits: 0 };
  let { lists } = request;
  let users: readonly PresentUser[] = [];
  let givenUp = false;

  /** Where the piece is kept; "" when it is not. Undefined when that was given up. */
  async function kept(piece: Piece, verdict: Verdict): Promise<string | undefined> {
    if (storage === undefined || request.keep === "none") return "";
    if (request.keep === "hits" && !isHit(verdict)) return "";
    const file = fileOf(request, [...storage.fileNamePrefix, taskId], piece);
    const outcome = await upload(storage, file);
    if (outcome === undefined) return undefined;
    if (outcome.ok) return urlOf(storage, file.key);
    report(1106, { Code: outcome.code, Message: outcome.message });
    return "";
  }

  async function judge(piece: Piece): Promise<void> {
    const { kind, userId } = piece.stream;
    const verdict = verdicts[kind];
    if (judged.pieces === 0) report(1103, { Status: 0 });
    judged.pieces += 1;
    if (isHit(verdict)) judged.hits += 1;
    const url = await kept(piece, verdict);
    if (url === undefined) givenUp = true;
    else if (request.tell === "all" || isHit(verdict))
      report(1104, resultPayload(verdict, { kind, url, supplier }), userId);
  }

  const cutter = createCutter({
    timeline,
    kinds,
    audioSeconds,
    videoSeconds,
    deliver: judge,
    onDelivered: () => {
      if (judged.pieces > 0 && !givenUp) report(1105, { Status: 0 });
    },
  });
  report(1101, { Status: 0 });
  return {
    follow: (present) => {
      users = present;
      cutter.follow(users, lists);
    },
    status: () => (cutter.isBusy() ? "InProgress" : "Idle"),
    end: (leaveCode) => {
      report(1102, { LeaveCode: leaveCode });
      cutter.end();
    },
    view: () => ({
      subscribeStreamUserIds: subscriptionView(lists),
      ...moderationDetails(request),
      judged: { ...judged },
    }),
    // a full overwrite: absent lists, and an absent object, clear
    update: (params) => {
      lists = subscriptionOf(params);
      cutter.follow(users, lists);
    },
    describe: () => ({ SubscribeStreamUserIds: lists }),
    behave: (body) => {
      const told = verdictOf(body);
      if (typeof told === "string") return told;
      for (const kind of told.kinds) verdicts[kind] = told.verdict;
      return undefined;
    },
  };
}

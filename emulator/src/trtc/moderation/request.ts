import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { PIECE_KINDS } from "../cutter";
import { objectAt, roomOf } from "../params";
import type { RoomAddress } from "../rooms";
import { storageOf } from "../storage";
import type { TaskStorage } from "../storage";
import { subscriptionOf } from "../subscription";
import type { Subscription } from "../subscription";

/** What a CreateCloudModeration request asks for, with the documented defaults. */
export interface ModerationRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly kinds: ReadonlySet<"audio" | "video">;
  readonly audioSeconds: number;
  readonly videoSeconds: number;
  readonly maxIdleSeconds: number;
  readonly handleHours: number;
  /** "" when none is named. Its account is not looked at: nobody is asked. */
  readonly supplier: string;
  readonly keep: "none" | "all" | "hits";
  readonly tell: "all" | "hits";
  readonly lists: Subscription;
  readonly storage: TaskStorage | undefined;
}

const KEPT = ["none", "all", "hits"] as const;

/** A validated CreateCloudModeration request as a plain object. */
export function moderationRequestOf(params: Params): ModerationRequest {
  const moderation = objectAt(params, "ModerationParams");
  const isKept = params["ModerationStorageParams"] !== undefined;
  return {
    room: roomOf(params, 0),
    userId: textAt(params, "UserId"),
    kinds: new Set(PIECE_KINDS[integerAt(moderation, "ModerationType") ?? 1]),
    audioSeconds: integerAt(moderation, "SliceAudio") ?? 15,
    videoSeconds: integerAt(moderation, "SliceVideo") ?? 5,
    maxIdleSeconds: integerAt(moderation, "MaxIdleTime") ?? 30,
    handleHours: integerAt(params, "ResourceExpiredHour") ?? 24,
    supplier: textAt(moderation, "ModerationSupplier"),
    keep: KEPT[integerAt(moderation, "SaveModerationFile") ?? 0] ?? "none",
    tell: integerAt(moderation, "CallbackAllResults") === 1 ? "hits" : "all",
    lists: subscriptionOf(moderation),
    storage: isKept
      ? storageOf(objectAt(objectAt(params, "ModerationStorageParams"), "CloudModerationStorage"))
      : undefined,
  };
}

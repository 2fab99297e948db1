import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { PIECE_KINDS } from "../cutter";
import { objectAt, roomOf } from "../params";
import type { RoomAddress } from "../rooms";
import { storageOf } from "../storage";
import type { TaskStorage } from "../storage";
import { subscriptionOf } from "../subscription";
import type { Subscription } from "../subscription";

/** What a CreateCloudSliceTask request asks for, with the documented defaults. */
export interface SliceRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly kinds: ReadonlySet<"audio" | "video">;
  readonly audioSeconds: number;
  readonly videoSeconds: number;
  readonly imageType: "png" | "jpg";
  readonly maxIdleSeconds: number;
  readonly handleHours: number;
  readonly lists: Subscription;
  readonly storage: TaskStorage;
}

/** A validated CreateCloudSliceTask request as a plain object. */
export function sliceRequestOf(params: Params): SliceRequest {
  const slice = objectAt(params, "SliceParams");
  return {
    room: roomOf(params, 0),
    userId: textAt(params, "UserId"),
    kinds: new Set(PIECE_KINDS[integerAt(slice, "SliceType") ?? 0]),
    audioSeconds: integerAt(slice, "SliceAudio") ?? 15,
    videoSeconds: integerAt(slice, "SliceVideo") ?? 5,
    imageType: integerAt(slice, "SliceImageType") === 1 ? "jpg" : "png",
    maxIdleSeconds: integerAt(slice, "MaxIdleTime") ?? 30,
    handleHours: integerAt(params, "ResourceExpiredHour") ?? 72,
    lists: subscriptionOf(slice),
    storage: storageOf(objectAt(objectAt(params, "SliceStorageParams"), "CloudSliceStorage")),
  };
}

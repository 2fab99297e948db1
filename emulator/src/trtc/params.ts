import { listAt } from "../api/params";
import type { Params } from "../api/service";
import type { RoomAddress } from "./rooms";

/**
 * The RoomIdType that says that a RoomId is of a string room: 0 in slicing, recording, moderation and ingest, 1 in relay and
 * transcription. Every other one, and none, says that it is the text of a 32-bit integer.
 */
export type StringRoomType = 0 | 1;

/** The fields of anything; none when it has none. */
export function fieldsOf(value: unknown): Params {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Reads a validated parameter; without fields when it is absent. */
export function objectAt(params: Params, name: string): Params {
  return fieldsOf(params[name]);
}

/** Reads a validated list of objects; empty when it is absent. */
export function objectsAt(params: Params, name: string): readonly Params[] {
  return listAt(params, name).map(fieldsOf);
}

/** Reads a validated list of texts; empty when it is absent. */
export function textsAt(params: Params, name: string): readonly string[] {
  return listAt(params, name).filter((item) => typeof item === "string");
}

/** The room of a validated request. */
export function roomOf(params: Params, stringType: StringRoomType): RoomAddress {
  return {
    sdkAppId: Number(params["SdkAppId"]),
    type: params["RoomIdType"] === stringType ? "string" : "int32",
    roomId: String(params["RoomId"]),
  };
}

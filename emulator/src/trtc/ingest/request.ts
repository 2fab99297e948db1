import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { roomOf } from "../params";
import type { RoomAddress } from "../rooms";

/** What an UpdateStreamIngest request may change of a running task. */
export interface Playback {
  readonly url: string;
  readonly volume: number;
  readonly isPaused: boolean;
  readonly tellsProgress: boolean;
  readonly tempo: number;
}

/** What a StartStreamIngest request asks for, with the documented defaults. */
export interface IngestRequest extends Playback {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly seekSeconds: number;
  readonly autoPush: boolean;
  /** Infinity for RepeatNum -1. */
  readonly repeats: number;
  readonly maxMinutes: number | undefined;
  readonly idleSeconds: number | undefined;
}

/** A validated StartStreamIngest request as a plain object. */
export function ingestRequestOf(params: Params): IngestRequest {
  const repeats = integerAt(params, "RepeatNum") ?? 1;
  return {
    room: roomOf(params, 0),
    userId: textAt(params, "UserId"),
    seekSeconds: integerAt(params, "SeekSecond") ?? 0,
    autoPush: params["AutoPush"] === true,
    repeats: repeats === -1 ? Infinity : repeats,
    maxMinutes: integerAt(params, "MaxDuration"),
    idleSeconds: integerAt(params, "IdleTimeout"),
    ...patched({ url: "", volume: 100, isPaused: false, tellsProgress: false, tempo: 1 }, params),
  };
}

/** What a validated UpdateStreamIngest request makes of it: what it does not say stays. */
export function patched(playback: Playback, params: Params): Playback {
  const flag = (name: string, before: boolean): boolean =>
    params[name] === undefined ? before : params[name] === true;
  return {
    url: params["StreamUrl"] === undefined ? playback.url : textAt(params, "StreamUrl"),
    volume: integerAt(params, "Volume") ?? playback.volume,
    isPaused: flag("IsPause", playback.isPaused),
    tellsProgress: flag("EnableProgress", playback.tellsProgress),
    tempo: typeof params["Tempo"] === "number" ? params["Tempo"] : playback.tempo,
  };
}

import type { ApiCall, Params } from "../api/service";
import type { Timeline } from "../clock";
import type { Settings } from "../settings";
import type { Apps } from "./apps";
import type { FamilyName } from "./callback-groups";
import type { Jobs } from "./jobs";
import type { Rooms } from "./rooms";
import type { RequestRules } from "./rules";

/** Everything the actions look at and change. */
export interface TrtcState {
  readonly apps: Apps;
  readonly rooms: Rooms;
  readonly jobs: Jobs;
  readonly timeline: Timeline;
  readonly settings: () => Settings;
}

/** What an API does with a validated call; it throws an ApiError. */
export type Run = (state: TrtcState, call: ApiCall) => Params;

/** The APIs of one kind of room job, by name. Both tables have the same names. */
export interface Family {
  readonly name: FamilyName;
  readonly actions: Readonly<Record<string, Run>>;
  readonly rules: Readonly<Record<string, RequestRules>>;
}

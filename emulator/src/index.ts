export { startEmulator } from "./emulator";
export type { Emulator, EmulatorOptions } from "./emulator";
export { controlClient } from "./control-client";
export type { ControlClient, RoomPlace } from "./control-client";
export type {
  AppView,
  Call,
  Delivery,
  FunctionView,
  Health,
  ObjectView,
  SentEvent,
  TaskView,
  UserView,
} from "./control-types";
export { validateRequest } from "./trtc/validate";
export type { ApiProblem } from "./api/error";
export type { Key } from "./account";
export type { FaultKind, FaultSpec } from "./faults";
export type { Settings } from "./settings";
export type { AppSettings } from "./trtc/apps";
export type { CallbackKind, FamilyName } from "./trtc/callback-groups";
export type { ConnectTo } from "./connect-to";
export type { RoomAddress, RoomUser } from "./trtc/rooms";

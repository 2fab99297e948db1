export { lambdaAdapter } from "./adapters/lambda";
export type { LambdaUrlEvent, LambdaUrlResult } from "./adapters/lambda";
export { nodeAdapter } from "./adapters/node-http";
export { scfAdapter } from "./adapters/scf";
export type { ScfEvent, ScfResult } from "./adapters/scf";
export { webAdapter } from "./adapters/web";
export { readBody } from "./body";
export { eventId, eventKey } from "./event-key";
export { storeEvents } from "./event-log";
export type { StoredEvent, StoreEventsOptions } from "./event-log";
export type { EventStorage } from "./event-storage";
export type {
  IngestEvent,
  MediaEvent,
  ModerationEvent,
  RecordingEvent,
  RelayEvent,
  RoomEvent,
  SlicingEvent,
  TranscriptionEvent,
  TrtcEvent,
  UnknownEvent,
} from "./events";
export { foreignTasks } from "./foreign-tasks";
export type { ForeignTask } from "./foreign-tasks";
export { createHandler, UnavailableError } from "./handler";
export type {
  CallbackHandler,
  CallbackReply,
  CallbackRequest,
  HandlerOptions,
  KeySource,
  LogEntry,
  ReceivedEvent,
} from "./handler";
export { buildObjectKey, parseObjectKey } from "./object-key";
export type { OtherKey, ParseObjectKeyOptions, SliceKey, SliceKeyParts } from "./object-key";
export { orderEvents } from "./order-events";
export { parse } from "./parse";
export { readEvents } from "./read-events";
export type { EventFilter } from "./read-events";
export { buildRecordingKey } from "./recording-key";
export type { RecordingKey, RecordingKeyParts } from "./recording-key";
export { relayTargets } from "./relay-targets";
export type { RelayTarget } from "./relay-targets";
export { replayEvents } from "./replay";
export type { ReplayCount } from "./replay";
export { checkKeys, sign, verify } from "./signature";
export { summariseTask } from "./summarise-task";
export type { TaskSummary } from "./summarise-task";
export { signTestEvent } from "./test-event";
export type { TestEventOptions } from "./test-event";
export { InputError } from "../trtc/errors";

/** Words for the codes of one field. */
export type Codes<W extends string = string> = Readonly<Record<number | string, W>>;

/** The word beside a code: `unknown` for a code that the vendor's pages do not list. */
export type WordOf<C extends Codes> = C[keyof C] | "unknown";

/** The word for a code; the code itself is kept beside it. */
export function wordFor<W extends string>(codes: Codes<W>, code: number | string): W | "unknown" {
  // not what every object inherits: a label may be called "constructor"
  return (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? "unknown";
}

/** Role in a room (39558). */
export const ROLE = { 20: "anchor", 21: "audience" } as const;

/** What a client runs on (39558). */
export const TERMINAL_TYPE = { 1: "windows", 2: "android", 3: "ios", 4: "linux", 100: "other" } as const;

/** Which SDK a client uses (39558). */
export const USER_TYPE = { 1: "webrtc", 2: "mini-program", 3: "native" } as const;

/** Why a user entered (39558). */
export const ENTER_REASON = {
  1: "normal",
  2: "network-switch",
  3: "timeout-retry",
  4: "cross-room-started",
} as const;

/** Why a user left (39558). */
export const EXIT_REASON = {
  1: "normal",
  2: "timeout",
  3: "removed",
  4: "cross-room-ended",
  5: "killed",
} as const;

/** Status of a module that starts: 301, 303, 1001, 1003, 1101, 1103, 1401 (54914, 73393, 73394, 129976). */
export const START_STATUS = { 0: "started", 1: "failed" } as const;

/** Status of a module that ends; the pages list none for 1005 and 1105, their samples have 0 (73393, 73394). */
export const END_STATUS = { 0: "ended" } as const;

/** Why a task's robot left the room, which ends the task (54914, 73393, 73394). */
export const LEAVE_CODE = {
  0: "stopped",
  1: "removed",
  2: "room-dismissed",
  3: "removed-by-server",
  4: "room-dismissed-by-server",
  99: "idle",
  100: "room-timeout",
  101: "entered-twice",
} as const;

/** Where the files of 305 are; `recovered` may follow `held-back` (54914). */
export const UPLOAD_STATUS = { 0: "uploaded", 1: "held-back", 2: "recovered" } as const;

/** Where the files of 310 and 311 are; `held-back` is on the vendor's servers (54914). */
export const FILE_STATUS = { 0: "uploaded", 1: "held-back", 2: "failed" } as const;

/** Status of 306: the task goes on elsewhere (54914). */
export const FAILOVER_STATUS = { 0: "moved" } as const;

/** How the upload to VOD of 312 ended (54914). */
export const VOD_STATUS = { 0: "ended", 1: "failed" } as const;

/** State of one target of a relay task (54913). */
export const RELAY_STATUS = {
  0: "idle",
  1: "connecting",
  2: "running",
  3: "recovering",
  4: "failed",
  5: "disconnecting",
} as const;

/** Status of 701: `started-again` is a retry after 0, 1 or 3 s; later than a minute after the start it needs no action (62717). */
export const INGEST_START_STATUS = { 0: "started", 1: "failed", 2: "started-again" } as const;

/** Status of 702 (62717). */
export const INGEST_STOP_STATUS = { 0: "stopped" } as const;

/** What kind of room id a task was given, in the events of relay and transcription (54913, 129976). */
export const ROOM_TYPE = { 0: "number", 1: "string" } as const;

/** What was looked at (73394). */
export const MEDIA_TYPE = { 1: "speech", 2: "image" } as const;

/** What to do with it (73394). */
export const SUGGEST = { 0: "pass", 1: "review", 2: "block" } as const;

/** What was found (73394). */
export const LABEL = {
  Normal: "normal",
  Ad: "advertisement",
  Porn: "pornography",
  Abuse: "insult",
  Illegal: "prohibited",
  Polity: "politics",
  Terror: "terror",
  Sexy: "sexy",
  QRCode: "qr-code",
  Custom: "custom",
} as const;

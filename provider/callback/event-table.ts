import { wordFor } from "./codes";
import type { Codes } from "./codes";

/** What every event has. */
export interface BaseEvent<Name extends string, Group extends number, Type extends number> {
  /** The vendor's constant without `EVENT_TYPE_`, in its spelling; tells the events apart. */
  name: Name;
  /** EventGroupId. */
  group: Group;
  /** EventType. */
  type: Type;
  /** When this delivery was sent, ISO 8601 in UTC with milliseconds: later for each retry (CallbackTs, CallbackMsTs). */
  sentAt?: string;
  /**
   * When it happened, ISO 8601 in UTC with milliseconds (EventMsTs, EventTsMs; EventTs where there are only seconds).
   * May be weeks away from `sentAt` in the vendor's samples.
   */
  occurredAt?: string;
  /** The room as it was sent: the int32 room 5 is not the string room "5". Events of ingest have none. */
  roomId?: string | number;
  /** The task; events of rooms and media have none. */
  taskId?: string;
  /** In rooms and media the user that the event is about, else the task's robot (UserId, RobotId). */
  userId?: string;
  /** The whole body as it was sent, with the fields that this version does not know. */
  body: Record<string, unknown>;
}

/** A JSON object as it was sent. */
export type Sent = Readonly<Record<string, unknown>>;

/** Finds a value in what was sent; undefined when it is not there, or is nothing that can be read as T. */
export type Field<T> = (sent: Sent) => T | undefined;

/** How each field of a payload is read. */
export type FieldsOf<P> = { readonly [K in keyof P]-?: Field<Exclude<P[K], undefined>> };

/** An event with what is its own. */
interface OwnEvent {
  name: string;
  group: number;
  type: number;
  payload: object;
}

/** The rows of a group of events, by name: where each is found, and how its payload is read from EventInfo. */
export type EventTable<E extends OwnEvent> = {
  readonly [N in E["name"]]: EventRow<Extract<E, { name: N }>>;
};

interface EventRow<E extends OwnEvent> {
  readonly group: E["group"];
  readonly type: E["type"];
  readonly payload: FieldsOf<E["payload"]>;
}

/** True for a JSON object. */
export function isSent(value: unknown): value is Sent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads every field that can be read; the others are left out. */
export function readFields<P extends object>(fields: FieldsOf<P>, sent: Sent): P {
  const values = Object.entries<Field<unknown>>(fields)
    .map(([name, read]) => [name, read(sent)] as const)
    .filter(([, value]) => value !== undefined);
  // FieldsOf has a reader of the right type for each name, and payloads have optional fields only
  return Object.fromEntries(values) as P;
}

/** The first of the paths, such as `Payload.Status`, that holds something readable. */
function firstOf<T>(paths: readonly string[], read: (value: unknown) => T | undefined): Field<T> {
  return (sent) => {
    for (const path of paths) {
      const value = read(valueAt(sent, path));
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function valueAt(sent: Sent, path: string): unknown {
  let value: unknown = sent;
  for (const name of path.split("."))
    value = isSent(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A number, also one that was sent as text. */
export function number(...paths: string[]): Field<number> {
  return firstOf(paths, numberIn);
}

/** A text, also one that was sent as a number or as a list of one; an empty one counts as not sent. */
export function text(...paths: string[]): Field<string> {
  return firstOf(paths, textIn);
}

/** A text or a number, whichever was sent. */
export function textOrNumber(...paths: string[]): Field<string | number> {
  return firstOf(paths, (value) => (typeof value === "number" ? numberIn(value) : textIn(value)));
}

/** A list of texts, also a single one that was sent without a list. */
export function texts(...paths: string[]): Field<string[]> {
  return firstOf(paths, (value) => {
    if (Array.isArray(value)) return value.map(textIn).filter((one) => one !== undefined);
    const single = textIn(value);
    return single === undefined ? undefined : [single];
  });
}

/** An object, each of its fields read. */
export function nested<P extends object>(fields: FieldsOf<P>, ...paths: string[]): Field<P> {
  return firstOf(paths, (value) => (isSent(value) ? readFields(fields, value) : undefined));
}

/** A list of objects, also a single one that was sent without a list. */
export function nestedList<P extends object>(fields: FieldsOf<P>, ...paths: string[]): Field<P[]> {
  return firstOf(paths, (value) => {
    if (isSent(value)) return [readFields(fields, value)];
    // a list is checked object by object
    return Array.isArray(value) ? value.filter(isSent).map((one) => readFields(fields, one)) : undefined;
  });
}

/** An object as it was sent: its fields are not documented. */
export function object(...paths: string[]): Field<Sent> {
  return firstOf(paths, (value) => (isSent(value) ? value : undefined));
}

/** The word for a code that another field reads. */
export function word<W extends string>(codes: Codes<W>, code: Field<number | string>): Field<W | "unknown"> {
  return (sent) => {
    const value = code(sent);
    return value === undefined ? undefined : wordFor(codes, value);
  };
}

/** Status and its word, where most events have it. */
export function status<W extends string>(
  codes: Codes<W>,
  path = "Payload.Status",
): FieldsOf<StatusPayload<W | "unknown">> {
  return { status: number(path), statusWord: word(codes, number(path)) };
}

/** A time in milliseconds since 1970, as ISO 8601. */
export function time(...paths: string[]): Field<string> {
  return firstOf(paths, (value) => isoTime(numberIn(value)));
}

/** A time in seconds since 1970, as ISO 8601. */
export function timeOfSeconds(...paths: string[]): Field<string> {
  return firstOf(paths, (value) => isoTime((numberIn(value) ?? NaN) * 1000));
}

/** A payload that says how something went. */
export interface StatusPayload<Word extends string> {
  /** The number that was sent. */
  status?: number;
  /** What it means; `unknown` for a number that is not documented. */
  statusWord?: Word;
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value) ? numberIn(Number(value)) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function textIn(value: unknown): string | undefined {
  if (Array.isArray(value))
    return value.length === 1 && !Array.isArray(value[0]) ? textIn(value[0]) : undefined;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The last moment whose ISO form has a year of four digits, so that texts sort as times do. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function isoTime(milliseconds = NaN): string | undefined {
  return milliseconds > 0 && milliseconds <= LAST_TIME ? new Date(milliseconds).toISOString() : undefined;
}

import type {
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
import type { FaultSpec } from "./faults";
import type { Settings } from "./settings";
import type { AppSettings } from "./trtc/apps";
import type { RoomAddress, RoomUser } from "./trtc/rooms";

/** A user of a room, as the control calls name it. */
export interface RoomPlace extends RoomAddress {
  readonly userId: string;
}

/** A method for each control call of a running emulator. Every method rejects with the emulator's own words on bad input. */
export interface ControlClient {
  health(): Promise<Health>;
  /** Back to the state at the start: no tasks, rooms, faults, calls, deliveries, objects, sub-users or functions; the given apps, buckets and keys. */
  reset(): Promise<void>;
  /** Changes the settings given; answers all of them. */
  settings(changes: Partial<Settings>): Promise<Settings>;
  /** Makes an application, or changes what is given of one. */
  app(sdkAppId: number, settings?: AppSettings): Promise<AppView>;
  /** All tasks since the start, ended ones too; what runs has `running: true`. */
  tasks(): Promise<readonly TaskView[]>;
  /** Tells a task what to do; what it understands is its family's. Resolves when what it does at once is done. */
  behave(taskId: string, body: unknown): Promise<TaskView>;
  /** Ends a task from outside (LeaveCode 3). */
  stopTask(taskId: string): Promise<TaskView>;
  /** @param user - @default - an anchor with audio and video */
  joinRoom(place: RoomPlace, user?: Partial<RoomUser>): Promise<void>;
  /** Whether the user was there. */
  leaveRoom(place: RoomPlace): Promise<boolean>;
  /** Moves the emulated time; what comes due is done when it resolves, with the new time in ISO 8601. */
  advance(seconds: number): Promise<string>;
  fault(spec: FaultSpec): Promise<void>;
  clearFaults(): Promise<void>;
  /** Calls of the Tencent Cloud API, secrets redacted. */
  calls(): Promise<readonly Call[]>;
  objects(bucket: string): Promise<readonly ObjectView[]>;
  /** Sub-users with their keys and policies. */
  users(): Promise<readonly UserView[]>;
  /** Cloud functions with what they printed. */
  functions(): Promise<readonly FunctionView[]>;
  /** Sends an event to the application's callback address, signed, at once; resolves when all copies are answered. */
  sendCallback(event: SentEvent): Promise<readonly Delivery[]>;
  /** Every attempt to send a callback. */
  deliveries(): Promise<readonly Delivery[]>;
}

interface ControlCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

function placePath({ sdkAppId, type, roomId, userId }: RoomPlace): string {
  const query = new URLSearchParams({ sdkAppId: String(sdkAppId), roomIdType: type });
  return `rooms/${encodeURIComponent(roomId)}/users/${encodeURIComponent(userId)}?${query.toString()}`;
}

/** @param url - the emulator's url, `http://127.0.0.1:<port>` */
export function controlClient(url: string): ControlClient {
  async function call<T>({ method, path, body }: ControlCall): Promise<T> {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer: unknown = await response.json();
    // T is what the emulator of the same package answers to this call
    if (response.ok) return answer as T;
    const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : answer;
    throw new Error(`${method} ${path}: ${String(error)}`);
  }
  const get = <T>(path: string): Promise<T> => call<T>({ method: "GET", path });

  return {
    health: () => get("health"),
    reset: () => call({ method: "POST", path: "reset" }).then(() => undefined),
    settings: (changes) => call({ method: "PUT", path: "settings", body: changes }),
    app: (sdkAppId, settings = {}) => call({ method: "PUT", path: `apps/${sdkAppId}`, body: settings }),
    tasks: async () => (await get<{ tasks: TaskView[] }>("tasks")).tasks,
    behave: (taskId, body) =>
      call({ method: "PUT", path: `tasks/${encodeURIComponent(taskId)}/behaviour`, body }),
    stopTask: (taskId) => call({ method: "POST", path: `tasks/${encodeURIComponent(taskId)}/stop` }),
    joinRoom: (place, user = {}) =>
      call({ method: "PUT", path: placePath(place), body: user }).then(() => undefined),
    leaveRoom: async (place) =>
      (await call<{ left: boolean }>({ method: "DELETE", path: placePath(place) })).left,
    advance: async (seconds) =>
      (await call<{ now: string }>({ method: "POST", path: "clock/advance", body: { seconds } })).now,
    fault: (spec) => call({ method: "POST", path: "faults", body: spec }).then(() => undefined),
    clearFaults: () => call({ method: "DELETE", path: "faults" }).then(() => undefined),
    calls: async () => (await get<{ calls: Call[] }>("calls")).calls,
    objects: async (bucket) =>
      (await get<{ objects: ObjectView[] }>(`objects?bucket=${encodeURIComponent(bucket)}`)).objects,
    users: async () => (await get<{ users: UserView[] }>("users")).users,
    functions: async () => (await get<{ functions: FunctionView[] }>("functions")).functions,
    sendCallback: async (event) =>
      (await call<{ deliveries: Delivery[] }>({ method: "POST", path: "callbacks", body: event })).deliveries,
    deliveries: async () => (await get<{ deliveries: Delivery[] }>("deliveries")).deliveries,
  };
}

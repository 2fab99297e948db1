import type { FastifyError, FastifyPluginAsync, FastifySchema, FastifySchemaValidationError } from "fastify";

import { knownActions } from "./api/service";
import { shownUrl } from "./callbacks";
import type { Delivery, JsonObject } from "./callbacks";
import { hideSecrets } from "./calls";
import { COS_ACTIONS } from "./cos";
import type {
  AppView,
  FunctionView,
  Health,
  ObjectView,
  SentEvent,
  TaskView,
  UserView,
} from "./control-types";
import type { FaultSpec } from "./faults";
import { functionUrl } from "./scf/trigger-actions";
import type { Settings } from "./settings";
import type { App, AppSettings } from "./trtc/apps";
import { CALLBACK_GROUPS } from "./trtc/callback-groups";
import { behave, isRunning, LEAVE, statusOf } from "./trtc/jobs";
import type { Job } from "./trtc/jobs";
import type { RoomAddress, RoomUser } from "./trtc/rooms";
import { MAX_INT_ROOM, STRING_ROOM, STRING_ROOM_FORM } from "./trtc/rules";
import type { World } from "./world";

const SECONDS = { type: "number", minimum: 0, maximum: 31_622_400 };

/** Seconds of a late answer, which a client waits for in real time. */
const MAX_LATENCY = 3600;
const LATENCY = { type: "number", minimum: 0, maximum: MAX_LATENCY };
const SHARE = { type: "number", minimum: 0, maximum: 1 };

function body(properties: Readonly<Record<string, object>>, required: readonly string[] = []): FastifySchema {
  return { body: { type: "object", additionalProperties: false, properties, required } };
}

const SETTINGS = body({
  robotConflict: { enum: ["takeover", "fail"] },
  describeLagSeconds: SECONDS,
  exitLagSeconds: SECONDS,
  retryNon200: { type: "boolean" },
  freshCallbackTs: { type: "boolean" },
  callbackTimeoutSeconds: { type: "number", exclusiveMinimum: 0, maximum: 60 },
  maxTasks: { type: "integer", minimum: 0 },
  maxRecordings: { type: "integer", minimum: 0 },
  ingestFileSeconds: SECONDS,
  maxRps: { type: "integer", minimum: 0 },
  camLagSeconds: SECONDS,
  scfLagSeconds: SECONDS,
  latencySeconds: LATENCY,
  throttledShare: SHARE,
  lostShare: SHARE,
  chanceSeed: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
});

const SDK_APP_ID = { type: "string", pattern: "^[1-9][0-9]{0,15}$" };

const APP = {
  params: { type: "object", properties: { sdkAppId: SDK_APP_ID } },
  ...body({
    sdkSecretKey: { type: "string", minLength: 1 },
    callbackUrl: { type: "string", nullable: true },
    callbackKey: { type: "string", nullable: true, pattern: "^[A-Za-z0-9]{1,32}$" },
    callbackKinds: { type: "array", uniqueItems: true, items: { enum: Object.keys(CALLBACK_GROUPS) } },
    advancedPermission: { type: "boolean" },
  }),
};

const POSITIVE = { type: "integer", minimum: 1 };

const SENT_EVENT = body(
  {
    sdkAppId: { ...POSITIVE, maximum: Number.MAX_SAFE_INTEGER },
    eventGroupId: POSITIVE,
    eventType: POSITIVE,
    eventInfo: { type: "object" },
    times: { ...POSITIVE, maximum: 100 },
    freshCallbackTs: { type: "boolean" },
  },
  ["sdkAppId", "eventGroupId", "eventType", "eventInfo"],
);

/** 39558: the console takes these characters only. */
const CALLBACK_URL = /^https?:\/\/[A-Za-z0-9_?%=#./+:-]+$/;
const MAX_CALLBACK_URL_LENGTH = 2083;

/** As CreateCloudSliceTask has them. */
const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

const ROOM_QUERY = {
  querystring: {
    type: "object",
    additionalProperties: false,
    properties: { sdkAppId: SDK_APP_ID, roomIdType: { enum: ["string", "int32"] } },
    required: ["sdkAppId", "roomIdType"],
  },
};

const ROOM_USER = {
  ...ROOM_QUERY,
  ...body({
    role: { enum: ["anchor", "audience"] },
    audio: { type: "boolean" },
    video: { type: "boolean" },
  }),
};

const FAULT = body(
  {
    action: { type: "string", minLength: 1 },
    times: { type: "integer", minimum: 1 },
    kind: { enum: ["error", "timeout", "reset", "lost", "status", "body", "latency", "lateApply"] },
    code: { type: "string", minLength: 1 },
    status: { type: "integer", minimum: 200, maximum: 599 },
    body: { type: "string" },
    seconds: SECONDS,
    applied: { type: "boolean" },
  },
  ["action", "kind"],
);

const OBJECTS_QUERY = {
  querystring: {
    type: "object",
    additionalProperties: false,
    properties: { bucket: { type: "string", minLength: 1 } },
    required: ["bucket"],
  },
};

/** A refusal that names the field, in the words of the house. */
function describeProblem(problem: FastifySchemaValidationError, place: string): string {
  const { instancePath, keyword, message = "is not allowed", params } = problem;
  const field = instancePath.replaceAll("/", ".").replace(/^\./, "");
  if (keyword === "required") return `${place}: ${String(params["missingProperty"])} is missing`;
  if (keyword === "additionalProperties") {
    return `${place}: there is no ${String(params["additionalProperty"])}`;
  }
  const allowed = params["allowedValues"];
  const values = Array.isArray(allowed) ? `: ${allowed.map(String).join(", ")}` : "";
  return `${place}: ${field === "" ? "it" : field} ${message}${values}`;
}

function controlError(statusCode: number, message: string): Error & { statusCode: number } {
  return Object.assign(new Error(message), { statusCode });
}

function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw controlError(400, "the body is not JSON");
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function taskView(job: Job, now: number): TaskView {
  return {
    family: job.family,
    taskId: job.taskId,
    sdkAppId: job.room.sdkAppId,
    roomId: job.room.roomId,
    roomIdType: job.room.type,
    userId: job.userId,
    region: job.region,
    status: statusOf(job),
    running: isRunning(job),
    createdAt: iso(job.createdAt),
    handleExpired: now >= job.handleExpiresAt,
    ...(job.endedAt === undefined ? {} : { endedAt: iso(job.endedAt) }),
    ...(job.leaveCode === undefined ? {} : { leaveCode: job.leaveCode }),
    ...job.files,
    ...job.worker.view(),
  };
}

/** Throws 404 when there is none. */
function findJob({ jobs }: World, taskId: string): Job {
  const job = jobs.all().find((candidate) => candidate.taskId === taskId);
  if (job === undefined) throw controlError(404, `there is no task ${taskId}`);
  return job;
}

function objectViews({ store }: World, bucket: string): readonly ObjectView[] {
  const listed = store.list({ bucket, maxKeys: Infinity });
  if (listed === "NoSuchBucket") throw controlError(404, `there is no bucket ${bucket}`);
  return listed.objects.map((object) => ({
    bucket,
    key: object.key,
    size: object.body.length,
    etag: object.etag,
    contentType: object.contentType,
    lastModified: object.lastModified.toISOString(),
  }));
}

function userViews({ cam }: World): readonly UserView[] {
  return cam.users.all().map(({ name, uin }) => ({
    name,
    uin,
    accessKeys: cam.accessKeys.of(uin).map(({ accessKeyId, status }) => ({ accessKeyId, status })),
    policies: cam.attachments.of(uin).flatMap(({ policyId }) => cam.policies.find(policyId)?.name ?? []),
  }));
}

/** Functions may print what they know. Only known secrets are hidden: what looks like one may be an event to be put back. */
function functionViews({ account, functions, instances, services }: World): readonly FunctionView[] {
  const hide = hideSecrets([...account.secrets, ...services.flatMap((service) => service.secrets())]);
  return functions.all().map((found) => {
    const [trigger] = found.triggers;
    return {
      functionName: found.name,
      region: found.region,
      status: found.status,
      ...(trigger === undefined ? {} : { url: functionUrl(found, trigger) }),
      lines: instances.lines(found).map(hide),
    };
  });
}

/** Does not look at the kinds of callback: who asks for it wants it sent. */
async function sendEvent(world: World, sent: SentEvent): Promise<readonly Delivery[]> {
  const { times = 1, freshCallbackTs, ...rest } = sent;
  // it came as JSON, of which an object was demanded
  const event = { ...rest, eventInfo: rest.eventInfo as JsonObject };
  if (world.apps.get(event.sdkAppId) === undefined) {
    throw controlError(404, `there is no application ${event.sdkAppId}`);
  }
  const deliveries = await world.callbacks.deliver(event, { times, freshCallbackTs });
  if (deliveries === undefined) {
    throw controlError(400, "the application has no callback address: give it one by PUT apps/{sdkAppId}");
  }
  return deliveries;
}

function appView(app: App): AppView {
  return {
    sdkAppId: app.sdkAppId,
    ...(app.callback === undefined ? {} : { callbackUrl: shownUrl(app.callback.url) }),
    callbackSigned: app.callback?.key !== undefined,
    callbackKinds: app.callbackKinds,
    advancedPermission: app.advancedPermission,
  };
}

function enterRoom(world: World, room: RoomAddress, user: RoomUser & { readonly userId: string }): void {
  const robot = world.jobs.robot(room, user.userId);
  if (robot !== undefined) world.jobs.stop(robot, LEAVE.sameUser);
  world.rooms.enter(room, user);
  world.jobs.roomChanged(room);
}

interface RoomRoute {
  Params: { roomId: string; userId: string };
  Querystring: { sdkAppId: string; roomIdType: "string" | "int32" };
}

function sdkAppIdOf(text: string): number {
  const sdkAppId = Number(text);
  if (Number.isSafeInteger(sdkAppId)) return sdkAppId;
  throw controlError(400, `sdkAppId must be at most ${Number.MAX_SAFE_INTEGER}`);
}

/** Does not repeat the address: user, password and query may be secrets. */
function checkCallbackUrl(url: string | null | undefined): void {
  if (url === undefined || url === null) return;
  if (CALLBACK_URL.test(url) && url.length <= MAX_CALLBACK_URL_LENGTH && URL.canParse(url)) return;
  throw controlError(
    400,
    `body: callbackUrl must be an http or https URL of at most ${MAX_CALLBACK_URL_LENGTH} of the characters A-Z a-z 0-9 - _ ? % = # . / + :`,
  );
}

function checkFault({ services }: World, { action, kind, applied, seconds = 0 }: FaultSpec): void {
  const actions = knownActions(services);
  if (action !== "*" && !actions.has(action) && !COS_ACTIONS.includes(action)) {
    throw controlError(
      400,
      `body: action must be *, one of COS such as cos:PutObject, or one of ${[...actions].join(", ")}`,
    );
  }
  if (kind !== "latency") return;
  if (applied === false) {
    throw controlError(
      400,
      "body: applied cannot be false for latency, which is a late answer to a call that took effect",
    );
  }
  if (seconds > MAX_LATENCY) throw controlError(400, `body: seconds must be <= ${MAX_LATENCY} for latency`);
}

function roomProblem({ roomId, userId }: RoomRoute["Params"], type: "string" | "int32"): string | undefined {
  if (!USER_ID.test(userId)) return "userId: 1 to 32 of A-Z, a-z, 0-9, _ and -";
  if (type === "string") {
    return STRING_ROOM.test(roomId) ? undefined : `roomId: a string room is ${STRING_ROOM_FORM}`;
  }
  return /^[1-9]\d{0,9}$/.test(roomId) && Number(roomId) <= MAX_INT_ROOM
    ? undefined
    : `roomId: an int32 room is a number from 1 to ${MAX_INT_ROOM}`;
}

function roomAddress(world: World, { Params, Querystring }: RoomRoute): RoomAddress {
  const sdkAppId = sdkAppIdOf(Querystring.sdkAppId);
  const { roomIdType: type } = Querystring;
  if (world.apps.get(sdkAppId) === undefined) throw controlError(404, `there is no application ${sdkAppId}`);
  const problem = roomProblem(Params, type);
  if (problem !== undefined) throw controlError(400, problem);
  return { sdkAppId, type, roomId: Params.roomId };
}

/** The control calls, JSON over HTTP under `/_emulator/`; bad input answers 400 and `{"error"}` with the field's name. */
export function controlRoutes(world: World, hooks: { readonly reset: () => void }): FastifyPluginAsync {
  const { timeline, jobs } = world;
  // eslint-disable-next-line @typescript-eslint/require-await -- a plugin has to be asynchronous
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "string" }, (_request, text, done) => {
      try {
        done(null, parseJson(String(text)));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // A call without any body is a call with an empty one.
    app.addHook("preValidation", (request, _reply, done) => {
      if (request.body === undefined || request.body === null) request.body = {};
      done();
    });
    app.setSchemaErrorFormatter(
      (problems, place) => new Error(problems.map((problem) => describeProblem(problem, place)).join("; ")),
    );
    app.setErrorHandler((error: FastifyError, _request, reply) =>
      reply.code(error.statusCode ?? 500).send({ error: error.message }),
    );

    app.get("/health", (): Health => {
      const running = jobs.all().filter(isRunning).length;
      return { status: "ok", now: iso(timeline.now()), virtualClock: world.virtualClock, running };
    });
    app.post("/reset", () => {
      hooks.reset();
      return {};
    });
    app.put<{ Body: Partial<Settings> }>("/settings", { schema: SETTINGS }, (request) => {
      world.change(request.body);
      return world.settings();
    });
    app.put<{ Params: { sdkAppId: string }; Body: AppSettings }>(
      "/apps/:sdkAppId",
      { schema: APP },
      (request) => {
        const sdkAppId = sdkAppIdOf(request.params.sdkAppId);
        checkCallbackUrl(request.body.callbackUrl);
        return appView(world.apps.put(sdkAppId, request.body));
      },
    );

    app.get("/tasks", () => ({ tasks: jobs.all().map((job) => taskView(job, timeline.now())) }));
    app.post<{ Params: { taskId: string } }>("/tasks/:taskId/stop", async (request) => {
      const job = findJob(world, request.params.taskId);
      jobs.stop(job, LEAVE.stoppedOutside);
      await timeline.settle();
      return taskView(job, timeline.now());
    });
    app.put<{ Params: { taskId: string } }>("/tasks/:taskId/behaviour", async (request) => {
      const job = findJob(world, request.params.taskId);
      const problem = behave(job, request.body);
      if (problem !== undefined) throw controlError(400, problem);
      await timeline.settle();
      return taskView(job, timeline.now());
    });

    const users = "/rooms/:roomId/users/:userId";
    app.put<RoomRoute & { Body: Partial<RoomUser> }>(users, { schema: ROOM_USER }, async (request) => {
      const room = roomAddress(world, { Params: request.params, Querystring: request.query });
      const { role = "anchor", audio = role === "anchor", video = role === "anchor" } = request.body;
      if (role === "audience" && (audio || video)) {
        throw controlError(400, "body: an audience sends neither audio nor video");
      }
      enterRoom(world, room, { userId: request.params.userId, role, audio, video });
      await timeline.settle();
      return { roomId: room.roomId, userId: request.params.userId, role, audio, video };
    });
    app.delete<RoomRoute>(users, { schema: ROOM_QUERY }, async (request) => {
      const room = roomAddress(world, { Params: request.params, Querystring: request.query });
      const { userId } = request.params;
      // a robot that publishes is no user: it goes with its task
      const left = jobs.robot(room, userId) === undefined && world.rooms.leave(room, userId);
      jobs.roomChanged(room);
      await timeline.settle();
      return { left };
    });

    app.post<{ Body: { seconds: number } }>(
      "/clock/advance",
      { schema: body({ seconds: SECONDS }, ["seconds"]) },
      async (request) => {
        await timeline.advance(request.body.seconds * 1000);
        return { now: iso(timeline.now()) };
      },
    );

    app.post<{ Body: FaultSpec }>("/faults", { schema: FAULT }, (request) => {
      checkFault(world, request.body);
      world.faults.add(request.body);
      return {};
    });
    app.delete("/faults", () => {
      world.faults.clear();
      return {};
    });

    app.get("/calls", () => ({ calls: world.calls.all() }));
    app.get<{ Querystring: { bucket: string } }>("/objects", { schema: OBJECTS_QUERY }, (request) => ({
      objects: objectViews(world, request.query.bucket),
    }));
    app.get("/users", () => ({ users: userViews(world) }));
    app.get("/functions", () => ({ functions: functionViews(world) }));
    app.post<{ Body: SentEvent }>("/callbacks", { schema: SENT_EVENT }, async (request) => ({
      deliveries: await sendEvent(world, request.body),
    }));
    app.get("/deliveries", () => ({ deliveries: world.callbacks.deliveries() }));
  };
}

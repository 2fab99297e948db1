import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { CallbackEndpoint as AwsEndpoint } from "pulumi-trtc/aws";
import { readEvents, replayEvents, signTestEvent, summariseTask } from "pulumi-trtc/callback";
import type { StoredEvent } from "pulumi-trtc/callback";
import { CallbackEndpoint, ScfFunction } from "pulumi-trtc/tencent";
import { loadProofs } from "./callback-load";
import { CLOUDS, onCloud } from "./cloud";
import type { Cloud, CloudName } from "./cloud";
import { answerTo, outputsOfType } from "./cloud-functions";
import type { Attempt, EndpointOptions } from "./cloud-functions";
import { packedProofs } from "./packed-callbacks";
import { assertSame, furtherProof, messageOf, proof } from "./proof";
import type { Proof } from "./proof";
import { SDK_APP_ID, taskArgs } from "./scene";
import type { Scene, SceneOptions } from "./scene";
import { placesOfSecrets } from "./secret-search";
import type { StateResource, TestStack } from "./stack";
import { untilActive, webFunction } from "./tencent-functions";
import { callApi } from "./tencent-api";

const TASK_ID = "-npVqpdU7sBobiK1iskE3BwlLIebCMrbKUbnL4K-rO+8oZWQndib9uvO4Deq9P1Na+sXGNGNuAE.";
/** When the story of the task begins. */
const BEGIN_MS = Date.UTC(2026, 10, 21, 9, 0, 0);

interface SliceEvent {
  type: number;
  info: Record<string, unknown>;
}

/** An event of the task, each 15 s after the one before. */
function sliceEvent(type: number, place: number, own: object): SliceEvent {
  const at = BEGIN_MS + place * 15_000;
  const moment = { EventTs: Math.floor(at / 1000), EventMsTs: at };
  return { type, info: { RoomId: "lobby", UserId: "slicer-lobby", TaskId: TASK_ID, ...moment, ...own } };
}

const STARTED = sliceEvent(1001, 0, { Payload: { Status: 0 } });
const FILE = `${SDK_APP_ID}_lobby_alice_20261121090015.png`;
/** One event of each kind of a slicing task, in the order in which they happen. */
const STORY: readonly SliceEvent[] = [
  STARTED,
  sliceEvent(1003, 1, { Payload: { Status: 0 } }),
  sliceEvent(1004, 2, { StreamerUserId: "alice", Payload: { FileList: FILE } }),
  sliceEvent(1006, 3, { Payload: { Code: 10002, Message: "BadRequest" } }),
  sliceEvent(1002, 4, { Payload: { LeaveCode: 99 } }),
  sliceEvent(1005, 5, { Payload: { Status: 0 } }),
];

/** A stack with a storage and an endpoint, and the application's callbacks set as a person would in the console. */
interface Site {
  cloud: Cloud;
  stack: TestStack;
  url: string;
  key: string;
  /** Replaces the options of the endpoint, and tells the new key. */
  change(options: EndpointOptions): Promise<string>;
  /** Sets address and key in the console. */
  console(key: string, address?: string): Promise<void>;
  /** What the endpoint answers to a request of anybody's. */
  post(body: string, headers: Record<string, string>): Promise<{ status: number; text: string }>;
  /** Sends through TRTC's own sender, and tells what was answered to each. */
  send(event: SliceEvent, options?: { times?: number; fresh?: boolean }): Promise<number[]>;
  events(): Promise<StoredEvent[]>;
  eventKeys(): Promise<string[]>;
}

function programOf(cloud: Cloud, options: EndpointOptions): PulumiFn {
  return () => {
    const storage = cloud.storage({ onDestroy: "empty" });
    const { url, key, consoleSteps } = cloud.functions.endpoint(storage, options);
    return Promise.resolve({ url, key, consoleSteps });
  };
}

async function onSite<Result>(
  name: CloudName,
  play: (site: Site) => Promise<Result>,
  options: SceneOptions = {},
): Promise<Result> {
  return onCloud(
    name,
    async (cloud) => {
      const { control } = cloud.scene;
      const stack = await cloud.scene.open(programOf(cloud, {}), cloud.stack);
      await stack.up();
      const outputs = async () => {
        const { url, key } = await stack.stack.outputs();
        return { url: String(url?.value), key: String(key?.value) };
      };
      const { url, key } = await outputs();
      const site: Site = {
        cloud,
        stack,
        url,
        key,
        async change(next) {
          stack.program(programOf(cloud, next));
          await stack.up();
          return (await outputs()).key;
        },
        async console(callbackKey, callbackUrl = url) {
          await control.app(SDK_APP_ID, { callbackUrl, callbackKey });
        },
        async post(body, headers) {
          const answer = await fetch(cloud.functions.loopback(url), { method: "POST", body, headers });
          return { status: answer.status, text: await answer.text() };
        },
        async send({ type, info }, { times = 1, fresh = false } = {}) {
          const deliveries = await control.sendCallback({
            sdkAppId: SDK_APP_ID,
            eventGroupId: 10,
            eventType: type,
            eventInfo: info,
            times,
            freshCallbackTs: fresh,
          });
          return deliveries.map(({ status = 0 }) => status);
        },
        events: () => readEvents(cloud.functions.events, { sdkAppId: SDK_APP_ID }),
        eventKeys: async () => (await cloud.objectKeys()).filter((each) => each.startsWith("trtc-events/")),
      };
      await site.console(key);
      return play(site);
    },
    options,
  );
}

const once = (name: CloudName) =>
  proof(
    `${name}: each of 1001 to 1006 five times with the same bytes and five times with a fresh time, out of order: one object each`,
    () =>
      onSite(name, async (site) => {
        const shuffled = [3, 0, 5, 2, 4, 1].flatMap((index) => STORY[index] ?? []);
        const statuses: number[] = [];
        for (const event of shuffled) {
          statuses.push(...(await site.send(event, { times: 5 })));
          statuses.push(...(await site.send(event, { times: 5, fresh: true })));
        }
        assertSame(
          statuses,
          Array.from({ length: 60 }, () => 200),
        );
        assert.equal((await site.eventKeys()).length, STORY.length);
        const stored = await site.events();
        assertSame(
          stored.map(({ event }) => event.type),
          STORY.map(({ type }) => type),
        );
        const sent = await site.cloud.scene.control.deliveries();
        for (const { rawBody, event } of stored) {
          const raw = Buffer.from(rawBody, "base64").toString();
          assert.ok(
            sent.some(({ body }) => body === raw),
            `the bytes of ${event.type} were sent`,
          );
        }
        const { state, files, errors } = summariseTask(stored.map(({ event }) => event));
        assertSame([state, files.length, errors.length], ["stopped", 1, 1]);
        return `60 deliveries answered 200, ${stored.length} objects, in order when read, byte for byte`;
      }),
  );

const refused = (name: CloudName) =>
  proof(
    `${name}: what is not signed, wrongly signed, old or of another application is refused and leaves no object`,
    () =>
      onSite(name, async ({ key, post, eventKeys }) => {
        const event = { EventGroupId: 10, EventType: 1001, EventInfo: { TaskId: TASK_ID } };
        const { body, headers } = signTestEvent({ key, sdkAppId: SDK_APP_ID, event });
        const old = signTestEvent({ key, sdkAppId: SDK_APP_ID, event, now: Date.now() - 3_600_000 });
        const others = signTestEvent({ key, sdkAppId: SDK_APP_ID + 1, event });
        const wrong = signTestEvent({ key: `${key.slice(1)}x`, sdkAppId: SDK_APP_ID, event });
        const { Sign: _sign, ...unsigned } = headers;
        const answers = [
          await post(body, unsigned),
          await post(body, wrong.headers),
          await post(`${body}\n`, headers),
          await post(old.body, old.headers),
          await post(others.body, others.headers),
        ];
        assertSame(
          answers.map(({ status }) => status),
          [401, 401, 401, 401, 401],
        );
        assertSame(new Set(answers.map(({ text }) => text)).size, 1);
        assertSame(await eventKeys(), []);
        assertSame((await post(body, headers)).status, 200);
        assert.equal((await eventKeys()).length, 1);
        return "5 of 5 answered 401 in the same words, no object; the same event rightly signed: 200, 1 object";
      }),
  );

/** Sends one event after the other until it is told to stop; the statuses of all answers. */
function stream(site: Site): { stop(): Promise<number[]> } {
  let going = true;
  const statuses: number[] = [];
  const run = async () => {
    for (let count = 0; going; count++) {
      const event = sliceEvent(1001, 0, { EventMsTs: BEGIN_MS + count });
      statuses.push(...(await site.send(event)));
      await setTimeout(100);
    }
  };
  const ended = run();
  return {
    async stop() {
      going = false;
      await ended;
      return statuses;
    },
  };
}

/** Longer than a function may go on with keys that it has read. */
const KEYS_AGE_MS = 11_000;

const rotation = (name: CloudName) =>
  proof(`${name}: the key is rotated with events under way, and none is lost`, () =>
    onSite(name, async (site) => {
      const events = stream(site);
      const key = await site.change({ rotateKey: "2" });
      assert.notEqual(key, site.key);
      await setTimeout(KEYS_AGE_MS);
      await site.console(key);
      await setTimeout(2_000);
      assert.equal(await site.change({ rotateKey: "2", keepPreviousKey: false }), key);
      await setTimeout(2_000);
      const statuses = await events.stop();
      assertSame([...new Set(statuses)], [200]);
      assert.equal((await site.eventKeys()).length, statuses.length);
      return `${statuses.length} events under way, all answered 200, one object each`;
    }),
  );

/** The rule is the same on the other cloud. */
function representedBy(cloud: CloudName, name: CloudName): typeof proof {
  return name === cloud ? proof : furtherProof;
}

const OUTAGE_MS = 30_000;

const outage = (name: CloudName) =>
  representedBy("COS", name)(
    `${name}: the store is down for 30 s: every event is in the log or in a line that replay-events puts back`,
    () =>
      onSite(name, async (site) => {
        const { cloud } = site;
        const mend = await cloud.functions.breakStore();
        const until = Date.now() + OUTAGE_MS;
        const answers: number[] = [];
        let count = 0;
        for (; Date.now() < until || count < 5; count++) {
          const event = sliceEvent(1001, 0, { EventMsTs: BEGIN_MS + count });
          answers.push(...(await site.send(event)).slice(0, 1));
        }
        assertSame([...new Set(answers)], [503]);
        await mend();
        const lines = await cloud.functions.lines(site.stack);
        const { stored, existing, damaged } = await replayEvents(cloud.functions.events, lines);
        assertSame([stored + existing >= count, damaged], [true, 0]);
        assert.equal((await site.eventKeys()).length, count);
        const again = await replayEvents(cloud.functions.events, lines);
        assertSame([again.stored, again.damaged], [0, 0]);
        return `${count} events answered 503 in time, ${stored} put back, ${count} objects`;
      }),
  );

const rolePrivilege = (name: CloudName) =>
  proof(`${name}: the keys of the function's role, tried out of band, may do nothing but put events`, () =>
    onSite(name, async ({ cloud, stack, send }) => {
      await send(STARTED);
      const [key = ""] = (await cloud.objectKeys()).filter((each) => each.startsWith("trtc-events/"));
      const role = await cloud.functions.roleKey(stack);
      const store = cloud.as(role);
      const put = (Bucket: string, Key: string) => () =>
        store.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
      const attempts: readonly Attempt[] = [
        ["put a slice", put(cloud.bucket, "prod/classroom/x")],
        ["put at the top", put(cloud.bucket, "x")],
        ["put beside the events", put(cloud.bucket, "trtc-events2/x")],
        ["put into another bucket", put(cloud.otherBucket, "trtc-events/x")],
        ["read an event", () => store.send(new GetObjectCommand({ Bucket: cloud.bucket, Key: key }))],
        ["list", () => store.send(new ListObjectsV2Command({ Bucket: cloud.bucket }))],
        ...cloud.functions.attempts(role),
      ];
      for (const [what, attempt] of attempts)
        assert.match(
          `${what}: ${await answerTo(attempt())}`,
          /: (AccessDenied\w*|AuthFailure\.UnauthorizedOperation)$/,
        );
      assert.equal(await answerTo(put(cloud.bucket, "trtc-events/x")()), "done");
      return `${attempts.length} of ${attempts.length} denied; an event is put`;
    }),
  );

const steady = (name: CloudName) =>
  proof(
    `${name}: second preview is empty, refresh changes nothing, second up writes nothing, destroy leaves nothing`,
    () =>
      onSite(name, async ({ cloud, stack }) => {
        const { changes } = await stack.preview();
        assertSame(Object.keys(changes), ["same"]);
        assertSame((await stack.preview({ refresh: true })).changes, changes);
        await stack.refresh();
        await cloud.writes();
        assertSame((await stack.up()).changes, changes);
        assertSame(await cloud.writes(), []);
        const remains = await cloud.functions.remains(stack);
        assert.notEqual((await remains()).length, 0);
        await stack.destroy();
        assertSame([await remains(), await cloud.bucketNames()], [[], [cloud.otherBucket]]);
        return `${changes["same"]} same, 0 write calls, nothing left after destroy`;
      }),
  );

const secrets = (name: CloudName) =>
  representedBy("COS", name)(`${name}: callback keys stand nowhere in the clear`, () =>
    onSite(name, async ({ cloud, stack, key, change, send }) => {
      await send(STARTED);
      const next = await change({ rotateKey: "2" });
      const shown = [await stack.preview(), await stack.up(), await stack.refresh(), await stack.preview()];
      const { found, searched } = await placesOfSecrets([key, next], {
        stack,
        shown,
        others: {
          "call log": JSON.stringify(await cloud.scene.control.calls()),
          "function's log": (await cloud.functions.lines(stack)).join("\n"),
          "event log": (await readAll(cloud)).join("\n"),
        },
      });
      assertSame(found, []);
      return `2 keys looked for in ${searched.join(", ")}: none found`;
    }),
  );

async function readAll({ functions: { events } }: Cloud): Promise<string[]> {
  const texts: string[] = [];
  for await (const key of events.list("trtc-events/")) texts.push(await events.read(key));
  return texts;
}

/** What somebody changes behind the engine's back, each with the resource that it belongs to. */
const DRIFT: readonly [type: string, change: (scene: Scene, names: Names) => Promise<unknown>][] = [
  [
    "ScfFunction",
    async (scene, { functionName: FunctionName }) => {
      const ZipFile = webFunction("'{}'");
      await callApi(scene, ["scf", "UpdateFunctionCode", { FunctionName, ZipFile }]);
      await untilActive(scene, FunctionName);
      const Environment = { Variables: [{ Key: "TRTC_CALLBACK_KEYS", Value: "mine" }] };
      const changes = { FunctionName, MemorySize: 512, Timeout: 3, Environment };
      await callApi(scene, ["scf", "UpdateFunctionConfiguration", changes]);
      await untilActive(scene, FunctionName);
    },
  ],
  [
    "ScfFunctionUrl",
    (scene, { functionName: FunctionName, triggerName: TriggerName }) => {
      const TriggerDesc = '{"AuthType":"CAM","NetConfig":{"EnableIntranet":true,"EnableExtranet":true}}';
      return callApi(scene, [
        "scf",
        "UpdateTrigger",
        { FunctionName, TriggerName, Type: "http", TriggerDesc },
      ]);
    },
  ],
  [
    "CamRole",
    (scene, { roleName: RoleName }) => {
      const PolicyDocument = JSON.stringify({
        version: "2.0",
        statement: [
          { action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["cvm.qcloud.com"] } },
        ],
      });
      return callApi(scene, ["cam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument }]);
    },
  ],
];

interface Names {
  functionName: string;
  roleName: string;
  policyName: string;
  triggerName: string;
}

async function namesOf(stack: TestStack, scene: Scene): Promise<Names> {
  const { functionName } = await outputsOfType(stack, ":ScfFunction");
  const { roleName } = await outputsOfType(stack, ":CamRole");
  const { policyName } = await outputsOfType(stack, ":CamRolePolicyAttachment");
  const { Triggers } = await callApi(scene, ["scf", "ListTriggers", { FunctionName: functionName }]);
  // what the vendor's client answers is not typed
  const [trigger] = Triggers as { TriggerName: string }[];
  return {
    functionName: String(functionName),
    roleName: String(roleName),
    policyName: String(policyName),
    triggerName: trigger?.TriggerName ?? "",
  };
}

const drift = proof("COS: drift of function, address and role is seen by refresh and repaired by up", () =>
  onSite("COS", async ({ cloud: { scene }, stack, send, eventKeys }) => {
    const names = await namesOf(stack, scene);
    for (const [, change] of DRIFT) await change(scene, names);
    const { changes, text } = await stack.preview({ refresh: true });
    assert.equal(changes["update"], DRIFT.length, text);
    for (const [type] of DRIFT) assert.match(text, new RegExp(`~ +pulumi-nodejs:dynamic/trtc:${type} `));
    assert.doesNotMatch(text, /mine/);
    await stack.refresh();
    assertSame((await stack.up()).changes["update"], DRIFT.length);
    assertSame(Object.keys((await stack.preview({ refresh: true })).changes), ["same"]);
    assertSame([await send(STARTED), (await eventKeys()).length], [[200], 1]);
    return "code, memory, time-out, environment, who may call and trust: seen, repaired, and an event is kept";
  }),
);

/** What somebody deletes behind the engine's back, and how much has to be made again. */
const DELETED: readonly [
  what: string,
  made: number,
  remove: (scene: Scene, names: Names) => Promise<unknown>,
][] = [
  [
    "the address",
    1,
    (scene, { functionName: FunctionName, triggerName: TriggerName }) =>
      callApi(scene, ["scf", "DeleteTrigger", { FunctionName, TriggerName, Type: "http" }]),
  ],
  [
    "the function",
    2,
    (scene, { functionName: FunctionName }) => callApi(scene, ["scf", "DeleteFunction", { FunctionName }]),
  ],
  [
    "the role's policy",
    1,
    (scene, { roleName: DetachRoleName, policyName: PolicyName }) =>
      callApi(scene, ["cam", "DetachRolePolicy", { DetachRoleName, PolicyName }]),
  ],
  ["the role", 2, (scene, { roleName: RoleName }) => callApi(scene, ["cam", "DeleteRole", { RoleName }])],
];

const recreated = DELETED.map(([what, made, remove], index) =>
  (index === 1 ? proof : furtherProof)(
    `COS: ${what} was deleted behind the engine's back: it is made again`,
    () =>
      onSite("COS", async ({ cloud: { scene }, stack, console: atConsole, key, send, eventKeys }) => {
        await remove(scene, await namesOf(stack, scene));
        assertSame((await stack.up({ refresh: true })).changes["create"], made);
        const { url } = await stack.stack.outputs();
        await atConsole(key, String(url?.value));
        assertSame([await send(STARTED), (await eventKeys()).length], [[200], 1]);
        return `${made} made again, and an event is kept`;
      }),
  ),
);

/** Calls that take effect and whose answers get lost. */
const LOST_ANSWERS = ["CreateRole", "AttachRolePolicy", "CreateFunction", "CreateTrigger"] as const;

const lost = LOST_ANSWERS.map((action, index) =>
  (index === 2 ? proof : furtherProof)(`COS: the answer to ${action} gets lost: nothing is made twice`, () =>
    onCloud("COS", async (cloud) => {
      await cloud.scene.control.fault({ action, kind: "reset" });
      const stack = await cloud.scene.open(programOf(cloud, {}), cloud.stack);
      await stack.up();
      const functions = await cloud.scene.control.functions();
      const { functionName, policyName } = await namesOf(stack, cloud.scene);
      const { List } = await callApi(cloud.scene, ["cam", "ListPolicies", { Scope: "Local" }]);
      // what the vendor's client answers is not typed
      const policies = (List as { PolicyName: string }[]).filter((each) => each.PolicyName === policyName);
      assertSame([functions.map((each) => each.functionName), policies.length], [[functionName], 1]);
      assertSame(Object.keys((await stack.preview({ refresh: true })).changes), ["same"]);
      const remains = await cloud.functions.remains(stack);
      await stack.destroy();
      assertSame(await remains(), []);
      return "1 function, 1 role, 1 policy, 1 address; nothing after destroy";
    }),
  ),
);

const failedFunction = proof(
  "COS: a function that does not come up fails with the vendor's reason, and nothing is left",
  () =>
    onCloud("COS", async (cloud) => {
      const folder = mkdtempSync(join(tmpdir(), "function-"));
      const codePath = join(folder, "code.zip");
      writeFileSync(codePath, "no zip");
      const stack = await cloud.scene.open(() => {
        new ScfFunction("broken", { functionName: "broken", region: "ap-singapore", codePath, type: "http" });
        return Promise.resolve({});
      });
      try {
        const text = await stack.failing("up");
        assert.match(text, /broken/);
        assertSame([await cloud.scene.control.functions(), await stack.resources().then(ofOurs)], [[], []]);
        return (
          text
            .split("\n")
            .find((line) => /CreateFailed|zip/i.test(line))
            ?.trim() ?? text.slice(0, 200)
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
);

function ofOurs(resources: readonly StateResource[]): string[] {
  return resources.map(({ type }) => type).filter((type) => type.includes("trtc:"));
}

const story = (name: CloudName) =>
  representedBy("COS", name)(`${name}: a task's own callbacks tell its story`, () =>
    onSite(
      name,
      async ({ cloud, stack, events }) => {
        const { control } = cloud.scene;
        // the console knows the address before the task starts
        stack.program(withTask(cloud));
        await stack.up();
        const room = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" } as const;
        await control.joinRoom({ ...room, userId: "alice" });
        await control.advance(31);
        const { taskId } = await stack.stack.outputs();
        await control.stopTask(String(taskId?.value));
        await control.advance(60);
        const told = (await events()).map(({ event }) => event);
        const summary = summariseTask(told);
        assertSame(
          [summary.taskId, summary.started?.ok, summary.state, summary.errors],
          [taskId?.value, true, "stopped", []],
        );
        // with S3 there are 1001 and 1002 only
        assert.equal(summary.fileCount > 0, name === "COS");
        return `${told.length} events: ${summary.state}, ${summary.stopped?.reason ?? "?"}, ${summary.fileCount} files`;
      },
      { virtualClock: true },
    ),
  );

function withTask(cloud: Cloud): PulumiFn {
  return () => {
    const storage = cloud.storage({ onDestroy: "empty" });
    const { url, key } = cloud.functions.endpoint(storage, {});
    const { taskId } = new trtc.CloudSliceTask("lobby", taskArgs({ storage: storage.target }));
    return Promise.resolve({ url, key, taskId });
  };
}

/** Arguments that a preview refuses on either cloud, with what it says. */
const BAD_INPUT: readonly [what: string, args: object, says: RegExp][] = [
  ["no application", { sdkAppIds: [] }, /sdkAppIds is a list of 0, allowed is a list of 1 to 100/],
  ["an application that is none", { sdkAppIds: [0] }, /sdkAppIds.0 is 0, allowed is a whole number from 1/],
  ["no storage", { storage: undefined }, /storage is missing, allowed is a storage of slices/],
  ["a short tolerance", { toleranceSeconds: 5 }, /toleranceSeconds is 5, allowed is a whole number from 60/],
  ["a long tolerance", { toleranceSeconds: 90_000 }, /toleranceSeconds is 90000, allowed is/],
  ["an empty key", { key: "" }, /key is a secret of 0 characters, allowed is 1 to 32 letters and digits/],
  ["a key with a space", { key: "two words" }, /key is a secret of 9 characters, allowed is 1 to 32/],
  ["a wrong previous key", { previousKeys: ["-"] }, /previousKeys.0 is a secret of 1 characters/],
  ["a rotation beside a key", { key: "mine", rotateKey: "2" }, /rotateKey is given beside key/],
  ["memory", { memorySize: 1 }, /memorySize is 1, allowed is/],
  ["an argument that there is not", { keys: [] }, /keys is not an argument, allowed here are sdkAppIds, /],
];

const badInput = proof(
  "bad arguments are refused in the preview on both clouds, in words that say what to change",
  () =>
    onCloud("COS", async (cloud) => {
      const said: [string, RegExp][] = [];
      const stack = await cloud.scene.open(() => {
        const place = { bucket: "archive-1250000000", region: "ap-singapore" };
        for (const Endpoint of [AwsEndpoint, CallbackEndpoint])
          for (const [what, args, says] of BAD_INPUT) {
            // wrong on purpose
            const given = { sdkAppIds: [SDK_APP_ID], storage: place, ...args } as trtc.CallbackEndpointArgs;
            said.push([`${what}: ${messageOf(() => new Endpoint("events", given))}`, says]);
          }
        throw new Error("none went through");
      });
      assert.match(await stack.failing("preview"), /none went through/);
      for (const [message, says] of said) assert.match(message, says);
      assertSame(await cloud.scene.control.calls(), []);
      return `${said.length} programs refused, 0 calls`;
    }),
);

const laterKey = proof("a key that is only known later is checked when it is, and not shown", () =>
  onCloud("COS", async (cloud) => {
    const stack = await cloud.scene.open(
      programOf(cloud, { key: pulumi.secret("planted wrong key") }),
      cloud.stack,
    );
    const text = await stack.failing("preview");
    assert.match(text, /a key of 17 characters is none, allowed are 1 to 32 letters and digits/);
    assert.doesNotMatch(text, /planted/);
    return "refused in the preview by its length";
  }),
);

export const proofs: readonly Proof[] = [
  ...CLOUDS.flatMap((name) => [
    once(name),
    refused(name),
    rotation(name),
    outage(name),
    rolePrivilege(name),
    steady(name),
    secrets(name),
    story(name),
  ]),
  drift,
  ...recreated,
  ...lost,
  failedFunction,
  badInput,
  laterKey,
  ...packedProofs,
  // last, when the machine has little else to do
  ...loadProofs,
];

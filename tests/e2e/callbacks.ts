import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { PutObjectCommand, GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { readEvents, replayEvents, signTestEvent, summariseTask } from "pulumi-trtc/callback";
import type { StoredEvent } from "pulumi-trtc/callback";
import { CLOUDS, onCloud } from "./cloud";
import type { Cloud, CloudName } from "./cloud";
import { answerTo } from "./cloud-functions";
import type { Attempt, EndpointOptions } from "./cloud-functions";
import { assertSame, proof } from "./proof";
import type { Proof } from "./proof";
import { SDK_APP_ID } from "./scene";
import type { TestStack } from "./stack";

const TASK_ID = "-npVqpdU7sBobiK1iskE3BwlLIebCMrbKUbnL4K-rO+8oZWQndib9uvO4Deq9P1Na+sXGNGNuAE.";
/** When the story of the task begins. */
const BEGIN_MS = Date.UTC(2026, 10, 21, 9, 0, 0);

interface SliceEvent {
  type: number;
  info: Record<string, unknown>;
}

/** One event of each kind of a slicing task, in the order in which they happen. */
const STORY: readonly SliceEvent[] = [
  [1001, { Payload: { Status: 0 } }],
  [1003, { Payload: { Status: 0 } }],
  [
    1004,
    {
      StreamerUserId: "alice",
      Payload: { FileList: `${SDK_APP_ID}_lobby_alice_20261121090015.png` },
    },
  ],
  [1006, { Payload: { Code: 10002, Message: "BadRequest" } }],
  [1002, { Payload: { LeaveCode: 99 } }],
  [1005, { Payload: { Status: 0 } }],
].map(([type, own], index) => {
  const at = BEGIN_MS + index * 15_000;
  return {
    // the list above
    type: type as number,
    info: {
      RoomId: "lobby",
      EventTs: Math.floor(at / 1000),
      EventMsTs: at,
      UserId: "slicer-lobby",
      TaskId: TASK_ID,
      ...(own as object),
    },
  };
});

/** A stack with a storage and an endpoint, and the application's callbacks set as a person would in the console. */
interface Site {
  cloud: Cloud;
  stack: TestStack;
  url: string;
  key: string;
  /** Replaces the options of the endpoint, and tells the new key. */
  change(options: EndpointOptions): Promise<string>;
  /** Sets address and key in the console. */
  console(key: string): Promise<void>;
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
  { program = programOf, ...options }: EndpointOptions & { program?: typeof programOf } = {},
): Promise<Result> {
  return onCloud(name, async (cloud) => {
    const { control } = cloud.scene;
    const stack = await cloud.scene.open(program(cloud, options), cloud.stack);
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
        stack.program(program(cloud, next));
        await stack.up();
        return (await outputs()).key;
      },
      async console(callbackKey) {
        await control.app(SDK_APP_ID, { callbackUrl: url, callbackKey });
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
  });
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
      const info = { RoomId: "lobby", EventMsTs: BEGIN_MS + count, UserId: "slicer", TaskId: TASK_ID };
      statuses.push(...(await site.send({ type: 1001, info })));
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

const OUTAGE_MS = 30_000;

const outage = (name: CloudName) =>
  proof(
    `${name}: the store is down for 30 s: every event is in the log or in a line that replay-events puts back`,
    () =>
      onSite(name, async (site) => {
        const { cloud } = site;
        const mend = await cloud.functions.breakStore();
        const until = Date.now() + OUTAGE_MS;
        const answers: number[] = [];
        let count = 0;
        for (; Date.now() < until || count < 5; count++) {
          const info = { RoomId: "lobby", EventMsTs: BEGIN_MS + count, UserId: "slicer", TaskId: TASK_ID };
          const started = Date.now();
          answers.push(...(await site.send({ type: 1001, info })).slice(0, 1));
          assert.ok(Date.now() - started < 30_000);
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
      await send(STORY[0] ?? { type: 1001, info: {} });
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

export const proofs: readonly Proof[] = CLOUDS.flatMap((name) => [
  once(name),
  refused(name),
  rotation(name),
  outage(name),
  rolePrivilege(name),
  steady(name),
]);

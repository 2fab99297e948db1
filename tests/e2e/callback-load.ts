import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { build } from "esbuild";
import { eventKey, readEvents, sign } from "pulumi-trtc/callback";
import { s3EventStorage } from "pulumi-trtc/callback/s3";
import { startMiniStack } from "../aws/ministack";
import { chooser, MUTATIONS } from "./callback-mutations";
import type { Message } from "./callback-mutations";
import { eventOf, KEY, signedEvent } from "./callback-requests";
import type { Signed } from "./callback-requests";
import type { Question } from "./callback-server";
import { assertSame, furtherProof } from "./proof";
import type { Proof } from "./proof";
import { BUCKET, onScene, SDK_APP_ID, SECRETS } from "./scene";
import type { Scene } from "./scene";
import { createTurns } from "./turns";

const ROOT = resolve(__dirname, "../..");
/** Bytes by which the receiver may have grown after everything that can go is gone. */
const MAX_GROWTH = 1_000_000;

/** One after the other: each measures. */
const turns = createTurns();

function measured(name: string, run: Proof["run"]): Proof {
  return furtherProof(name, () => turns.alone(run));
}

/** A receiver in a process of its own that stores events in the scene's bucket. */
interface Receiver {
  port: number;
  /** Bytes in use, without what can go. */
  memory(): Promise<number>;
  /** Microseconds that the handler takes for a request with each of the Signs, without HTTP. */
  time(signs: readonly string[], options: { body: string; times: number }): Promise<number[]>;
}

/** Runs a proof on a receiver of its own, which ends with it. */
function onReceiver<Result>(play: (receiver: Receiver, scene: Scene) => Promise<Result>): Promise<Result> {
  return onScene(async (scene) => {
    const server = fork(join(__dirname, "callback-server.ts"), {
      execArgv: ["--expose-gc", "--require", require.resolve("tsx/cjs")],
    });
    try {
      const port = await ask(server, {
        ask: "start",
        options: {
          key: KEY,
          sdkAppId: SDK_APP_ID,
          bucket: BUCKET.name,
          region: BUCKET.region,
          endpoint: scene.emulator.url,
          secretId: SECRETS.accountId,
          secretKey: SECRETS.accountKey,
        },
      });
      return await play(
        {
          port: Number(port),
          memory: async () => Number(await ask(server, { ask: "memory" })),
          async time(signs, { body, times }) {
            const requests = signs.map((Sign) => ({
              method: "POST",
              headers: { Sign, SdkAppId: String(SDK_APP_ID) },
              body,
            }));
            // one for each request
            return (await ask(server, { ask: "time", requests, times })) as number[];
          },
        },
        scene,
      );
    } finally {
      server.kill("SIGKILL");
    }
  });
}

async function ask(server: ChildProcess, question: Question): Promise<unknown> {
  const ended = once(server, "exit").then(() => {
    throw new Error("the server of the callbacks ended");
  });
  server.send(question);
  // the one value of a message; what ended throws
  const [answer] = (await Promise.race([once(server, "message"), ended])) as [unknown];
  return answer;
}

/**
 * Keys of the objects in the scene's bucket, and how many puts made one: a try that got no answer in time is tried again, and
 * refused when the first did its work after all.
 */
async function storedIn({ control }: Scene): Promise<{ keys: string[]; puts: number }> {
  const [objects, calls] = await Promise.all([control.objects(BUCKET.name), control.calls()]);
  return {
    keys: objects.map(({ key }) => key),
    puts: calls.filter(({ action, code }) => action === "cos:PutObject" && code === "OK").length,
  };
}

/** What a person reads of bytes. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function assertFlat(before: number, after: number, limit = MAX_GROWTH): string {
  const words = `memory ${megabytes(before)} before, ${megabytes(after)} after`;
  assert.ok(after - before < limit, `${words}: it grew by more than ${megabytes(limit)}`);
  return words;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const REQUESTS = 3_000;
const SPACING_MS = 20;
const IDLE_MS = 4_000;
/** Events before anything is measured: with the first the client of the object storage is loaded. */
const FIRST_EVENTS = 100;
/** The receiver remembers for ten minutes what it has seen, 10,000 events at most: about a kilobyte of each. */
const MAX_REMEMBERED = 5_000_000;

/** One request in ten repeats the last event or one of a moment ago, with the same bytes or sent afresh. */
function loadRequests(): { events: number[]; requests: Signed[] } {
  const begin = Date.now();
  const events: number[] = [];
  const requests: Signed[] = [];
  for (let index = 0; index < REQUESTS; index++) {
    const round = Math.floor(index / 10);
    const isRepeat = index % 10 === 9;
    const event = isRepeat ? index - (round % 4 < 2 ? 1 : 8) : index;
    const earlier = isRepeat && round % 2 === 0 ? requests[event] : undefined;
    if (!isRepeat) events.push(event);
    requests.push(earlier ?? signedEvent(eventOf(event), begin + index * SPACING_MS));
  }
  return { events, requests };
}

/** Posts as TRTC's sender does; milliseconds until the whole answer is there. */
async function post(port: number, { body, headers }: Signed, agent?: Agent): Promise<[number, number]> {
  const started = performance.now();
  const outgoing = request({ host: "127.0.0.1", port, method: "POST", headers, ...(agent && { agent }) });
  outgoing.end(body);
  // what a client's request answers with
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  await text(answer);
  return [answer.statusCode ?? 0, performance.now() - started];
}

/** What became of requests that were sent whether those before were answered or not. */
interface Answers {
  /** Milliseconds of each. */
  times: number[];
  /** Answers other than 200, and in words why there was none. */
  others: string[];
  seconds: number;
}

async function sendEvenly(port: number, requests: readonly Signed[]): Promise<Answers> {
  // a server of node:http closes what was idle for five seconds, and a request then under way gets no answer
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const begin = performance.now();
  const sent: Promise<readonly [status: number | string, ms: number]>[] = [];
  for (const [index, signed] of requests.entries()) {
    await setTimeout(Math.max(0, begin + index * SPACING_MS - performance.now()));
    sent.push(post(port, signed, agent).catch((error: unknown) => [String(error), NaN] as const));
  }
  const answers = await Promise.all(sent);
  agent.destroy();
  return {
    times: answers.map(([, ms]) => ms),
    others: answers.flatMap(([status]) => (status === 200 ? [] : String(status))),
    seconds: (performance.now() - begin) / 1000,
  };
}

const load = measured(
  "50 requests a second for 60 s under node:http: none is lost, none is stored twice",
  () =>
    onReceiver(async ({ port, memory }, scene) => {
      const first = Array.from({ length: FIRST_EVENTS }, (_, index) => REQUESTS + index);
      for (const event of first) await post(port, signedEvent(eventOf(event)));
      const before = await memory();
      const { events, requests } = loadRequests();
      const { times, others, seconds } = await sendEvenly(port, requests);
      const { keys, puts } = await storedIn(scene);
      const expected = [...first, ...events].map((event) => eventKey(SDK_APP_ID, eventOf(event)));
      const lost = expected.filter((key) => !keys.includes(key)).length;
      const doubled = Math.max(keys.length, puts) - (expected.length - lost);
      assertSame({ others, lost, doubled }, { others: [], lost: 0, doubled: 0 });
      const growth = assertFlat(before, await memory(), MAX_REMEMBERED);
      const [p50, p99, most] = [0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(1));
      return (
        `p99 ${p99} ms (aim 100), p50 ${p50}, max ${most}; ${REQUESTS} requests of ${events.length} events in ` +
        `${seconds.toFixed(0)} s: 0 lost, 0 doubled, 0 answers other than 200; ${growth}`
      );
    }),
);

/** Sends bytes that no HTTP client would send; all that is answered until the other end closes. */
async function answerOf(port: number, { method = "POST", headers, body }: Message): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const lines = [
    `${method} / HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]));
  return text(socket);
}

const MUTATED = 10_000;
const WARM_UP = 1_000;
const AT_ONCE = 8;

/** Sends mutated requests, and counts the statuses of their answers. */
async function sendMutated(port: number, count: number, seed: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let next = 0;
  const sendAll = async () => {
    for (let index = next++; index < count; index = next++) {
      const mutation = MUTATIONS[index % MUTATIONS.length] ?? assert.fail("there are mutations");
      const answer = await answerOf(port, mutation.make(chooser(seed + index)));
      const [, status, body] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n([^]*)$/.exec(answer) ?? [];
      const said = `request ${index} of seed ${seed} (${mutation.what}): ${JSON.stringify(answer.slice(0, 300))}`;
      assert.ok(mutation.statuses.includes(Number(status)), said);
      assert.ok(body === "" || body === '{"code":-1}', said);
      statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
  return statuses;
}

const fuzz = measured(
  "10,000 mutated bodies and headers over HTTP: none is believed, none costs memory",
  () =>
    onReceiver(async ({ port, memory }, scene) => {
      const seed = randomInt(2 ** 31);
      await sendMutated(port, WARM_UP, seed + MUTATED);
      const before = await memory();
      const statuses = await sendMutated(port, MUTATED, seed);
      const growth = assertFlat(before, await memory());
      assertSame(await storedIn(scene), { keys: [], puts: 0 });
      assert.equal((await post(port, signedEvent(eventOf(0))))[0], 200);
      assertSame(await storedIn(scene), { keys: [eventKey(SDK_APP_ID, eventOf(0))], puts: 1 });
      const counts = [...statuses].sort(([one], [other]) => one - other);
      return (
        `${MUTATED} of ${MUTATIONS.length} kinds answered ${counts.map(([status, count]) => `${status} (${count})`).join(", ")}; ` +
        `none stored, then a right one 200 and stored; ${growth}`
      );
    }),
);

const WRONG_SIGNS = 1_000_000;

const wrongSigns = measured("a million wrong signatures: memory flat, whichever character is wrong", () =>
  onReceiver(async ({ memory, time }, scene) => {
    const { body } = signedEvent(eventOf(0));
    const right = sign(body, KEY);
    const signs = [
      (right.startsWith("A") ? "B" : "A") + right.slice(1),
      // base64 of 32 bytes ends in "="
      `${right.slice(0, -1)}A`,
    ];
    await time(signs, { body, times: 10_000 });
    const before = await memory();
    const [first = NaN, last = NaN] = await time(signs, { body, times: WRONG_SIGNS / signs.length });
    const growth = assertFlat(before, await memory());
    assertSame(await storedIn(scene), { keys: [], puts: 0 });
    return (
      `first character wrong ${first.toFixed(2)} µs, last ${last.toFixed(2)} µs, ratio ${(last / first).toFixed(3)}; ` +
      `all answered 401; ${growth}`
    );
  }),
);

const RUNS = 7;
const REGION = "ap-southeast-1";
const EVENTS_BUCKET = "acme-trtc-events";
const KEY_PARAMETER = "/callbacks/key";

/** Prints what a process says of itself as JSON, times in milliseconds since the Unix epoch. */
const COLD_START = `
const now = () => performance.timeOrigin + performance.now();
const { handler } = require(process.env.BUNDLE);
const loaded = now();
handler(JSON.parse(process.env.REQUEST)).then(({ statusCode }) =>
  console.log(JSON.stringify({ statusCode, loaded, answered: now() })));`;
const LOAD = `
const started = performance.now();
require("pulumi-trtc/callback");
console.log(performance.now() - started);`;

/** What a program prints, on a Node of its own. */
async function printed(program: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", program], { cwd: ROOT, env });
  return stdout;
}

interface ColdStart {
  loadedMs: number;
  answeredMs: number;
}

/** Starts the function's code as Lambda does for the first request, times since the process was asked for. */
async function coldStart(index: number, environment: NodeJS.ProcessEnv): Promise<ColdStart> {
  const { body, headers } = signedEvent(eventOf(index));
  const REQUEST = JSON.stringify({ requestContext: { http: { method: "POST" } }, headers, body });
  const started = performance.timeOrigin + performance.now();
  // the program above
  const said = JSON.parse(await printed(COLD_START, { ...environment, REQUEST })) as Record<string, number>;
  const { statusCode, loaded = NaN, answered = NaN } = said;
  assert.equal(statusCode, 200);
  return { loadedMs: loaded - started, answeredMs: answered - started };
}

async function coldStarts(): Promise<ColdStart[]> {
  const aws = await startMiniStack({ region: REGION });
  try {
    const credentials = { accessKeyId: aws.rootAccessKey, secretAccessKey: aws.rootSecretKey };
    const client = { endpoint: aws.url, region: REGION, credentials };
    await new S3Client({ ...client, forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: EVENTS_BUCKET }),
    );
    await new SSMClient(client).send(
      new PutParameterCommand({ Name: KEY_PARAMETER, Value: KEY, Type: "SecureString" }),
    );
    const environment = {
      PATH: process.env["PATH"],
      BUNDLE: join(ROOT, "dist/functions/aws-callback/index.js"),
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: aws.rootAccessKey,
      AWS_SECRET_ACCESS_KEY: aws.rootSecretKey,
      TRTC_EVENTS_BUCKET: EVENTS_BUCKET,
      TRTC_EVENTS_REGION: REGION,
      TRTC_SDK_APP_IDS: String(SDK_APP_ID),
      TRTC_TOLERANCE_SECONDS: "300",
      TRTC_CALLBACK_KEY_PARAMETER: KEY_PARAMETER,
    };
    const runs: ColdStart[] = [];
    for (let index = 0; index < RUNS; index++) runs.push(await coldStart(index, environment));
    const storage = s3EventStorage({ bucket: EVENTS_BUCKET, region: REGION, endpoint: aws.url, credentials });
    assert.equal((await readEvents(storage, { sdkAppId: SDK_APP_ID })).length, RUNS);
    return runs;
  } finally {
    await aws.close();
  }
}

const cold = measured(
  `cold start of the Lambda's bundle and of the library, medians of ${RUNS}`,
  async () => {
    const runs = await coldStarts();
    const loads: number[] = [];
    for (let run = 0; run < RUNS; run++) loads.push(Number(await printed(LOAD, process.env)));
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: [require.resolve("pulumi-trtc/callback")],
      bundle: true,
      minify: true,
      write: false,
      platform: "node",
    });
    const bytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
    return (
      `bundle loaded after ${median(runs.map(({ loadedMs }) => loadedMs)).toFixed(0)} ms, first answer after ` +
      `${median(runs.map(({ answeredMs }) => answeredMs)).toFixed(0)} ms (aim 1000), ${RUNS} of ${RUNS} events stored; ` +
      `pulumi-trtc/callback loads in ${median(loads).toFixed(0)} ms (aim 50), has ${(bytes / 1000).toFixed(1)} kB minified (aim 60)`
    );
  },
);

/** Figures beside their aims: what is lost, doubled, wrongly answered or grows fails a proof, a slow machine does not. */
export const loadProofs: readonly Proof[] = [load, fuzz, wrongSigns, cold];

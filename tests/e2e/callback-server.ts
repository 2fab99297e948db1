import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { createHandler, nodeAdapter, storeEvents } from "pulumi-trtc/callback";
import type { CallbackHandler, CallbackRequest } from "pulumi-trtc/callback";
import { cosEventStorage } from "pulumi-trtc/callback/cos";

/**
 * A receiver of callbacks in a process of its own, as a user would write it, that stores events in COS. Started by `fork` with
 * `--expose-gc`; answers a message to each question, and ends with the process that started it.
 */

/** What the receiver is made of. */
export interface ReceiverOptions {
  key: string;
  sdkAppId: number;
  bucket: string;
  region: string;
  /** Of the object storage. */
  endpoint: string;
  secretId: string;
  secretKey: string;
}

/** A number is answered to each, or a list of them to `time`. */
export type Question =
  /** Opens the server; its port is answered. */
  | { ask: "start"; options: ReceiverOptions }
  /** Bytes in use after everything that can go is gone, those of buffers too. */
  | { ask: "memory" }
  /** Hands each request to the handler `times` times, in turns of a thousand; microseconds of a call are answered, the medians. */
  | { ask: "time"; requests: readonly CallbackRequest[]; times: number };

const TURN = 1_000;
/** Sockets that were just closed and buffers of theirs go a little later than what held them. */
const MEMORY_ROUNDS = 5;
const ROUND_MS = 100;

let handle: CallbackHandler;

async function start(options: ReceiverOptions): Promise<number> {
  const { key, sdkAppId, bucket, region, endpoint, secretId, secretKey } = options;
  const credentials = () => ({ secretId, secretKey });
  const storage = cosEventStorage({ bucket, region, endpoint, credentials });
  handle = createHandler({ keys: [key], sdkAppIds: [sdkAppId], onEvent: storeEvents(storage) });
  const server = createServer(nodeAdapter(handle));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server that listens on TCP has an address of this form
  return (server.address() as AddressInfo).port;
}

async function memory(): Promise<number> {
  if (global.gc === undefined) throw new Error("the server was started without --expose-gc");
  let least = Infinity;
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    global.gc();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
    await setTimeout(ROUND_MS);
  }
  return least;
}

async function time(requests: readonly CallbackRequest[], times: number): Promise<number[]> {
  const turns = requests.map((request) => ({ request, spent: [] as number[] }));
  for (let done = 0; done < times; done += TURN)
    for (const { request, spent } of turns) {
      const started = performance.now();
      for (let call = 0; call < TURN; call++) {
        const { status } = await handle(request);
        if (status !== 401) throw new Error(`a wrong signature was answered with ${status}`);
      }
      // milliseconds of a thousand calls are microseconds of one
      spent.push(performance.now() - started);
    }
  return turns.map(({ spent }) => spent.sort((one, other) => one - other)[spent.length >> 1] ?? NaN);
}

async function answer(question: Question): Promise<number | number[]> {
  switch (question.ask) {
    case "start":
      return start(question.options);
    case "memory":
      return memory();
    case "time":
      return time(question.requests, question.times);
  }
}

process.on("message", (question: Question) => {
  // what fails ends the process, and whoever waits for the answer is told
  void answer(question).then((value) => process.send?.(value));
});
process.on("disconnect", () => process.exit());

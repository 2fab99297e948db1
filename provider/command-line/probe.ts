import { randomBytes } from "node:crypto";
import { checkKeys, sign } from "../callback/signature";
import { signTestEvent } from "../callback/test-event";
import { nonEmpty } from "../trtc/settings";
import { post } from "./post";
import type { Outcome } from "./post";
import { askHidden, UsageError } from "./terminal";
import type { Terminal } from "./terminal";
import { textTable } from "./text-table";
import { MAX_ANSWER_BYTES, wrongWith } from "./verdict";
import type { Sent } from "./verdict";

export interface ProbeOptions {
  sdkAppId: number;
  /** Seconds. */
  timeout: number;
  /** Given to be refused. */
  key?: string | true;
}

/** What its events are called in the event log. */
const TASK_ID = "pulumi-trtc-probe";
/** What the console takes: https://www.tencentcloud.com/document/product/647/52428 */
const OTHER_CHARACTER = /[^a-zA-Z0-9\-_?%=#./+:]/u;
const MAX_URL_LENGTH = 2083;

/**
 * Sends three events to a callback URL and prints what became of each.
 * @returns 0 when all three answers are right, else 1
 * @throws UsageError for a URL that the console does not take, and without a key
 */
export async function probe(given: string, options: ProbeOptions, terminal: Terminal): Promise<number> {
  if (options.key !== undefined) throw new UsageError(KEY_REFUSED);
  const url = checkedUrl(given);
  const results = await sendAll(url, await callbackKey(terminal), options);
  terminal.stdout.write(reportOf(results, options));
  return results.every(({ wrong }) => wrong === undefined) ? 0 : 1;
}

interface Result {
  sent: Sent;
  outcome: Outcome;
  /** A sentence; undefined when it is right. */
  wrong: string | undefined;
}

/** One after the other, so that none is slow because of another. */
async function sendAll(url: URL, key: string, { sdkAppId, timeout }: ProbeOptions): Promise<Result[]> {
  const { headers, body } = signTestEvent({ key, sdkAppId, event: testEvent(Date.now()) });
  const { Sign: _, ...unsigned } = headers;
  const requests: [Sent, Record<string, string>][] = [
    ["signed", headers],
    ["wrongly signed", { ...headers, Sign: sign(body, otherKey()) }],
    ["unsigned", unsigned],
  ];
  const results: Result[] = [];
  for (const [sent, sentHeaders] of requests) {
    const outcome = await post(url, { headers: sentHeaders, body, timeoutMs: Math.ceil(timeout * 1000) });
    results.push({ sent, outcome, wrong: wrongWith(sent, outcome, url) });
  }
  return results;
}

/** A key that nobody has. */
function otherKey(): string {
  return randomBytes(16).toString("hex");
}

function testEvent(now: number): object {
  const EventInfo = {
    RoomId: TASK_ID,
    EventTs: Math.floor(now / 1000),
    EventMsTs: now,
    UserId: TASK_ID,
    TaskId: TASK_ID,
    Payload: { Status: 0 },
  };
  return { EventGroupId: 10, EventType: 1001, CallbackTs: now, EventInfo };
}

/** The results as a table, and a sentence for each thing that is wrong. */
function reportOf(results: readonly Result[], { timeout }: ProbeOptions): string {
  const taken = `200 {"code":0} in ${timeout} s, ${MAX_ANSWER_BYTES} bytes`;
  const rows = results.map(({ sent, outcome, wrong }) => [
    sent,
    sent === "signed" ? taken : "401",
    answered(outcome),
    wrong === undefined ? "yes" : "no",
  ]);
  const sentences = [...new Set(results.map(({ wrong }) => wrong))].flatMap((sentence) => {
    const of = results.filter(({ wrong }) => wrong === sentence).map(({ sent }) => sent);
    return sentence === undefined ? [] : [`${of.join(", ")}: ${sentence}\n`];
  });
  const isKept = results.some(({ sent, wrong }) => sent === "signed" && wrong === undefined);
  if (isKept)
    sentences.push(
      `A CallbackEndpoint keeps the signed event in its event log, as one of task ${TASK_ID}.\n`,
    );
  return `${textTable(["event", "expected", "answered", "right"], rows)}\n${sentences.join("")}`;
}

const KEY_REFUSED =
  "--key is not taken: every user of the machine can read the arguments of a process, and the shell keeps them; " +
  "set TRTC_CALLBACK_KEY, or leave it out to be asked";

function checkedUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      "the URL is none of http or https: give the whole callback URL, such as https://example.com/callback",
    );
  if (given.length > MAX_URL_LENGTH)
    throw new UsageError(
      `the URL has ${given.length} characters: the console takes at most ${MAX_URL_LENGTH}`,
    );
  const [odd] = OTHER_CHARACTER.exec(given) ?? [];
  if (odd !== undefined)
    throw new UsageError(
      `the URL holds ${JSON.stringify(odd)}: the console takes a-z A-Z 0-9 - _ ? % = # . / + and : only`,
    );
  return url;
}

async function callbackKey(terminal: Terminal): Promise<string> {
  const key = nonEmpty(terminal.environment["TRTC_CALLBACK_KEY"]) ?? (await askedKey(terminal));
  try {
    checkKeys([key]);
  } catch {
    throw new UsageError(
      `the callback key has ${key.length} characters, allowed are 1 to 32 of A-Z, a-z and 0-9: give the one that the console has`,
    );
  }
  return key;
}

async function askedKey(terminal: Terminal): Promise<string> {
  const key = terminal.stdin.isTTY === true ? await askHidden(terminal, "Callback key: ") : undefined;
  if (key === undefined)
    throw new UsageError(
      "there is no callback key: set TRTC_CALLBACK_KEY, or run it in a terminal to be asked",
    );
  return key;
}

function answered(outcome: Outcome): string {
  switch (outcome.kind) {
    case "answered":
      return `${outcome.status} in ${outcome.ms} ms`;
    case "late":
      return `nothing in ${outcome.ms} ms`;
    case "failed":
      return outcome.code;
  }
}

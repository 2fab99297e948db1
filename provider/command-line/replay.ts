import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { cosEventStorage } from "../callback/cos";
import type { EventStorage } from "../callback/event-storage";
import { replayEvents } from "../callback/replay";
import type { ReplayCount } from "../callback/replay";
import type * as s3 from "../callback/s3";
import { findCredentials } from "../trtc/credentials";
import { cosEndpoint, processSettings } from "../trtc/settings";
import { UsageError } from "./terminal";
import type { Output, Terminal } from "./terminal";

export interface ReplayOptions {
  vendor: "s3" | "cos";
  bucket: string;
  region: string;
}

const LINES_BETWEEN_REPORTS = 1_000;

/**
 * Puts events back from log lines and prints how many.
 * @param files read one after the other; none: stdin
 * @returns 0 when every event of the lines is in the store, else 1
 * @throws UsageError when there is nothing to read; the store's error when an event could not be put
 */
export async function replay(
  files: readonly string[],
  options: ReplayOptions,
  terminal: Terminal,
): Promise<number> {
  if (files.length === 0 && terminal.stdin.isTTY === true)
    throw new UsageError("there are no lines: name the log files, or send their lines to stdin");
  const storage = openStorage(options, terminal.environment);
  const counts = { stored: 0, existing: 0, otherLines: 0, damaged: 0 };
  try {
    await putBack(storage, placedLines(files, terminal), { counts, report: terminal.stderr });
  } finally {
    const { stored, existing, otherLines, damaged } = counts;
    terminal.stdout.write(
      `${stored} put back, ${existing} already there, ${otherLines} other lines, ${damaged} damaged\n`,
    );
  }
  return counts.damaged === 0 ? 0 : 1;
}

/** Adds what each line did to the counts. */
async function putBack(
  storage: EventStorage,
  lines: AsyncIterable<PlacedLine>,
  { counts, report }: { counts: ReplayCount; report: Output },
): Promise<void> {
  let read = 0;
  for await (const { place, line } of lines) {
    // one by one, to know the place of each
    const one = await replayEvents(storage, [line]).catch((error: unknown) => {
      throw new Error(
        `${place}: ${messageOf(error)}; nothing is lost: run it again, what is back is not put twice`,
      );
    });
    counts.stored += one.stored;
    counts.existing += one.existing;
    counts.otherLines += one.otherLines;
    counts.damaged += one.damaged;
    if (one.damaged > 0) report.write(`${place}: a damaged event, which is not put back\n`);
    if (++read % LINES_BETWEEN_REPORTS === 0)
      report.write(`${read} lines read, ${counts.stored} events put back\n`);
  }
}

interface PlacedLine {
  /** Where to look for it: file and number of the line. */
  place: string;
  line: string;
}

async function* placedLines(files: readonly string[], { stdin }: Terminal): AsyncGenerator<PlacedLine> {
  if (files.length === 0) {
    let number = 0;
    for await (const line of createInterface({ input: stdin })) yield { place: `line ${++number}`, line };
  }
  for (const file of files) {
    let number = 0;
    for await (const line of linesOf(file)) yield { place: `${file}:${++number}`, line };
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    yield* handle.readLines();
  } catch (error) {
    const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
    throw new Error(`${file} cannot be read (${String(code)}): name a log file`, { cause: error });
  } finally {
    await handle?.close();
  }
}

function openStorage(
  { vendor, bucket, region }: ReplayOptions,
  environment: Terminal["environment"],
): EventStorage {
  if (vendor === "s3") {
    const { s3EventStorage } = loadS3();
    return s3EventStorage({ bucket, region });
  }
  const settings = { ...processSettings(() => undefined), environment };
  const endpoint = cosEndpoint(settings)?.origin;
  const answer = findCredentials(settings);
  if (answer.kind !== "static") throw new UsageError(NO_KEY);
  const { credentials } = answer;
  return cosEventStorage({
    bucket,
    region,
    ...(endpoint !== undefined && { endpoint }),
    credentials: () => credentials,
  });
}

const NO_KEY =
  "there is no Tencent Cloud API key: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write ~/.tencentcloud/credentials";

/** Loaded when it is needed: users of COS do not have its package. */
function loadS3(): typeof s3 {
  try {
    // the module of this path
    return createRequire(__filename)("../callback/s3") as typeof s3;
  } catch (error) {
    if (!messageOf(error).includes("'@aws-sdk/client-s3'")) throw error;
    throw new UsageError("S3 needs a further package: npm install @aws-sdk/client-s3");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

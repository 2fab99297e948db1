import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlClient, startEmulator } from "../../../../emulator/src";
import type { Emulator } from "../../../../emulator/src";
import { eventKey, parse, signTestEvent, storeEvents, UnavailableError } from "../../../../provider/callback";
import type { EventStorage } from "../../../../provider/callback";
import { replay } from "../../../../provider/command-line/replay";
import type { ReplayOptions } from "../../../../provider/command-line/replay";
import { UsageError } from "../../../../provider/command-line/terminal";
import { fakeTerminal } from "./fake-terminal";

const BUCKET = "slices-1250000000";
const COS: ReplayOptions = { vendor: "cos", bucket: BUCKET, region: "ap-singapore" };
const SDK_APP_ID = 1400000001;

let emulator: Emulator;
let environment: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replay-"));
  emulator = await startEmulator({
    secretId: "AKIDroot",
    secretKey: "planted-secret",
    buckets: [{ name: BUCKET, region: COS.region }],
  });
  environment = {
    TENCENTCLOUD_ENDPOINT_URL_COS: emulator.url,
    TENCENTCLOUD_SECRET_ID: "AKIDroot",
    TENCENTCLOUD_SECRET_KEY: "planted-secret",
  };
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** The line of an event that no store took. */
async function lineOf(taskId: string): Promise<string> {
  const down: EventStorage = {
    putOnce: () => Promise.reject(new Error("down")),
    list: () => {
      throw new Error("down");
    },
    read: () => Promise.reject(new Error("down")),
  };
  const lines: string[] = [];
  const event = {
    EventGroupId: 10,
    EventType: 1001,
    EventInfo: { TaskId: taskId, EventMsTs: 1732200000000 },
  };
  const { body } = signTestEvent({ key: "k", sdkAppId: SDK_APP_ID, event, now: 1732200000000 });
  const store = storeEvents(down, {
    log: (line) => lines.push(line),
    sleep: () => Promise.resolve(),
    now: stepping(),
  });
  const parsed = parse(body);
  const received = {
    id: "i",
    sdkAppId: SDK_APP_ID,
    event: parsed,
    body: parsed.body,
    rawBody: Buffer.from(body),
    sign: "s",
    receivedAt: "2024-11-21T14:40:00.000Z",
  };
  await expect(store(received)).rejects.toThrow(UnavailableError);
  expect(eventKey(SDK_APP_ID, parsed.body)).toContain(taskId);
  const [line = ""] = lines;
  return line;
}

/** A clock that goes on by two seconds each time. */
function stepping(): () => number {
  let now = 0;
  return () => (now += 2_000);
}

function fileOf(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.join("\n"));
  return file;
}

async function storedKeys(): Promise<string[]> {
  return (await controlClient(emulator.url).objects(BUCKET)).map(({ key }) => key);
}

test("events of log files are put back once, and counted", async () => {
  const [first, second] = [await lineOf("first"), await lineOf("second")];
  const one = fileOf("one.log", ["START RequestId: 1", `2026-11-21T14:00:00Z ${first}`, "END"]);
  const two = fileOf("two.log", [first, second]);
  const terminal = fakeTerminal({ environment });
  expect(await replay([one, two], COS, terminal)).toBe(0);
  expect([terminal.out(), terminal.err()]).toEqual([
    "2 put back, 1 already there, 2 other lines, 0 damaged\n",
    "",
  ]);
  expect((await storedKeys()).filter((key) => /\/(first|second)\//.test(key))).toHaveLength(2);

  const again = fakeTerminal({ environment });
  expect(await replay([one, two], COS, again)).toBe(0);
  expect(again.out()).toBe("0 put back, 3 already there, 2 other lines, 0 damaged\n");
});

test("lines come from stdin when no file is named", async () => {
  const terminal = fakeTerminal({ environment, stdin: `${await lineOf("stdin")}\nother\n` });
  expect(await replay([], COS, terminal)).toBe(0);
  expect(terminal.out()).toBe("1 put back, 0 already there, 1 other lines, 0 damaged\n");
});

test("a damaged line is named, the others are put back, and the exit code is 1", async () => {
  const line = await lineOf("damaged");
  const file = fileOf("damaged.log", ["other", line.slice(0, -20), line]);
  const terminal = fakeTerminal({ environment });
  expect(await replay([file], COS, terminal)).toBe(1);
  expect([terminal.out(), terminal.err()]).toEqual([
    "1 put back, 0 already there, 1 other lines, 1 damaged\n",
    `${file}:2: a damaged event, which is not put back\n`,
  ]);
});

test("a put that fails names its line and what to do, without a secret", async () => {
  const terminal = fakeTerminal({
    environment: { ...environment, TENCENTCLOUD_SECRET_KEY: "planted-other" },
    stdin: `other\n${await lineOf("refused")}\n`,
  });
  const failed = replay([], COS, terminal);
  await expect(failed).rejects.toThrow(
    /^line 2: .*; nothing is lost: run it again, what is back is not put twice$/,
  );
  await expect(failed).rejects.not.toThrow(/planted/);
  expect(terminal.out()).toBe("0 put back, 0 already there, 1 other lines, 0 damaged\n");
});

test("long logs report how far they are", async () => {
  const terminal = fakeTerminal({ environment, stdin: "other\n".repeat(2_001) });
  expect(await replay([], COS, terminal)).toBe(0);
  expect(terminal.err()).toBe("1000 lines read, 0 events put back\n2000 lines read, 0 events put back\n");
});

test("a file that cannot be read is said to be so", async () => {
  const missing = join(folder, "missing.log");
  await expect(replay([missing], COS, fakeTerminal({ environment }))).rejects.toThrow(
    `${missing} cannot be read (ENOENT): name a log file`,
  );
  await expect(replay([folder], COS, fakeTerminal({ environment }))).rejects.toThrow(
    `${folder} cannot be read (EISDIR): name a log file`,
  );
});

test("with nothing to read it is said how to give it", async () => {
  await expect(replay([], COS, fakeTerminal({ environment, typed: "" }))).rejects.toThrow(
    new UsageError("there are no lines: name the log files, or send their lines to stdin"),
  );
});

test("COS without an API key is refused", async () => {
  const ambient = { TRTC_CREDENTIAL_SOURCE: "cvm-role" };
  await expect(replay([], COS, fakeTerminal({ environment: ambient }))).rejects.toThrow(
    new UsageError(
      "there is no Tencent Cloud API key: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write ~/.tencentcloud/credentials",
    ),
  );
});

describe("S3", () => {
  const options: ReplayOptions = { vendor: "s3", bucket: "events", region: "ap-southeast-1" };
  afterEach(() => {
    jest.resetModules();
    jest.dontMock("@aws-sdk/client-s3");
  });

  test("is a store too", async () => {
    const terminal = fakeTerminal({ stdin: "other\n" });
    expect(await replay([], options, terminal)).toBe(0);
    expect(terminal.out()).toBe("0 put back, 0 already there, 1 other lines, 0 damaged\n");
  });

  test("without its package says how to install it", async () => {
    jest.resetModules();
    jest.doMock("@aws-sdk/client-s3", () => {
      throw new Error("Cannot find module '@aws-sdk/client-s3'");
    });
    await expect(replay([], options, fakeTerminal())).rejects.toThrow(
      new UsageError("S3 needs a further package: npm install @aws-sdk/client-s3"),
    );
  });
});

import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createHandler, nodeAdapter } from "../../../../provider/callback";
import type { ReceivedEvent } from "../../../../provider/callback";
import { probe } from "../../../../provider/command-line/probe";
import { UsageError } from "../../../../provider/command-line/terminal";
import { fakeTerminal } from "./fake-terminal";

const KEY = "plantedCallbackKey1";
const OPTIONS = { sdkAppId: 1400000001, timeout: 5 };
const ENVIRONMENT = { TRTC_CALLBACK_KEY: KEY };
const KEPT =
  "A CallbackEndpoint keeps the signed event in its event log, as one of task pulumi-trtc-probe.\n";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/trtc`;
}

/** The text with every time as 1 ms, and columns as wide as that makes them. */
function untimed(text: string): string {
  return text
    .replace(/\d+ ms/g, "1 ms")
    .replace(/ {2,}/g, "  ")
    .replace(/-{2,}/g, "--");
}

test("an endpoint that verifies is right three times, and gets one event", async () => {
  const received: ReceivedEvent[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [OPTIONS.sdkAppId],
    onEvent: (event) => void received.push(event),
  });
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  expect(await probe(await serve(nodeAdapter(handle)), OPTIONS, terminal)).toBe(0);
  expect(untimed(terminal.out())).toBe(
    [
      "event  expected  answered  right",
      "--  --  --  --",
      'signed  200 {"code":0} in 5 s, 2000 bytes  200 in 1 ms  yes',
      "wrongly signed  401  401 in 1 ms  yes",
      "unsigned  401  401 in 1 ms  yes",
      "",
      KEPT,
    ].join("\n"),
  );
  expect(terminal.err()).toBe("");
  expect(received.map(({ event: { name, taskId } }) => [name, taskId])).toEqual([
    ["CLOUD_SLICE_START", "pulumi-trtc-probe"],
  ]);
});

test("an endpoint that believes anyone is told so", async () => {
  const url = await serve((_, response) => void response.end('{"code":0}'));
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  expect(await probe(url, OPTIONS, terminal)).toBe(1);
  expect(untimed(terminal.out())).toBe(
    [
      "event  expected  answered  right",
      "--  --  --  --",
      'signed  200 {"code":0} in 5 s, 2000 bytes  200 in 1 ms  yes',
      "wrongly signed  401  200 in 1 ms  no",
      "unsigned  401  200 in 1 ms  no",
      "",
      "wrongly signed: the endpoint does not check what Sign says: compare it with the HMAC-SHA256 of the raw body under the key",
      "unsigned: the endpoint believes anyone: verify Sign before anything else, and refuse a request without it",
      KEPT,
    ].join("\n"),
  );
});

test("what is wrong with all three is said once, and no key is shown", async () => {
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  // nothing listens on port 1
  expect(await probe("http://127.0.0.1:1", OPTIONS, terminal)).toBe(1);
  expect(terminal.out().split("\n\n")[1]).toBe(
    `signed, wrongly signed, unsigned: nothing listens there: see that the endpoint runs, its port and its firewall\n`,
  );
  expect(terminal.out()).not.toContain("planted");
});

test("an answer later than the time-out is none", async () => {
  const url = await serve(() => undefined);
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  expect(await probe(url, { ...OPTIONS, timeout: 0.05 }, terminal)).toBe(1);
  expect(untimed(terminal.out())).toContain(
    'signed  200 {"code":0} in 0.05 s, 2000 bytes  nothing in 1 ms  no\n',
  );
});

test("the key is asked for when someone types", async () => {
  const handle = createHandler({ keys: [KEY], sdkAppIds: [OPTIONS.sdkAppId], onEvent: () => undefined });
  const terminal = fakeTerminal({ typed: `${KEY}\r` });
  expect(await probe(await serve(nodeAdapter(handle)), OPTIONS, terminal)).toBe(0);
  expect(terminal.err()).toBe("Callback key: \n");
});

test.each([
  ["no terminal", fakeTerminal()],
  ["nothing typed", fakeTerminal({ typed: "\u0003" })],
])("without a key and with %s it is said how to give one", async (_, terminal) => {
  await expect(probe("http://127.0.0.1:1", OPTIONS, terminal)).rejects.toThrow(
    new UsageError("there is no callback key: set TRTC_CALLBACK_KEY, or run it in a terminal to be asked"),
  );
});

test("a key that the console would not take is refused, unseen", async () => {
  const terminal = fakeTerminal({ environment: { TRTC_CALLBACK_KEY: "planted key" } });
  await expect(probe("http://127.0.0.1:1", OPTIONS, terminal)).rejects.toThrow(
    new UsageError(
      "the callback key has 11 characters, allowed are 1 to 32 of A-Z, a-z and 0-9: give the one that the console has",
    ),
  );
});

test("a key among the arguments is refused", async () => {
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  await expect(probe("http://127.0.0.1:1", { ...OPTIONS, key: "planted" }, terminal)).rejects.toThrow(
    new UsageError(
      "--key is not taken: every user of the machine can read the arguments of a process, and the shell keeps them; " +
        "set TRTC_CALLBACK_KEY, or leave it out to be asked",
    ),
  );
});

test.each([
  [
    "callbacks.example.com",
    "the URL is none of http or https: give the whole callback URL, such as https://example.com/callback",
  ],
  [
    "ftp://callbacks.example.com",
    "the URL is none of http or https: give the whole callback URL, such as https://example.com/callback",
  ],
  [
    "https://example.com/callback?a=1&b=2",
    'the URL holds "&": the console takes a-z A-Z 0-9 - _ ? % = # . / + and : only',
  ],
  [
    "https://example.com/😀",
    'the URL holds "😀": the console takes a-z A-Z 0-9 - _ ? % = # . / + and : only',
  ],
  [`https://example.com/${"a".repeat(2064)}`, "the URL has 2084 characters: the console takes at most 2083"],
])("%.40s is refused", async (url, message) => {
  const terminal = fakeTerminal({ environment: ENVIRONMENT });
  await expect(probe(url, OPTIONS, terminal)).rejects.toThrow(new UsageError(message));
});

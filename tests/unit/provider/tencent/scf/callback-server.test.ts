import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createCallbackServer } from "../../../../../provider/tencent/scf/callback-server";
import type { CosEventStorageOptions } from "../../../../../provider/callback/cos";
import type * as EventLog from "../../../../../provider/callback/event-log";
import type { EventStorage } from "../../../../../provider/callback/event-storage";
import { signTestEvent } from "../../../../../provider/callback/test-event";
import { InputError } from "../../../../../provider/trtc/errors";
import { fakeClock } from "../../fake-clock";

const KEY = "plantedKey";
const SDK_APP_ID = 1400000001;
const ENVIRONMENT = {
  TRTC_EVENTS_BUCKET: "slices-1250000000",
  TRTC_EVENTS_REGION: "ap-singapore",
  TRTC_CALLBACK_KEYS: `${KEY},plantedOld`,
  TRTC_SDK_APP_IDS: String(SDK_APP_ID),
  TRTC_TOLERANCE_SECONDS: "300",
  TENCENTCLOUD_ENDPOINT_URL_COS: "http://127.0.0.1:4577",
};
const ROLE = {
  "x-scf-secret-id": "AKIDrole",
  "x-scf-secret-key": "planted-key",
  "x-scf-session-token": "planted-token",
};

interface Put {
  key: string;
  body: string;
  credentials: ReturnType<CosEventStorageOptions["credentials"]>;
}

// jest lets a mock's factory read variables of this name alone
const mockOptions: CosEventStorageOptions[] = [];
const mockPuts: Put[] = [];
let mockFirst: Promise<void> | undefined;
jest.mock("../../../../../provider/callback/cos", () => ({
  cosEventStorage: (options: CosEventStorageOptions): Pick<EventStorage, "putOnce"> => {
    mockOptions.push(options);
    return {
      async putOnce(key, body) {
        // others come while the first one is still at it
        const wait = mockFirst;
        mockFirst = undefined;
        await wait;
        mockPuts.push({ key, body, credentials: options.credentials() });
        return "stored";
      },
    };
  },
}));
// tries again without waiting
const mockClock = fakeClock();
jest.mock("../../../../../provider/callback/event-log", () => {
  const actual = jest.requireActual<typeof EventLog>("../../../../../provider/callback/event-log");
  return {
    storeEvents: (storage: EventStorage, options: EventLog.StoreEventsOptions) =>
      actual.storeEvents(storage, { ...options, ...mockClock }),
  };
});

let server: Server;
let lines: string[];
beforeEach(async () => {
  mockOptions.length = 0;
  mockPuts.length = 0;
  mockFirst = undefined;
  lines = [];
  server = createCallbackServer({ environment: ENVIRONMENT, write: (line) => void lines.push(line) });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function posted(
  headers: Record<string, string>,
  event: { body: string; headers: Record<string, string> } = signTestEvent({
    key: KEY,
    sdkAppId: SDK_APP_ID,
  }),
): Promise<number> {
  // a server that listens on TCP has an address of this form
  const { port } = server.address() as AddressInfo;
  const { status } = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { ...event.headers, ...headers },
    body: event.body,
  });
  return status;
}

test("an event is put into the bucket with the keys that came with it, and nothing of them is stored", async () => {
  await expect(posted(ROLE)).resolves.toBe(200);
  expect(mockOptions).toEqual([
    {
      bucket: "slices-1250000000",
      region: "ap-singapore",
      endpoint: "http://127.0.0.1:4577",
      credentials: expect.any(Function) as unknown,
    },
  ]);
  const [put] = mockPuts;
  expect(put?.key).toMatch(/^trtc-events\/1400000001\//);
  expect(put?.credentials).toEqual({
    secretId: "AKIDrole",
    secretKey: "planted-key",
    token: "planted-token",
  });
  expect(put?.body).not.toMatch(/planted|AKIDrole|scf-/);
  expect(lines).toEqual([]);
});

test("COS itself is asked when no other endpoint is named", () => {
  createCallbackServer({
    environment: { ...ENVIRONMENT, TENCENTCLOUD_ENDPOINT_URL_COS: undefined },
    write: () => undefined,
  });
  expect(Object.keys(mockOptions[1] ?? {})).toEqual(["bucket", "region", "credentials"]);
});

test("requests at the same time have each their own keys", async () => {
  let goOn = (): void => undefined;
  mockFirst = new Promise((resolve) => {
    goOn = resolve;
  });
  const event = (room: string) =>
    signTestEvent({
      key: KEY,
      sdkAppId: SDK_APP_ID,
      event: { EventGroupId: 1, EventType: 101, EventInfo: { RoomId: room, EventTs: 1 } },
    });
  const first = posted({ ...ROLE, "x-scf-secret-id": "AKIDfirst" }, event("first"));
  const second = posted({ ...ROLE, "x-scf-secret-id": "AKIDsecond" }, event("second"));
  await expect(Promise.race([first, second])).resolves.toBe(200);
  goOn();
  await expect(Promise.all([first, second])).resolves.toEqual([200, 200]);
  const idOf = (room: string) =>
    mockPuts.find(({ body }) => body.includes(`"${room}"`))?.credentials.secretId;
  expect([idOf("first"), idOf("second")]).toEqual(["AKIDfirst", "AKIDsecond"]);
});

test("an event that came without keys of the role is answered 503 and is a line for replay-events", async () => {
  await expect(posted({})).resolves.toBe(503);
  expect(mockPuts).toEqual([]);
  expect(lines).toHaveLength(2);
  const [replay, said] = lines.map((line): unknown => JSON.parse(line));
  expect(JSON.stringify(replay)).toContain("trtc-events/1400000001/");
  expect(said).toEqual({
    level: "error",
    status: 503,
    reason: "unavailable",
    // the sentence around it is the library's
    message: expect.stringContaining(
      "(the request came without the keys of the function's role: give the function a role that trusts scf.qcloud.com)",
    ) as unknown,
    sdkAppId: SDK_APP_ID,
  });
});

test("what is not signed with a key is refused, and no line holds a key", async () => {
  const forged = signTestEvent({ key: "plantedOther", sdkAppId: SDK_APP_ID });
  await expect(posted(ROLE, forged)).resolves.toBe(401);
  await expect(posted(ROLE, signTestEvent({ key: "plantedOld", sdkAppId: SDK_APP_ID }))).resolves.toBe(200);
  expect(lines).toHaveLength(1);
  expect(lines.join("\n")).not.toMatch(/planted|AKIDrole/);
});

test("other methods are refused", async () => {
  // as above
  const { port } = server.address() as AddressInfo;
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/health`, { headers: ROLE });
  expect([status, headers.get("allow")]).toEqual([405, "POST"]);
});

test("an environment that is not complete stops it", () => {
  expect(() => createCallbackServer({ environment: {}, write: () => undefined })).toThrow(InputError);
});

import { controlClient, startEmulator } from "../../../../emulator/src";
import type { Emulator } from "../../../../emulator/src";
import { cosEventStorage } from "../../../../provider/callback/cos";
import type { CosEventStorageOptions } from "../../../../provider/callback/cos";
import type { EventStorage } from "../../../../provider/callback/event-storage";
import { operationBudget } from "../../../../provider/trtc/attempt";
import {
  CredentialsError,
  GoneError,
  InputError,
  UnknownOutcomeError,
} from "../../../../provider/trtc/errors";
import { ADDRESS, cosAt, KEY, refuse, serverThat } from "../tencent/cos-client-parts";

const EVENT = "trtc-events/1400000001/2026/11/21/task/1.json";

let emulator: Emulator;
let storage: EventStorage;
beforeEach(async () => {
  emulator = await startEmulator({
    secretId: KEY.secretId,
    secretKey: KEY.secretKey,
    buckets: [{ name: ADDRESS.bucket, region: ADDRESS.region }],
  });
  storage = storageAt(emulator.url);
});
afterEach(async () => {
  await emulator.close();
});

function storageAt(endpoint: string, changes: Partial<CosEventStorageOptions> = {}): EventStorage {
  return cosEventStorage({ ...ADDRESS, endpoint, credentials: () => KEY, ...changes });
}

async function keysIn(of: EventStorage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of of.list(prefix)) keys.push(key);
  return keys;
}

test("an event is put once, and the first one stays", async () => {
  expect(await storage.putOnce(EVENT, '{"event":"first"}')).toBe("stored");
  expect(await storage.putOnce(EVENT, '{"event":"second"}')).toBe("exists");
  expect(await storage.read(EVENT)).toBe('{"event":"first"}');
});

test("a bucket with versions, on or suspended, keeps the first event too", async () => {
  const { cos } = cosAt(emulator.url);
  await cos.put(ADDRESS, { name: "versioning", value: true }, operationBudget());
  expect(await storage.putOnce(EVENT, '"first"')).toBe("stored");
  expect(await storage.putOnce(EVENT, '"second"')).toBe("exists");
  await cos.put(ADDRESS, { name: "versioning", value: false }, operationBudget());
  expect(await storage.putOnce(EVENT, '"third"')).toBe("exists");
  expect(await storage.read(EVENT)).toBe('"first"');
});

test("of many puts of one event at once, one is stored", async () => {
  const puts = await Promise.all(
    Array.from({ length: 8 }, (_, index) => storage.putOnce(EVENT, String(index))),
  );
  expect(puts.filter((put) => put === "stored")).toHaveLength(1);
});

test("lists the keys under a prefix, in the order of their bytes", async () => {
  const keys = ["trtc-events/1/a b", "trtc-events/1/a+&<b", "trtc-events/1/é", "trtc-events/2/a"];
  for (const key of [...keys].reverse()) await storage.putOnce(key, "{}");
  expect(await keysIn(storage, "trtc-events/1/")).toEqual(keys.slice(0, 3));
  expect(await keysIn(storage, "trtc-events/3/")).toEqual([]);
  expect(await storage.read("trtc-events/1/a+&<b")).toBe("{}");
});

test("lists page after page", async () => {
  const pages = [
    "<IsTruncated>true</IsTruncated><Contents><Key>p/1</Key></Contents><Contents><Key>p/2</Key></Contents>",
    "<IsTruncated>false</IsTruncated><Contents><Key>p/3</Key></Contents>",
  ];
  const server = await serverThat((response, request) => {
    response.writeHead(200, { "x-cos-request-id": "r-1" });
    response.end(`<ListBucketResult>${pages[request] ?? ""}</ListBucketResult>`);
  });
  expect(await keysIn(storageAt(server.url), "p/")).toEqual(["p/1", "p/2", "p/3"]);
  expect(server.received.map(({ url }) => url)).toEqual([
    "/?prefix=p%2F&max-keys=1000",
    "/?prefix=p%2F&marker=p%2F2&max-keys=1000",
  ]);
  await server.close();
});

test("a put looks first, then writes JSON under the bucket's own host name with the token of the moment", async () => {
  const tokens = ["first", "second"];
  const server = await serverThat((response, request) => {
    response.writeHead(request === 0 ? 404 : 200, { "x-cos-request-id": "r-1" });
    response.end();
  });
  const credentials = () => ({ ...KEY, token: tokens.shift() ?? "" });
  expect(await storageAt(server.url, { credentials }).putOnce(EVENT, "{}")).toBe("stored");
  expect(
    server.received.map(({ method, url, headers }) => [
      method,
      url,
      headers.host,
      headers["x-cos-security-token"],
      headers["x-cos-forbid-overwrite"],
      headers["content-type"],
    ]),
  ).toEqual([
    ["HEAD", `/${EVENT}`, `${ADDRESS.bucket}.cos.ap-singapore.myqcloud.com`, "first", undefined, undefined],
    [
      "PUT",
      `/${EVENT}`,
      `${ADDRESS.bucket}.cos.ap-singapore.myqcloud.com`,
      "second",
      "true",
      "application/json",
    ],
  ]);
  await server.close();
});

test("a key that may not look puts all the same", async () => {
  const server = await serverThat((response, request) => {
    if (request === 0) refuse(response, 403, "AccessDenied");
    else response.writeHead(200, { "x-cos-request-id": "r-1" }).end();
  });
  expect(await storageAt(server.url).putOnce(EVENT, "{}")).toBe("stored");
  await server.close();
});

test("a put that stays without an answer is given up after 1.5 s", async () => {
  const server = await serverThat(() => undefined);
  const begun = performance.now();
  await expect(storageAt(server.url).putOnce(EVENT, "{}")).rejects.toThrow(
    new UnknownOutcomeError(
      `HeadObject: no usable answer from ${server.url} (timeout), so it is not known whether the call took effect: run it again`,
    ),
  );
  expect(performance.now() - begun).toBeLessThan(2_000);
  await server.close();
});

test("an answer that is none of COS is not believed", async () => {
  const server = await serverThat((response) => void response.end("<html>sign in</html>"));
  await expect(storageAt(server.url).putOnce(EVENT, "{}")).rejects.toThrow(
    `HeadObject: no usable answer from ${server.url} (unreadable answer), so it is not known whether the call took effect: run it again`,
  );
  await server.close();
});

test("a store that fails for a while stores once it is back", async () => {
  const control = controlClient(emulator.url);
  // the vendor's client sends four times by itself
  await control.fault({ action: "cos:PutObject", kind: "status", status: 503, times: 4 });
  await expect(storage.putOnce(EVENT, "{}")).rejects.toThrow(UnknownOutcomeError);
  expect(await storage.putOnce(EVENT, "{}")).toBe("stored");
});

test("what may not be done is said with what to grant, without a secret", async () => {
  const planted = () => ({ secretId: KEY.secretId, secretKey: "planted-other-secret" });
  const other = storageAt(emulator.url, { credentials: planted });
  await expect(other.read(EVENT)).rejects.toThrow(CredentialsError);
  await expect(other.read(EVENT)).rejects.toThrow(
    /^GetObject: SignatureDoesNotMatch \(.*\): the key from the event storage was not accepted: check it; RequestId /,
  );
  await expect(other.putOnce(EVENT, "{}")).rejects.not.toThrow(/planted/);
});

test("a bucket that is not there is said to be so", async () => {
  const gone = storageAt(emulator.url, { bucket: "gone-1250000000" });
  await expect(gone.putOnce(EVENT, "{}")).rejects.toThrow(GoneError);
  await expect(keysIn(gone, "")).rejects.toThrow(
    /^GetBucket: NoSuchBucket \(.*\): check the key, and the name and region of bucket gone-1250000000/,
  );
});

test("an event that is not there is said to be so", async () => {
  await expect(storage.read(EVENT)).rejects.toThrow(GoneError);
});

test.each([
  [
    { bucket: "slices" },
    'bucket is "slices", allowed is a whole name with the APPID at its end: slices-1250000000',
  ],
  [
    { endpoint: "127.0.0.1:4577" },
    'endpoint is "127.0.0.1:4577", allowed is an http or https URL of host and port such as http://127.0.0.1:4577',
  ],
  [
    { endpoint: "http://user:planted@127.0.0.1:4577/path" },
    'endpoint is "http://***@127.0.0.1:4577/path", allowed is an http or https URL of host and port such as http://127.0.0.1:4577',
  ],
])("%j is refused", (changes, message) => {
  expect(() => storageAt("http://127.0.0.1:1", changes)).toThrow(new InputError(message));
});

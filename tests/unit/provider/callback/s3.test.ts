import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import type { EventStorage } from "../../../../provider/callback/event-storage";
import { s3EventStorage } from "../../../../provider/callback/s3";
import { ServiceError } from "../../../../provider/trtc/errors";
import { textLike } from "../../emulator/any-value";

const EVENT = "trtc-events/1400000001/2026/11/21/task/1.json";
const CREDENTIALS = { accessKeyId: "AKIAwriter", secretAccessKey: "planted-secret" };

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

let server: Server;
let endpoint: string;
let received: Received[];
/** What the server does with a request; each test says it. */
let answer: (request: Received, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body });
      answer({ method, url, headers, body }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = server.address() as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function storageWith(changes: { endpoint?: string } = { endpoint }): EventStorage {
  return s3EventStorage({
    bucket: "slices",
    region: "ap-southeast-1",
    credentials: CREDENTIALS,
    ...changes,
  });
}

/** A bucket that holds objects as S3 does, as far as events need it; two keys a page. */
function bucket(): typeof answer {
  const objects = new Map<string, string>();
  return ({ method, url, headers, body }, response) => {
    const { pathname, searchParams } = new URL(url ?? "", endpoint);
    const key = decodeURIComponent(pathname.replace("/slices/", ""));
    const prefix = searchParams.get("prefix");
    if (method === "PUT" && headers["if-none-match"] === "*" && objects.has(key)) {
      refuse(response, 412, "PreconditionFailed");
    } else if (method === "PUT") {
      objects.set(key, body);
      response.setHeader("etag", '"e"').end();
    } else if (prefix !== null) {
      response.end(page([...objects.keys()], prefix, searchParams.get("continuation-token") ?? ""));
    } else if (objects.has(key)) response.end(objects.get(key));
    else refuse(response, 404, "NoSuchKey");
  };
}

function page(all: readonly string[], prefix: string, after: string): string {
  const left = all.filter((key) => key.startsWith(prefix) && key > after).sort();
  const keys = left.slice(0, 2);
  const more = left.length > keys.length;
  return (
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>` +
    `<NextContinuationToken>${keys.at(-1) ?? ""}</NextContinuationToken>` +
    `${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("")}</ListBucketResult>`
  );
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<Error><Code>${code}</Code><Message>Vendor text.</Message></Error>`);
}

async function keysIn(storage: EventStorage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of storage.list(prefix)) keys.push(key);
  return keys;
}

test("an event is put once, and the first one stays", async () => {
  answer = bucket();
  const storage = storageWith();
  expect(await storage.putOnce(EVENT, '{"event":"first"}')).toBe("stored");
  expect(await storage.putOnce(EVENT, '{"event":"second"}')).toBe("exists");
  expect(await storage.read(EVENT)).toBe('{"event":"first"}');
});

test("a put is one signed request for JSON that must not be there, with a checksum", async () => {
  answer = bucket();
  await storageWith().putOnce(EVENT, '{"text":"ä"}');
  expect(received).toMatchObject([
    {
      method: "PUT",
      url: textLike(new RegExp(`^/slices/${EVENT}(\\?|$)`)),
      headers: {
        "if-none-match": "*",
        "content-type": "application/json",
        "x-amz-checksum-crc32": textLike(/^[\w+/]{6}==$/),
        authorization: textLike(
          /^AWS4-HMAC-SHA256 Credential=AKIAwriter\/\d{8}\/ap-southeast-1\/s3\/aws4_request, /,
        ),
      },
      body: '{"text":"ä"}',
    },
  ]);
});

test("lists the keys under a prefix, page after page", async () => {
  answer = bucket();
  const storage = storageWith();
  const keys = ["p/1", "p/2", "p/3", "p/4", "p/5"];
  for (const key of [...keys, "q/1"]) await storage.putOnce(key, "{}");
  expect(await keysIn(storage, "p/")).toEqual(keys);
  expect(await keysIn(storage, "r/")).toEqual([]);
});

test.each([
  [409, "ConditionalRequestConflict"],
  [503, "SlowDown"],
  [412, "SomethingElse"],
])("a put that is answered %p %s fails after one try", async (status, code) => {
  answer = (_, response) => refuse(response, status, code);
  await expect(storageWith().putOnce(EVENT, "{}")).rejects.toThrow(
    new ServiceError(
      `PutObject: ${code} (Vendor text): check bucket slices, its region ap-southeast-1 and whether the credentials may do ` +
        "s3:PutObject there",
    ),
  );
  expect(received).toHaveLength(1);
});

test("a put without an answer, or with half of one, is given up after 1.5 s, and its connection is closed", async () => {
  const closed: Promise<unknown>[] = [];
  answer = ({ url = "" }, response) => {
    closed.push(once(response, "close"));
    if (url.startsWith("/slices/half")) response.writeHead(500).write("<Error>");
  };
  const storage = storageWith();
  const begun = performance.now();
  const puts = await Promise.allSettled(["none", "half"].map((key) => storage.putOnce(key, "{}")));
  expect(performance.now() - begun).toBeLessThan(1_900);
  expect(puts.map((put) => (put.status === "rejected" ? String(put.reason) : put.value))).toEqual(
    puts.map(
      () =>
        "ServiceError: PutObject: Error (ETIMEDOUT): check bucket slices, its region ap-southeast-1 and whether the credentials " +
        "may do s3:PutObject there",
    ),
  );
  expect(await Promise.all(closed)).toHaveLength(2);
});

test("what cannot be read is said, without a secret", async () => {
  answer = bucket();
  const storage = storageWith();
  await expect(storage.read(EVENT)).rejects.toThrow(
    new ServiceError(
      "GetObject: NoSuchKey (Vendor text): check bucket slices, its region ap-southeast-1 and whether the credentials may do " +
        "s3:GetObject there",
    ),
  );
  answer = (_, response) => refuse(response, 403, "AccessDenied");
  await expect(keysIn(storage, "p/")).rejects.toThrow(
    new ServiceError(
      "ListBucket: AccessDenied (Vendor text): check bucket slices, its region ap-southeast-1 and whether the credentials may do " +
        "s3:ListBucket there",
    ),
  );
});

describe("an endpoint of the environment", () => {
  const before = process.env["AWS_ENDPOINT_URL"];
  afterEach(() => {
    if (before === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = before;
  });

  test("is used with the bucket in the path", async () => {
    process.env["AWS_ENDPOINT_URL"] = endpoint;
    answer = bucket();
    expect(await storageWith({}).putOnce(EVENT, "{}")).toBe("stored");
    expect(received.map(({ url }) => url?.split("?")[0])).toEqual([`/slices/${EVENT}`]);
  });
});

import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { operationBudget } from "../../../../provider/trtc/attempt";
import {
  CredentialsError,
  ServiceError,
  ThrottledError,
  UnknownOutcomeError,
} from "../../../../provider/trtc/errors";
import { ADDRESS, cosAt, KEY, refuse, serverThat } from "./cos-client-parts";
import type { FakeServer } from "./cos-client-parts";

const budget = operationBudget;
/** The vendor's client itself sends so often before it gives up on a network error or a 5xx. */
const VENDOR_TRIES = 4;

const servers: FakeServer[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) await server.close();
});

async function server(answer: (response: ServerResponse, request: number) => void): Promise<FakeServer> {
  const started = await serverThat(answer);
  servers.push(started);
  return started;
}

/** An answer of COS. */
function accept(response: ServerResponse, body = ""): void {
  response.writeHead(200, { "x-cos-request-id": "r-1" });
  response.end(body);
}

describe("one request", () => {
  test("goes to the endpoint under the bucket's own host name, signed, without a token", async () => {
    const { url, received } = await server((response) => accept(response));
    await cosAt(url).cos.create(ADDRESS, budget());
    expect(received).toHaveLength(1);
    const [{ method, url: path, headers } = {}] = received;
    expect([method, path, headers?.host]).toEqual([
      "PUT",
      "/",
      "slices-1250000000.cos.ap-singapore.myqcloud.com",
    ]);
    expect(headers?.authorization).toMatch(/^q-sign-algorithm=sha1&q-ak=AKIDroot&/);
    expect(headers).not.toHaveProperty("x-cos-security-token");
    expect(JSON.stringify(received)).not.toContain("planted");
  });

  test("of temporary credentials sends their token", async () => {
    const { url, received } = await server((response) => accept(response));
    await cosAt(url, { ...KEY, token: "session" }).cos.create(ADDRESS, budget());
    expect(received.map(({ headers }) => headers["x-cos-security-token"])).toEqual(["session"]);
  });

  describe("with a proxy in the environment", () => {
    const { http_proxy: before } = process.env;
    afterEach(() => {
      if (before === undefined) delete process.env["http_proxy"];
      else process.env["http_proxy"] = before;
    });

    test("goes straight to an endpoint on this machine", async () => {
      const [endpoint, proxy] = await Promise.all([
        server((response) => accept(response)),
        server((response) => accept(response)),
      ]);
      process.env["http_proxy"] = proxy.url;
      await cosAt(endpoint.url).cos.create(ADDRESS, budget());
      expect([endpoint.received.length, proxy.received.length]).toEqual([1, 0]);
    });
  });
});

test("a clock that is off is said to be so, and nothing is printed", async () => {
  const printed = jest.spyOn(console, "error").mockReturnValue(undefined);
  const { url } = await server((response) => refuse(response, 403, "AccessDenied", "Request has expired"));
  await expect(cosAt(url).cos.create(ADDRESS, budget())).rejects.toThrow(
    new CredentialsError(
      "putBucket: RequestTimeTooSkewed (Request has expired): the clock of this machine is off by more than five minutes: " +
        "set it and run again; RequestId r-1",
    ),
  );
  expect(printed.mock.calls).toEqual([]);
});

test("a port that nobody listens on is unreachable, after every retry", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const { cos, clock } = cosAt(`http://127.0.0.1:${port}`);
  const created = cos.create(ADDRESS, budget());
  await expect(created).rejects.toThrow(
    new ServiceError(
      `putBucket: http://127.0.0.1:${port} cannot be reached (ECONNREFUSED): check the network, http_proxy and ` +
        "TENCENTCLOUD_ENDPOINT_URL; nothing was sent",
    ),
  );
  await expect(created).rejects.toMatchObject({ code: "Unreachable" });
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(7).fill(10_000)]);
});

describe("a call that may have taken effect", () => {
  test("is not repeated by us when the connection breaks", async () => {
    const { url } = await server((response) => response.destroy());
    const created = cosAt(url).cos.create(ADDRESS, budget());
    await expect(created).rejects.toThrow(
      new UnknownOutcomeError(
        `putBucket: no usable answer from ${url} (connection lost), so it is not known whether the call took effect`,
      ),
    );
    await expect(created).rejects.toMatchObject({ code: "ConnectionLost" });
  });

  test("is not repeated by us when a gateway answers", async () => {
    const { url } = await server((response) => response.writeHead(502).end("<html>Bad Gateway</html>"));
    const { cos, clock } = cosAt(url);
    await expect(cos.create(ADDRESS, budget())).rejects.toThrow(
      new UnknownOutcomeError(`putBucket: ${url} answered HTTP 502: run it again later`),
    );
    expect(clock.sleeps).toEqual([]);
  });
});

test("a call that may be repeated is, when the connection breaks", async () => {
  const { url, received } = await server((response, request) => {
    if (request < VENDOR_TRIES) response.destroy();
    else accept(response);
  });
  const { cos, clock } = cosAt(url);
  await expect(cos.exists(ADDRESS, budget())).resolves.toBe(true);
  expect(received).toHaveLength(VENDOR_TRIES + 1);
  expect(clock.sleeps).toEqual([250]);
});

describe("503 SlowDown", () => {
  test("is tried again after a pause, also for a call that may not be repeated: nothing happened", async () => {
    const { url } = await server((response, request) => {
      if (request < 2 * VENDOR_TRIES) refuse(response, 503, "SlowDown");
      else accept(response);
    });
    const { cos, clock, acquired } = cosAt(url);
    await cos.create(ADDRESS, budget());
    expect(clock.sleeps).toEqual([250, 500]);
    expect(acquired).toEqual(Array(3).fill(["cos:putBucket", 20]));
  });

  test("that does not end is a ThrottledError", async () => {
    const { url } = await server((response) => refuse(response, 503, "SlowDown"));
    const { cos, reports } = cosAt(url);
    await expect(cos.create(ADDRESS, budget())).rejects.toThrow(
      new ThrottledError(
        "putBucket: SlowDown (Vendor text): still throttled after every retry: run it again later, or lower TRTC_MAX_RPS in each " +
          "pipeline; RequestId r-1",
      ),
    );
    expect(reports).toEqual([
      "putBucket: SlowDown, trying again in 4 s",
      "putBucket: SlowDown, trying again in 8 s",
      ...Array<string>(7).fill("putBucket: SlowDown, trying again in 10 s"),
    ]);
  });
});

describe("an answer that is not one of COS", () => {
  const SIGN_IN = "<html><body>Sign in</body></html>";

  test.each([404, 403, 302])("with status %d never says that a bucket is gone or denied", async (status) => {
    const { url } = await server((response) => response.writeHead(status).end(SIGN_IN));
    const { cos } = cosAt(url);
    const foreign = (method: string) =>
      new ServiceError(
        `${method}: ${url} answered HTTP ${status}, which is no answer of the API: check http_proxy and TENCENTCLOUD_ENDPOINT_URL`,
      );
    await expect(cos.exists(ADDRESS, budget())).rejects.toThrow(foreign("headBucket"));
    await expect(cos.delete(ADDRESS, budget())).rejects.toThrow(foreign("deleteBucket"));
    await expect(cos.mayWrite(ADDRESS, "slices/", budget())).rejects.toThrow(foreign("multipartAbort"));
  });

  test.each([SIGN_IN, ""])("never says that all is well: %p", async (body) => {
    const { url } = await server((response) => response.end(body));
    const { cos } = cosAt(url);
    const unreadable = (method: string, cure: string) =>
      new UnknownOutcomeError(
        `${method}: no usable answer from ${url} (unreadable answer), so it is not known whether the call took effect${cure}`,
      );
    await expect(cos.create(ADDRESS, budget())).rejects.toThrow(unreadable("putBucket", ""));
    await expect(cos.delete(ADDRESS, budget())).rejects.toThrow(unreadable("deleteBucket", ": run it again"));
    await expect(cos.settings(ADDRESS, budget())).rejects.toThrow(UnknownOutcomeError);
  });
});

test("one of many objects that could not be deleted is tried again with the others", async () => {
  const { url, received } = await server((response, request) => {
    const refused = "<Error><Key>a</Key><Code>InternalError</Code><Message>Vendor text.</Message></Error>";
    accept(response, `<DeleteResult>${request === 0 ? refused : ""}</DeleteResult>`);
  });
  const { cos, clock } = cosAt(url);
  await cos.remove(ADDRESS, [{ kind: "version", key: "a", versionId: undefined }]);
  expect(received).toHaveLength(2);
  expect(clock.sleeps).toEqual([3_000]);
});

test("a right of another account is seen", async () => {
  const owner = "<Owner><ID>qcs::cam::uin/1:uin/1</ID></Owner>";
  const grant = (id: string) =>
    `<Grant><Grantee><ID>qcs::cam::uin/${id}:uin/${id}</ID></Grantee><Permission>READ</Permission></Grant>`;
  const { url } = await server((response) =>
    accept(
      response,
      `<AccessControlPolicy>${owner}<AccessControlList>${grant("1")}${grant("2")}</AccessControlList></AccessControlPolicy>`,
    ),
  );
  await expect(cosAt(url).cos.settings(ADDRESS, budget())).resolves.toMatchObject({ acl: "granted" });
});

test.each(["ApplySideEncryptionConfiguration", "ApplyServerSideEncryptionByDefault"])(
  "an encryption is read from %s",
  async (element) => {
    const { url } = await server((response) =>
      accept(
        response,
        `<ServerSideEncryptionConfiguration><Rule><${element}><SSEAlgorithm>KMS</SSEAlgorithm></${element}></Rule></ServerSideEncryptionConfiguration>`,
      ),
    );
    await expect(cosAt(url).cos.settings(ADDRESS, budget())).resolves.toMatchObject({ encryption: "KMS" });
  },
);

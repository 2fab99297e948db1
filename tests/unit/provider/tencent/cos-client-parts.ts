import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createCosClient } from "../../../../provider/tencent/cos-client";
import type { CosClient } from "../../../../provider/tencent/cos-client";
import type { Credentials } from "../../../../provider/trtc/credentials";
import { fakeClock } from "../fake-clock";
import type { FakeClock } from "../fake-clock";
import { fakeSettings } from "../fake-settings";

export const BUCKET = "slices-1250000000";
export const ADDRESS = { bucket: BUCKET, region: "ap-singapore" };

export const KEY: Credentials = {
  secretId: "AKIDroot",
  secretKey: "planted-root-secret",
  source: "the environment (TENCENTCLOUD_SECRET_ID)",
};

export interface ClientAt {
  cos: CosClient;
  clock: FakeClock;
  reports: string[];
  /** What was asked of the rate limit: call and calls a second. */
  acquired: [string, number][];
}

/** The client with a clock that stands still, against the COS of this URL; jitter is half of its bound. */
export function cosAt(url: string, credentials: Credentials = KEY): ClientAt {
  const clock = fakeClock();
  const reports: string[] = [];
  const acquired: [string, number][] = [];
  const cos = createCosClient({
    settings: fakeSettings({ environment: { TENCENTCLOUD_ENDPOINT_URL_COS: url } }),
    clock,
    random: () => 0.5,
    limiter: {
      acquire(call, maxPerSecond) {
        acquired.push([call, maxPerSecond]);
        return Promise.resolve();
      },
    },
    report: (message) => void reports.push(message),
    credentials: () => Promise.resolve(credentials),
  });
  return { cos, clock, reports, acquired };
}

export interface FakeServer {
  url: string;
  /** What arrived, in order. */
  received: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

/** A server that answers each request, by its number from 0. */
export async function serverThat(
  answer: (response: ServerResponse, request: number) => void,
): Promise<FakeServer> {
  const received: FakeServer["received"] = [];
  const server: Server = createServer(({ method, url, headers }, response) => {
    answer(response, received.push({ method, url, headers }) - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer of COS that refuses. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message = "Vendor text.",
): void {
  response.writeHead(status, { "x-cos-request-id": "r-1", "content-type": "application/xml" });
  response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../../../provider/trtc/clock";
import { processClient, processParts } from "../../../../provider/trtc/process";
import type * as Process from "../../../../provider/trtc/process";
import { TRTC } from "../../../../provider/trtc/service";
import { API_KEY, fakeSettings } from "../fake-settings";

let server: Server;
let starts: number[];
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on("end", () => {
      starts.push(performance.now());
      response.end('{"Response":{"Status":"Idle","RequestId":"r-0"}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  starts = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function client(rate: string) {
  return processClient(
    TRTC,
    fakeSettings({
      environment: { ...API_KEY, TENCENTCLOUD_ENDPOINT_URL: url, TRTC_MAX_RPS: rate },
    }),
    () => undefined,
  );
}

function call(action: string) {
  return {
    action,
    params: { SdkAppId: 1400000001, TaskId: "t-1" },
    region: "ap-singapore",
    repeatable: true,
    budget: { remainingMs: 10_000 },
  };
}

test("the shared rate limit is made at the first call, not when the module is loaded or a client is made", async () => {
  const shared = Symbol.for("pulumi-trtc.limiter");
  Reflect.deleteProperty(globalThis, shared);
  const symbols = Object.getOwnPropertySymbols(globalThis);
  const modules: (typeof Process)[] = [];
  jest.isolateModules(() => {
    modules.push(jest.requireActual<typeof Process>("../../../../provider/trtc/process"));
  });
  const settings = fakeSettings({ environment: { ...API_KEY, TENCENTCLOUD_ENDPOINT_URL: url } });
  const clients = modules.map((copy) => copy.processClient(TRTC, settings, () => undefined));
  expect(modules.map((copy) => copy.processClient === processClient)).toEqual([false]);
  expect(Object.getOwnPropertySymbols(globalThis)).toEqual(symbols);

  for (const one of clients) await one.call(call("DescribeCloudSliceTask"));
  expect(starts).toHaveLength(1);
  expect(Object.getOwnPropertySymbols(globalThis)).toContain(shared);
});

test("a client of this process speaks to the endpoint that the settings name", async () => {
  await expect(client("20").call(call("DescribeCloudSliceTask"))).resolves.toEqual({
    Status: "Idle",
    RequestId: "r-0",
  });
  expect(starts).toHaveLength(1);
});

test("the parts of this process are its clock, its random numbers and the settings and report that are given", () => {
  const settings = fakeSettings({ environment: API_KEY });
  const reports: string[] = [];
  const parts = processParts(settings, (message) => void reports.push(message));
  parts.report("said");
  expect([parts.settings, parts.clock, parts.random]).toEqual([settings, systemClock, Math.random]);
  expect(reports).toEqual(["said"]);
});

test("two clients of one process share the rate limit of an action", async () => {
  const began = performance.now();
  await Promise.all(
    [client("2"), client("2"), client("2")].map((one) => one.call(call("AnActionOfThisTest"))),
  );
  // a call never arrives before its turn, however late it may arrive
  const turns = starts.map((start, index) => start - began >= index * 510);
  expect(turns).toEqual([true, true, true]);
});

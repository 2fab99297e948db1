import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import COS from "cos-nodejs-sdk-v5";
import { cam } from "tencentcloud-sdk-nodejs/tencentcloud/services/cam";

import { controlClient, startEmulator } from "../../../emulator/src";
import { BUCKET, createRequest, place, SDK_APP_ID, STORAGE_KEY, startedEmulator } from "./started-emulator";

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

/** Closed after the test, also when the test fails. */
async function started(...options: Parameters<typeof startedEmulator>): ReturnType<typeof startedEmulator> {
  const running = await startedEmulator(...options);
  toClose.push(() => running.emulator.close());
  return running;
}

test("url, port and the given key are those of the emulator", async () => {
  const emulator = await startEmulator({ secretId: "AKIDgiven", secretKey: "given" });
  expect(emulator).toMatchObject({
    url: `http://127.0.0.1:${emulator.port}`,
    secretId: "AKIDgiven",
    secretKey: "given",
  });
  await emulator.close();
  await expect(controlClient(emulator.url).health()).rejects.toThrow("fetch failed");
});

test("two emulators know nothing of each other", async () => {
  const [first, second] = await Promise.all([started(), started()]);
  await first.client.CreateCloudSliceTask(createRequest());
  expect((await first.control.health()).running).toBe(1);
  expect((await second.control.health()).running).toBe(0);
});

test("a port that is taken rejects with EADDRINUSE", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await new Promise((resolve) => server.close(resolve));
});

test("the vendor's storage client reads what a task wrote, on the same port", async () => {
  const { emulator, control, client } = await started();
  await client.CreateCloudSliceTask(createRequest());
  await control.joinRoom(place("teacher"));
  await control.advance(15);
  const cos = new COS({
    SecretId: STORAGE_KEY.secretId,
    SecretKey: STORAGE_KEY.secretKey,
    Protocol: "http:",
    Ip: new URL(emulator.url).host,
  });
  const address = { Bucket: BUCKET, Region: "ap-singapore" };
  const { Contents } = await cos.getBucket({ ...address, Prefix: "prod/" });
  expect(Contents.map(({ Key }) => Key.split(".").at(-1))).toEqual(["ogg", "png", "png", "png"]);
  const { Body } = await cos.getObject({ ...address, Key: Contents[0]?.Key ?? "" });
  expect(Body.subarray(0, 4).toString()).toBe("OggS");
});

test("in real time slices and lifetimes follow the clock, and can be advanced", async () => {
  const { control, client } = await started({ virtualClock: false });
  await client.CreateCloudSliceTask(createRequest());
  await control.joinRoom(place("teacher"));
  await control.advance(16);
  expect(await control.objects(BUCKET)).toHaveLength(4);
  expect(await control.tasks()).toMatchObject([{ sdkAppId: SDK_APP_ID, uploaded: 4, status: "InProgress" }]);
});

test("a hanging upload does not hold up close", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = silent.address() as AddressInfo;
  const { emulator, control, client } = await started({ s3Endpoint: `http://127.0.0.1:${port}` });
  const s3 = { Vendor: 1, Region: "us-east-1", Bucket: "slices", AccessKey: "a", SecretKey: "s" };
  await client.CreateCloudSliceTask(createRequest({ SliceStorageParams: { CloudSliceStorage: s3 } }));
  await control.joinRoom(place("teacher"));
  const advancing = control.advance(5).catch(() => undefined);
  const [socket] = (await once(silent, "connection")) as [Socket];
  const closed = once(socket, "close");
  socket.resume();
  await emulator.close();
  await closed;
  await advancing;
  silent.close();
});

test("the APPID is the one given", async () => {
  const { emulator } = await started({ appId: 1300000000 });
  const client = new cam.v20190116.Client({
    credential: { secretId: emulator.secretId, secretKey: emulator.secretKey },
    region: "",
    profile: { httpProfile: { endpoint: new URL(emulator.url).host, protocol: "http://" } },
  });
  expect(await client.GetUserAppId()).toMatchObject({ AppId: 1300000000 });
});

test("a bucket's name is one that PUT Bucket takes, and is given once", async () => {
  const region = "ap-singapore";
  await expect(startEmulator({ buckets: [{ name: "-a-1", region }] })).rejects.toThrow(
    'bucket "-a-1" cannot be: a name has a-z, 0-9 and -, ends in -APPID, and has at most 60 characters with ".cos.ap-singapore.myqcloud.com"',
  );
  const twice = { name: BUCKET, region };
  await expect(startEmulator({ buckets: [twice, twice] })).rejects.toThrow(
    `bucket "${BUCKET}" is given more than once`,
  );
});

test("object storage answers what it cannot route in its own words", async () => {
  const { emulator } = await started();
  for (const [method, path, code] of [
    ["GET", `/${BUCKET}/%zz`, "InvalidURI"],
    ["PATCH", `/${BUCKET}/key`, "AccessDenied"],
    ["OPTIONS", "/", "AccessDenied"],
  ] as const) {
    const answer = await fetch(`${emulator.url}${path}`, { method });
    expect(answer.headers.get("content-type")).toBe("application/xml");
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  }
});

test("hosts of callbacks are given in pairs of a suffix and a URL", async () => {
  await expect(startEmulator({ connectTo: { "on.aws": "nowhere" } })).rejects.toThrow(
    "connectTo takes the end of a host name and an http or https URL, such as lambda-url.ap-southeast-1.on.aws=http://127.0.0.1:4566",
  );
});

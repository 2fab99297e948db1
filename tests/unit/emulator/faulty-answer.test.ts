import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { controlClient, startEmulator } from "../../../emulator/src";
import type { ControlClient, Emulator, FaultSpec } from "../../../emulator/src";

const Bucket = "slices-1250000000";

let emulator: Emulator;
let control: ControlClient;
let store: S3Client;
beforeEach(async () => {
  emulator = await startEmulator({ buckets: [{ name: Bucket, region: "ap-singapore" }] });
  control = controlClient(emulator.url);
  store = new S3Client({
    endpoint: emulator.url,
    region: "ap-singapore",
    credentials: { accessKeyId: emulator.secretId, secretAccessKey: emulator.secretKey },
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
});
afterEach(async () => {
  store.destroy();
  await emulator.close();
});

/** What a client sees of a put that meets a fault. */
async function put(fault: Omit<FaultSpec, "action">): Promise<string> {
  await control.fault({ action: "cos:PutObject", ...fault });
  try {
    await store.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
    return "done";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

test.each<[string, Omit<FaultSpec, "action">, string, number, object]>([
  ["an error", { kind: "error", code: "SlowDown" }, "SlowDown", 0, { code: "SlowDown", httpStatus: 503 }],
  ["a status", { kind: "status", status: 502, body: "no" }, "Error", 0, { httpStatus: 502 }],
  ["a body", { kind: "body", body: "" }, "done", 1, { code: "OK", httpStatus: 200 }],
  ["a broken connection", { kind: "reset" }, "Error", 1, { code: "OK" }],
  ["a connection that breaks before the answer", { kind: "lost" }, "Error", 1, { code: "OK" }],
  ["silence", { kind: "timeout" }, "TimeoutError", 1, { code: "OK" }],
  ["a late answer", { kind: "latency", seconds: 0.05 }, "done", 1, { code: "OK", httpStatus: 200 }],
  ["a late effect", { kind: "lateApply", seconds: 60 }, "TimeoutError", 0, {}],
])("a put to COS meets %s", async (_what, fault, seen, stored, logged) => {
  const outcome = await put(fault);
  expect([outcome, (await control.objects(Bucket)).length]).toEqual([seen, stored]);
  const [call] = await control.calls();
  expect(call).toEqual({
    at: expect.any(Number) as number,
    action: "cos:PutObject",
    region: "",
    requestId: expect.any(String) as string,
    params: { Bucket, Key: "a" },
    fault: fault.kind,
    ...logged,
  });
});

test("a fault for any call of the API leaves COS alone, and calls of COS are in the call log", async () => {
  await control.fault({ action: "*", kind: "error", code: "InternalError" });
  await store.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
  await expect(store.send(new GetObjectCommand({ Bucket, Key: "b" }))).rejects.toThrow(
    "The specified key does not exist.",
  );
  expect((await control.calls()).map(({ action, code, httpStatus }) => [action, code, httpStatus])).toEqual([
    ["cos:PutObject", "OK", 200],
    ["cos:GetObject", "NoSuchKey", 404],
  ]);
});

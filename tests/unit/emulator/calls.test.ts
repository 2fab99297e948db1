import { createCallLog, redact } from "../../../emulator/src/calls";

test("secrets are hidden at any depth", () => {
  const params = {
    SdkAppId: 1,
    UserSig: "s1",
    PrivateMapKey: "s2",
    SliceStorageParams: {
      CloudSliceStorage: { Bucket: "b", AccessKey: "s3", SecretKey: { nested: "s4" } },
    },
    List: [{ callbackKey: "s5" }],
  };
  expect(redact(params)).toEqual({
    SdkAppId: 1,
    UserSig: "***",
    PrivateMapKey: "***",
    SliceStorageParams: { CloudSliceStorage: { Bucket: "b", AccessKey: "***", SecretKey: "***" } },
    List: [{ callbackKey: "***" }],
  });
});

test("text in the place of an object that holds secrets is hidden", () => {
  expect(redact({ SliceStorageParams: '{"SecretKey":"s"}' })).toEqual({ SliceStorageParams: "***" });
});

test("a call is logged in order of coming, with the task it names", () => {
  const log = createCallLog(() => 5);
  const request = { action: "A", region: "r", requestId: "1" };
  log.begin({ ...request, params: { TaskId: "-x." } });
  const second = log.begin({ ...request, params: {} });
  second.code = "OK";
  expect(log.all()).toEqual([
    { at: 5, ...request, params: { TaskId: "-x." }, taskId: "-x." },
    { at: 5, ...request, params: {}, code: "OK" },
  ]);
  log.clear();
  expect(log.all()).toEqual([]);
});

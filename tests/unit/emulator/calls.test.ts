import { createCallLog, hideOf, redact } from "../../../emulator/src/calls";

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

test("an AccessKeyId is shown, for it is no secret", () => {
  expect(redact({ AccessKeyId: "AKIDx", SecretAccessKey: "s", AccessKey: "s" })).toEqual({
    AccessKeyId: "AKIDx",
    SecretAccessKey: "***",
    AccessKey: "***",
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

const TICKET = `eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwpk${"*Ab-1".repeat(9)}_`;

test.each([
  ["a known secret", "known-secret", "***"],
  ["a known secret in the midst of other text", "x/known-secret/y", "x/***/y"],
  ["a secret that the request names as such", "given-secret", "***"],
  ["one that begins with another", "given-secret-2", "***"],
  ["a ticket", `prod ${TICKET.slice(0, -1)}`, "prod ***"],
  ["a short secret by itself", "key", "***"],
  ["a short secret's letters in other text", "keyboard", "keyboard"],
  ["a text under a secret's name that is too short to be one", "robot", "robot"],
  [
    "a TaskId with the letters of a ticket",
    `-npVqpdU7qidKD61us+eJ${"a".repeat(48)}.`,
    `-npVqpdU7qidKD61us+eJ${"a".repeat(48)}.`,
  ],
])("%s is shown as it should be", (_name, text, shown) => {
  const params = { UserSig: "robot", A: { SecretKey: "given-secret", Token: ["given-secret-2"] } };
  expect(hideOf(params, ["known-secret", "key", ""])(text)).toBe(shown);
});

test("a request that names very many secrets is hidden altogether", () => {
  const params = Object.fromEntries(
    Array.from({ length: 65 }, (_, index) => [`secret${index}`, `some-value-${index}`]),
  );
  expect(hideOf(params, [])("anything")).toBe("***");
});

test("secrets are hidden in names, action, region and task too", () => {
  const request = { action: "planted-value", region: "planted-value", requestId: "1" };
  const params = { TaskId: "planted-value", "planted-value": 1, List: ["planted-value"] };
  expect(createCallLog(() => 5).begin({ ...request, params }, hideOf({}, ["planted-value"]))).toEqual({
    at: 5,
    requestId: "1",
    action: "***",
    region: "***",
    params: { TaskId: "***", "***": 1, List: ["***"] },
    taskId: "***",
  });
});

test("an action that is not a plain name is hidden", () => {
  const call = { action: "a b", region: "ap_x", requestId: "1", params: {} };
  expect(createCallLog().begin(call)).toMatchObject({ action: "***", region: "***" });
});

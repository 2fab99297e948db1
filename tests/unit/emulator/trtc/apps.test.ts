import { createApps } from "../../../../emulator/src/trtc/apps";

test("a put changes what is given and keeps the rest", () => {
  const apps = createApps();
  apps.put(1, { sdkSecretKey: "k", callbackUrl: "http://a/", callbackKey: "c" });
  apps.put(1, { advancedPermission: true, callbackUrl: undefined });
  expect(apps.get(1)).toEqual({
    sdkAppId: 1,
    sdkSecretKey: "k",
    callback: { url: "http://a/", key: "c", groups: [10] },
    callbackKinds: ["slicing"],
    advancedPermission: true,
  });
});

test("an application without a key gets a random one, and keeps it", () => {
  const apps = createApps();
  const { sdkSecretKey } = apps.put(1, {});
  expect(sdkSecretKey).toMatch(/^[0-9a-f]{64}$/);
  expect(apps.put(1, {}).sdkSecretKey).toBe(sdkSecretKey);
});

test("an application that was not put is not there", () => {
  expect(createApps().get(1)).toBeUndefined();
});

test("null takes callback address and key away", () => {
  const apps = createApps();
  apps.put(1, { callbackUrl: "http://a/", callbackKey: "c" });
  expect(apps.put(1, { callbackKey: null }).callback).toMatchObject({ url: "http://a/", key: undefined });
  expect(apps.put(1, { callbackUrl: null }).callback).toBeUndefined();
});

test("the keys of all applications are the secrets", () => {
  const apps = createApps();
  apps.put(1, { sdkSecretKey: "a" });
  apps.put(2, { sdkSecretKey: "b", callbackKey: "c" });
  expect(apps.secrets()).toEqual(["a", "b", "c"]);
});

import { createApps } from "../../../../emulator/src/trtc/apps";

test("a put changes what is given and keeps the rest", () => {
  const apps = createApps();
  apps.put(1, { sdkSecretKey: "k", callbackUrl: "http://a/", callbackKey: "c" });
  apps.put(1, { advancedPermission: true, callbackUrl: undefined });
  expect(apps.get(1)).toEqual({
    sdkAppId: 1,
    sdkSecretKey: "k",
    callback: { url: "http://a/", key: "c" },
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

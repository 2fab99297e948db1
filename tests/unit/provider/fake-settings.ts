import type { Settings } from "../../../provider/trtc/settings";

export interface FakeSettings {
  environment?: Record<string, string | undefined>;
  config?: Record<string, string>;
  file?: string;
}

/** Settings that come from these objects alone. */
export function fakeSettings({ environment = {}, config = {}, file }: FakeSettings = {}): Settings {
  return { environment, config: (key) => config[key], credentialsFile: () => file };
}

/** An API key as the environment gives it. */
export const API_KEY = {
  TENCENTCLOUD_SECRET_ID: "AKIDfromEnvironment",
  TENCENTCLOUD_SECRET_KEY: "planted-api-secret",
};

/** An API key and the key that signs UserSigs. */
export const KEYS = { ...API_KEY, TRTC_SDK_SECRET_KEY: "planted-sdk-secret" };

import { randomSdkSecretKey } from "../account";
import type { CallbackTarget } from "../callbacks";

/** A TRTC application as the console sets it up. */
export interface AppSettings {
  /** Signs UserSig. @default - a random one, so that no UserSig is right */
  readonly sdkSecretKey?: string | undefined;
  /** Where callbacks go; null takes it away. @default - no callbacks */
  readonly callbackUrl?: string | null | undefined;
  /** Signs callbacks; null takes it away. @default - callbacks carry no Sign */
  readonly callbackKey?: string | null | undefined;
  /** Whether entering a room takes a PrivateMapKey. @default false */
  readonly advancedPermission?: boolean | undefined;
}

export interface App {
  readonly sdkAppId: number;
  readonly sdkSecretKey: string;
  readonly callback: CallbackTarget | undefined;
  readonly advancedPermission: boolean;
}

export interface Apps {
  get(sdkAppId: number): App | undefined;
  /** Makes an application, or changes the settings given of one that is there. */
  put(sdkAppId: number, settings: AppSettings): App;
  /** The keys of all applications. */
  secrets(): readonly string[];
  clear(): void;
}

export function createApps(): Apps {
  const apps = new Map<number, AppSettings & { readonly sdkSecretKey: string }>();
  function get(sdkAppId: number): App | undefined {
    const settings = apps.get(sdkAppId);
    if (settings === undefined) return undefined;
    const { sdkSecretKey, callbackUrl: url, callbackKey, advancedPermission = false } = settings;
    return {
      sdkAppId,
      sdkSecretKey,
      callback: typeof url === "string" ? { url, key: callbackKey ?? undefined } : undefined,
      advancedPermission,
    };
  }
  return {
    get,
    put: (sdkAppId, settings) => {
      const before = apps.get(sdkAppId) ?? { sdkSecretKey: randomSdkSecretKey() };
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      apps.set(sdkAppId, { ...before, ...given });
      // Just set, so it is there.
      return get(sdkAppId) as App;
    },
    secrets: () =>
      [...apps.values()].flatMap(({ sdkSecretKey, callbackKey }) =>
        typeof callbackKey === "string" ? [sdkSecretKey, callbackKey] : [sdkSecretKey],
      ),
    clear: () => apps.clear(),
  };
}

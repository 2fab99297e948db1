import { randomSdkSecretKey } from "../account";
import type { CallbackTarget } from "../callbacks";
import { CALLBACK_GROUPS } from "./callback-groups";
import type { CallbackKind } from "./callback-groups";

/** A TRTC application as the console sets it up. */
export interface AppSettings {
  /** Signs UserSig. @default - a random one, so that no UserSig is right */
  readonly sdkSecretKey?: string | undefined;
  /** Where callbacks go; null takes it away. @default - no callbacks */
  readonly callbackUrl?: string | null | undefined;
  /** Signs callbacks; null takes it away. @default - callbacks carry no Sign */
  readonly callbackKey?: string | null | undefined;
  /**
   * Which kinds of callback go to the address; the console has one for each kind, this is one for all of them.
   * @default ["slicing"]
   */
  readonly callbackKinds?: readonly CallbackKind[] | undefined;
  /** Whether entering a room takes a PrivateMapKey. @default false */
  readonly advancedPermission?: boolean | undefined;
}

export interface App {
  readonly sdkAppId: number;
  readonly sdkSecretKey: string;
  readonly callback: CallbackTarget | undefined;
  readonly callbackKinds: readonly CallbackKind[];
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

const DEFAULT_KINDS: readonly CallbackKind[] = ["slicing"];

export function createApps(): Apps {
  const apps = new Map<number, AppSettings & { readonly sdkSecretKey: string }>();
  function get(sdkAppId: number): App | undefined {
    const settings = apps.get(sdkAppId);
    if (settings === undefined) return undefined;
    const { sdkSecretKey, callbackUrl: url, callbackKey, advancedPermission = false } = settings;
    const { callbackKinds = DEFAULT_KINDS } = settings;
    const groups = callbackKinds.map((kind) => CALLBACK_GROUPS[kind]);
    return {
      sdkAppId,
      sdkSecretKey,
      callback: typeof url === "string" ? { url, key: callbackKey ?? undefined, groups } : undefined,
      callbackKinds,
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

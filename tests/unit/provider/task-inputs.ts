import type { Bag } from "../../../provider/resource/schema";

/** Secrets that must turn up nowhere but in a request. */
const PLANTED = {
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
  sdkSecretKey: "planted-sdk-secret",
  apiSecret: "planted-api-secret",
};

/** What a small program gives. */
export function validInputs(changes: Bag = {}): Bag {
  return {
    sdkAppId: 1400000001,
    roomId: "lobby",
    userId: "slicer-lobby",
    sliceParams: { sliceType: "both" },
    storage: {
      vendor: "cos",
      region: "ap-singapore",
      bucket: "slices-1250000000",
      accessKey: PLANTED.accessKey,
      secretKey: PLANTED.secretKey,
    },
    region: "ap-singapore",
    ...changes,
  };
}

/** The same arguments after check: defaults are written out. */
export function checkedInputs(changes: Bag = {}): Bag {
  return {
    ...validInputs(),
    sliceParams: { sliceType: "both", sliceAudio: 15, sliceVideo: 5, maxIdleTime: 30 },
    resourceExpiredHour: 720,
    userSigExpire: 15_552_000,
    onExit: "recreate",
    onHandleExpired: "replace",
    ...changes,
  };
}

/** A copy with one value set at a path such as `storage.bucket`. */
export function withValue(bag: Bag, path: string, value: unknown): Bag {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...bag, [key]: value };
  const below = bag[key];
  const inner: Bag = typeof below === "object" && below !== null ? { ...below } : {};
  return { ...bag, [key]: withValue(inner, rest.join("."), value) };
}

/** A copy without the value at a path. */
export function withoutValue(bag: Bag, path: string): Bag {
  const copy = withValue(bag, path, undefined);
  // undefined cannot be in what the engine sends: JSON drops it
  return JSON.parse(JSON.stringify(copy)) as Bag;
}

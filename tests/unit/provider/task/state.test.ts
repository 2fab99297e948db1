import { UNKNOWN } from "../../../../provider/resource/schema";
import { fingerprint, fingerprints } from "../../../../provider/task/state";

test("a fingerprint stands for the secrets at its paths, and is 16 hex digits", () => {
  expect(fingerprint({ store: { key: "AKID", secret: "s" } }, ["store.key", "store.secret"])).toBe(
    "cb8dba632c299389",
  );
  expect(fingerprints({ fingerprints: { keyFingerprint: ["store.key"] } }, { store: { key: "x" } })).toEqual({
    keyFingerprint: "2d711642b726b044",
  });
});

test("a fingerprint of a secret that is only known later is unknown", () => {
  expect(fingerprint({ store: { key: UNKNOWN } }, ["store.key"])).toBe(UNKNOWN);
});

import { createHash } from "node:crypto";
import { canonicalJson } from "../resource/canonical-json";
import { UNKNOWN } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { valueAt } from "../resource/state";
import type { TaskKind } from "./kind";

/** The fingerprints of the secrets that are given. */
export function fingerprints(kind: { fingerprints: TaskKind["fingerprints"] }, inputs: Bag): Bag {
  return Object.fromEntries(
    Object.entries(kind.fingerprints).flatMap(([output, paths]) => {
      const print = fingerprint(inputs, paths);
      return print === undefined ? [] : [[output, print]];
    }),
  );
}

/** First 16 hex digits of a SHA-256 over the secrets; undefined when none is given, `UNKNOWN` while one is only known later. */
export function fingerprint(inputs: Bag, paths: readonly string[]): string | undefined {
  const secrets = paths.map((path) => valueAt(inputs, path));
  if (secrets.every((secret) => secret === undefined || secret === null)) return undefined;
  const texts = secrets.map((secret) =>
    typeof secret === "string" ? secret : canonicalJson(secret ?? null),
  );
  if (texts.some((text) => text.includes(UNKNOWN))) return UNKNOWN;
  return createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 16);
}

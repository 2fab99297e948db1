import { createHash } from "node:crypto";
import { knownValue } from "../resource/schema";
import type { Bag } from "../resource/schema";
import type { TaskKind } from "./kind";

export function fingerprints(kind: { fingerprints: TaskKind["fingerprints"] }, inputs: Bag): Bag {
  return Object.fromEntries(
    Object.entries(kind.fingerprints).map(([output, paths]) => [output, fingerprint(inputs, paths)]),
  );
}

/** First 16 hex digits of a SHA-256 over the secrets; undefined while one of them is not known. */
export function fingerprint(inputs: Bag, paths: readonly string[]): string | undefined {
  const secrets = paths.map((path) => knownValue(inputs, path));
  if (!secrets.every((secret) => typeof secret === "string")) return undefined;
  return createHash("sha256").update(secrets.join("\n")).digest("hex").slice(0, 16);
}

import { isObject } from "./resource-type";
import type { Properties } from "./resource-type";

/** Pulumi's names that become AWS's by more than a capital letter. */
const EXCEPTIONS: readonly (readonly [pulumi: string, aws: string])[] = [
  ["id", "ID"],
  ["kmsMasterKeyId", "KMSMasterKeyID"],
  ["sseAlgorithm", "SSEAlgorithm"],
];
const TO_AWS = new Map(EXCEPTIONS);
const FROM_AWS = new Map(EXCEPTIONS.map(([pulumi, aws]) => [aws, pulumi]));

/** `{ expiration: { days: 1 } }` → `{ Expiration: { Days: 1 } }`, in lists too. */
export function toAws(value: unknown): unknown {
  return renamed(value, (name) => TO_AWS.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1));
}

/** The way back, without what is undefined. */
export function fromAws(value: unknown): Properties {
  const result = renamed(value, (name) => FROM_AWS.get(name) ?? name.charAt(0).toLowerCase() + name.slice(1));
  return isObject(result) ? result : {};
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [rename(name), renamed(inner, rename)]),
  );
}

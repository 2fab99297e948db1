import { randomBytes } from "node:crypto";

/** A made-up key for the emulator: 32 hex digits behind a prefix. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(16).toString("hex");
}

/** The form of an application's secret key: 64 hex digits. */
export function secretHex(): string {
  return randomBytes(32).toString("hex");
}

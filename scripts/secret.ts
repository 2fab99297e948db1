import { randomBytes } from "node:crypto";

/** A made-up key in the form of an application's secret key: 64 hex digits. */
export function secretHex(): string {
  return randomBytes(32).toString("hex");
}

import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const HASH_LENGTH = 7;

/**
 * A name in the account that two stacks never share: what it is called, cut to fit, and a short hash of project, stack and name.
 *
 * @param words - what it is called
 * @param maxLength - of the whole name
 */
export function physicalName(words: readonly string[], maxLength: number): string {
  const hash = stackHash(words);
  const readable = words
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength - HASH_LENGTH - 1)
    .replace(/^-+|-+$/g, "");
  return readable === "" ? hash : `${readable}-${hash}`;
}

/** A short hash of project, stack and these words. */
export function stackHash(words: readonly string[]): string {
  const identity = JSON.stringify([pulumi.getProject(), pulumi.getStack(), ...words]);
  return createHash("sha256").update(identity).digest("hex").slice(0, HASH_LENGTH);
}

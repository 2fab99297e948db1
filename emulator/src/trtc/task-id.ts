import { randomBytes } from "node:crypto";

/**
 * A TaskId in the vendor's form: base64 with `/` as `-` and `=` as `.`, beginning with `-`, with a `+` inside, ending in `.` or `..`
 * (`-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.`).
 */
export function newTaskId(random: (bytes: number) => Buffer = randomBytes): string {
  const oneOrTwo = (random(1)[0] ?? 0) & 1;
  const bytes = random(53 - oneOrTwo);
  bytes.writeUInt8(bytes.readUInt8(0) | 0xfc, 0);
  bytes.writeUInt8((bytes.readUInt8(15) & 0x03) | 0xf8, 15);
  return bytes.toString("base64").replaceAll("/", "-").replaceAll("=", ".");
}

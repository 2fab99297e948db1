import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a file of the project sees of the others and of its packages: their declarations, and the sources that have none but are
 * loaded by others. A file is linted again when it has changed; all are when one of these has.
 */
const SEEN_BY_OTHERS = [
  "dist/**/*.d.ts",
  "emulator/dist/**/*.d.ts",
  "scripts/**/*.{ts,mjs}",
  "tests/**/!(*.test).ts",
  "examples/**/*.ts",
  "eslint.config.mjs",
  "tsconfig*.json",
  "{emulator,tests,scripts}/tsconfig*.json",
  "package-lock.json",
];

/**
 * A name for what the linter knew beside the file that it looked at: rules that know types may fail in a file for a change in another.
 *
 * @param {string} root
 */
export function lintCacheName(root) {
  const hash = createHash("sha256");
  for (const file of SEEN_BY_OTHERS.flatMap((pattern) => globSync(pattern, { cwd: root })).sort())
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

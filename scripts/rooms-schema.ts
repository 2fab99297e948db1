import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { roomsJsonSchema } from "../provider/rooms/rooms-schema";

const ROOT = resolve(__dirname, "..");

export const ROOMS_SCHEMA = resolve(ROOT, "schema/rooms.json");

/** schema/rooms.json, which editors read, from the rows that `loadRooms` reads. */
export function roomsSchemaText(): string {
  const prettier = resolve(ROOT, "node_modules/prettier/bin/prettier.cjs");
  return execFileSync(process.execPath, [prettier, "--stdin-filepath", ROOMS_SCHEMA], {
    cwd: ROOT,
    input: JSON.stringify(roomsJsonSchema()),
    encoding: "utf8",
  });
}

if (require.main === module) {
  mkdirSync(dirname(ROOMS_SCHEMA), { recursive: true });
  writeFileSync(ROOMS_SCHEMA, roomsSchemaText());
}

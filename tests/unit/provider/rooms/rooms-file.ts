import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../../provider/trtc/errors";

/** A folder that is removed after the file's tests. */
export function roomsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rooms-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file and answers with its path. */
export function written(folder: string, name: string, text: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** What an InputError says, without the folder; undefined when there is none. */
export function refusalOf(folder: string, run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.stack).toBe(`InputError: ${error.message}`);
    return error.message.replaceAll(`${folder}/`, "");
  }
}

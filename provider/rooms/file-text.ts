import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { shown } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";

/** Of a file of rooms, some thousands of them: for more the parser takes many seconds and gigabytes. */
const MAX_BYTES = 1_000_000;

/** Text of a file, and what it is written in. */
export interface FileText {
  text: string;
  language: "YAML" | "JSON";
}

/**
 * Reads a file of rooms, without a look at what it says.
 *
 * @throws InputError for a file of another kind, one that cannot be read, is too large or no text
 */
export function readRooms(file: string): FileText {
  // a program in JavaScript may give anything
  const ending = typeof file === "string" ? /\.(ya?ml|json)$/i.exec(file)?.[1]?.toLowerCase() : undefined;
  if (ending === undefined)
    throw withoutStack(
      new InputError(
        `file is ${shown(file)}, allowed is a path that ends with .yaml, .yml or .json: rename the file`,
      ),
    );
  const bytes = readBytes(file);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, language: ending === "json" ? "JSON" : "YAML" };
  } catch {
    throw withoutStack(
      new InputError(`${file} is not UTF-8, allowed is a text in UTF-8: save it again as UTF-8`),
    );
  }
}

function readBytes(file: string): Buffer {
  try {
    const status = statSync(file);
    if (status.size > MAX_BYTES)
      throw withoutStack(
        new InputError(
          `${file} has ${status.size} bytes, allowed are at most ${MAX_BYTES}: split the rooms over several files, or write what they share once (YAML anchors)`,
        ),
      );
    if (!status.isFile())
      throw withoutStack(
        new InputError(
          `${file} is ${status.isDirectory() ? "a folder" : "no file"}, allowed is a file: name the file in it`,
        ),
      );
    return readFileSync(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // what the file system throws
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw withoutStack(
      new InputError(
        code === "ENOENT" || code === "ENOTDIR"
          ? `${file} does not exist, allowed is a file of rooms: correct the path, which was taken as ${resolve(file)}`
          : `${file} cannot be read (${code}), allowed is a file that this user may read: correct the path or its permissions`,
      ),
    );
  }
}

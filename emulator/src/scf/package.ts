import { createHash } from "node:crypto";
import { posix } from "node:path";

import { unzipSync } from "fflate";

/** One file of a function's code. */
interface PackageFile {
  readonly name: string;
  readonly executable: boolean;
}

/** A function's code as it was uploaded, and what was read of it. */
export interface FunctionPackage {
  readonly zip: Buffer;
  /** Hex. */
  readonly sha256: string;
  /** Files without folders. */
  readonly files: readonly PackageFile[];
}

/** Why a package does not become a function, as StatusReasons say it. */
export interface PackageProblem {
  readonly code: string;
  readonly message: string;
}

/** The only name and place of a web function's start file: https://cloud.tencent.com/document/product/583/56126 */
export const BOOTSTRAP = "scf_bootstrap";

/** 583/11637: of the code unpacked. */
const MAX_UNPACKED_BYTES = 500 * 1024 * 1024;

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const MAX_COMMENT_BYTES = 0xffff;
const UNIX = 3;
const ANY_EXECUTE = 0o111;

interface Entry extends PackageFile {
  readonly size: number;
}

function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at -= 1) {
    if (zip.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new Error("it has no end of a central directory");
}

function entryAt(zip: Buffer, at: number): { readonly entry: Entry; readonly next: number } {
  if (zip.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error("its central directory is damaged");
  const nameBytes = zip.readUInt16LE(at + 28);
  const mode = zip.readUInt32LE(at + 38) >>> 16;
  const entry = {
    name: zip.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
    size: zip.readUInt32LE(at + 24),
    // without the mark of Unix there are no permissions
    executable: zip.readUInt8(at + 5) === UNIX && (mode & ANY_EXECUTE) !== 0,
  };
  const next = at + ENTRY_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  return { entry, next };
}

/** The central directory, which alone tells permissions. */
function entriesOf(zip: Buffer): readonly Entry[] {
  const end = endOf(zip);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const { entry, next } = entryAt(zip, at);
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** A path that leads out of the function's folder. */
function leadsOut(name: string): boolean {
  const path = posix.normalize(name);
  return path.startsWith("../") || path.startsWith("/") || path === ".." || name.includes("\\");
}

function checkEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) throw new Error("it is empty");
  if (entries.some(({ name }) => leadsOut(name))) throw new Error("a name leads out of it");
  if (entries.reduce((sum, { size }) => sum + size, 0) > MAX_UNPACKED_BYTES) {
    throw new Error("it has more than 500 MB unpacked");
  }
}

function isFile({ name }: Pick<PackageFile, "name">): boolean {
  return !name.endsWith("/");
}

/** The files of a package with their bytes, by name. */
export function unpack({ zip }: FunctionPackage): Readonly<Record<string, Uint8Array>> {
  return unzipSync(zip, { filter: isFile });
}

/** Reads a package whole, so that a damaged one is found when it is uploaded and not at the first request. */
export function readPackage(zip: Buffer): FunctionPackage | PackageProblem {
  try {
    const entries = entriesOf(zip);
    checkEntries(entries);
    const read = {
      zip,
      sha256: createHash("sha256").update(zip).digest("hex"),
      files: entries.filter(isFile),
    };
    unpack(read);
    return read;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      code: "InvalidParameterValue.ZipFile",
      message: `The code package is not a readable zip file: ${reason}.`,
    };
  }
}

/** What a web function's package lacks: https://cloud.tencent.com/document/product/583/56126 */
export function bootstrapProblem({ files }: FunctionPackage): PackageProblem | undefined {
  const file = files.find(({ name }) => name === BOOTSTRAP);
  const code = "InvalidParameterValue.Code";
  if (file === undefined) {
    return { code, message: `The code package of a web function needs ${BOOTSTRAP} at its top.` };
  }
  if (file.executable) return undefined;
  return {
    code,
    message: `${BOOTSTRAP} in the code package is not executable: give it the permissions 755 or 777.`,
  };
}

import { readFileSync } from "node:fs";
import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime";
import { zipSync } from "fflate";
import { isObject } from "./resource-type";
import type { Properties } from "./resource-type";

/** The earliest time that a zip file can hold, so that the same files make the same bytes. */
const TIME = "1980-01-01T00:00:00";

/**
 * The zip file of an archive as the engine hands it over: a mark, the hash of what is in it and its assets, each with the path
 * of its file or its text.
 */
export function zipped(archive: unknown): Buffer {
  const assets = isArchive(archive) ? archive["assets"] : undefined;
  if (!isObject(assets)) throw new Error("aws test plugin: code is known as an AssetArchive only");
  const files = Object.entries(assets).map(([name, asset]) => [name, bytesOf(name, asset)] as const);
  return Buffer.from(zipSync(Object.fromEntries(files), { mtime: TIME }));
}

/** What the engine says of the files in an archive, wherever they lie; undefined for anything else. */
export function archiveHash(value: unknown): string | undefined {
  return isArchive(value) && typeof value["hash"] === "string" ? value["hash"] : undefined;
}

function isArchive(value: unknown): value is Properties {
  return isObject(value) && value[specialSigKey] === specialArchiveSig;
}

function bytesOf(name: string, asset: unknown): Uint8Array {
  const { path, text } = isObject(asset) && asset[specialSigKey] === specialAssetSig ? asset : {};
  if (typeof path === "string" && path !== "") return readFileSync(path);
  if (typeof text === "string" && text !== "") return Buffer.from(text);
  throw new Error(`aws test plugin: ${name} in the code is neither a file nor a text`);
}

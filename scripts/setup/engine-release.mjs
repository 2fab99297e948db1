/* global AbortController */
import { chmodSync, copyFileSync, createWriteStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { clearTimeout, setTimeout } from "node:timers";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";

/** Where the official installer takes releases from. */
export const RELEASES = "https://get.pulumi.com/releases/sdk";
const ANSWER_TIMEOUT = 5_000;
const STALL_TIMEOUT = 30_000;

/**
 * Whether the release can be had: its host answers within five seconds and has it.
 *
 * @param {{ version: string, releases: string }} options
 */
export async function releaseAnswers({ version, releases }) {
  if (!["linux", "darwin"].includes(process.platform) || !["x64", "arm64"].includes(process.arch))
    return false;
  try {
    const options = { method: "HEAD", signal: AbortSignal.timeout(ANSWER_TIMEOUT) };
    return (await fetch(tarballUrl(version, releases), options)).ok;
  } catch {
    return false;
  }
}

/**
 * Downloads and unpacks the release, then installs its files one by one.
 *
 * @param {object} options
 * @param {string} options.version
 * @param {string} options.releases
 * @param {string} options.work an empty folder
 * @param {string} options.shim the host of dynamic providers, for a release that does not bring it
 * @param {(file: string, name: string) => void} options.install
 * @param {import("./progress.mjs").Progress} options.progress
 */
export async function downloadEngine({ version, releases, work, shim, install, progress }) {
  const tarball = join(work, "pulumi.tar.gz");
  await progress.during(`downloading the Pulumi CLI ${version}`, async (tell) => {
    try {
      await download(tarballUrl(version, releases), tarball, tell);
    } catch (error) {
      throw new Failure(
        `the download of the Pulumi CLI ${version} failed (${error.cause?.code ?? error.message})`,
      );
    }
    const unpacked = join(work, "release");
    mkdirSync(unpacked);
    const { code, lines } = await run("tar", ["-xzf", tarball, "-C", unpacked]);
    // releases have had their files in pulumi/ and in pulumi/bin/
    const folder = [join(unpacked, "pulumi", "bin"), join(unpacked, "pulumi")].find((place) =>
      existsSync(join(place, "pulumi")),
    );
    if (code !== 0 || !folder) {
      throw new Failure(
        `the download of the Pulumi CLI ${version} cannot be unpacked (${lines.at(-1) ?? "no pulumi in it"})`,
      );
    }
    const files = readdirSync(folder);
    for (const name of files) install(join(folder, name), name);
    if (!files.includes("pulumi-resource-pulumi-nodejs")) {
      copyFileSync(shim, join(work, "shim"));
      chmodSync(join(work, "shim"), 0o755);
      install(join(work, "shim"), "pulumi-resource-pulumi-nodejs");
    }
  });
}

/**
 * @param {string} url
 * @param {string} file
 * @param {(detail: string) => void} tell
 */
async function download(url, file, tell) {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), STALL_TIMEOUT);
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || !response.body) throw new Error(`answer ${response.status}`);
    const total = Number(response.headers.get("content-length"));
    let bytes = 0;
    const count = new Transform({
      transform(chunk, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), STALL_TIMEOUT);
        bytes += chunk.length;
        tell(`${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ""} MB`);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(file));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}

/** @param {string} version @param {string} releases */
function tarballUrl(version, releases) {
  return `${releases}/pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
}

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../sandbox";
import { findEngine, newPlace, PLUGINS, putGo, putPulumi } from "./engine-sandbox";
import type { Place } from "./engine-sandbox";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** Serves one release, as the official host does; returns its address. */
async function serve(tarball: Buffer): Promise<string> {
  const path = `/pulumi-v3.259.0-${process.platform}-${process.arch}.tar.gz`;
  server = createServer((request, response) => {
    response.writeHead(request.url === path ? 200 : 404, { "content-length": tarball.length });
    response.end(request.method === "HEAD" || request.url !== path ? undefined : tarball);
  });
  await new Promise<void>((settle) => server?.listen(0, "127.0.0.1", settle));
  // an address of a listening TCP server is an object
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A release as a tarball, with its files in `folder`. */
function release(folder: string, version: string, plugins: readonly string[]): Buffer {
  const place = temporaryFolder();
  putPulumi(join(place, folder), version, plugins);
  execFileSync("tar", ["-czf", "release.tar.gz", "pulumi"], { cwd: place });
  return readFileSync(join(place, "release.tar.gz"));
}

/** A place whose PATH has tar, and no go. */
function placeWithTar(): Place {
  const place = newPlace();
  mkdirSync(place.bin);
  for (const program of ["tar", "gzip"]) {
    const found = execFileSync("/bin/sh", ["-c", `command -v ${program}`], { encoding: "utf8" });
    symlinkSync(found.trim(), join(place.bin, program));
  }
  return place;
}

test.each(["pulumi", "pulumi/bin"])(
  "the official release is taken when it is there, unpacked from %s",
  async (folder) => {
    const place = placeWithTar();
    const releases = await serve(release(folder, "v3.259.0", [...PLUGINS, "pulumi-language-python"]));
    const { code, stdout, stderr } = await findEngine(place, releases);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^downloading the Pulumi CLI 3\.259\.0\n.*: done in 0:\d\d\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ root: place.engine, version: "3.259.0" });
    expect(readdirSync(join(place.engine, "bin")).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-language-python",
      "pulumi-resource-pulumi-nodejs",
    ]);
  },
);

test("a release without the host of dynamic providers gets the one of the npm package", async () => {
  const place = placeWithTar();
  const releases = await serve(release("pulumi", "v3.259.0", ["pulumi-language-nodejs"]));
  expect(await findEngine(place, releases)).toMatchObject({ code: 0 });
  expect(readdirSync(join(place.engine, "bin"))).toContain("pulumi-resource-pulumi-nodejs");
});

test("a download that cannot be unpacked is said, and go builds instead", async () => {
  const place = placeWithTar();
  putGo(place, "go1.26.8");
  const releases = await serve(Buffer.from("not a tarball"));
  const { code, stderr } = await findEngine(place, releases);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /the download of the Pulumi CLI 3\.259\.0 cannot be unpacked \(.*\); building it instead\n/,
  );
  expect(stderr).toMatch(/building the Pulumi CLI 3\.259\.0 from Go modules: done in/);
});

import { mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { put } from "../sandbox";
import { findEngine, newPlace, PLUGINS, putGo, putPulumi } from "./engine-sandbox";

test.each(["v3.248.0", "v3.270.1", "v4.0.0"])(
  "a CLI %s on PATH with its plugins is used",
  async (version) => {
    const place = newPlace();
    putPulumi(place.bin, version, PLUGINS);
    const { code, stdout, stderr } = await findEngine(place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    // what startEngine prints is an Engine
    const engine = JSON.parse(stdout) as { root: string };
    expect(engine.root).toMatch(/\/on-path-[0-9a-f]{12}$/);
    expect(engine).toEqual({
      root: engine.root,
      bin: join(engine.root, "bin"),
      version: version.slice(1),
      source: `on PATH: ${join(place.bin, "pulumi")}`,
    });
    expect(readlinkSync(join(engine.root, "bin", "pulumi"))).toBe(join(place.bin, "pulumi"));
  },
);

test("plugins are looked for beside the file behind a link", async () => {
  const place = newPlace();
  const kept = join(dirname(place.bin), "kept", "3.260.0");
  putPulumi(kept, "v3.260.0", PLUGINS);
  mkdirSync(place.bin);
  symlinkSync(join(kept, "pulumi"), join(place.bin, "pulumi"));
  expect(await findEngine(place)).toMatchObject({ code: 0, stderr: "" });
});

test("an older CLI is refused, with its version", async () => {
  const place = newPlace();
  putPulumi(place.bin, "v3.247.0", PLUGINS);
  const { code, stderr } = await findEngine(place);
  expect(code).toBe(1);
  expect(stderr.split("\n")[0]).toBe(
    `not using ${join(place.bin, "pulumi")}: v3.247.0 is older than 3.248.0`,
  );
});

test.each(PLUGINS)("a CLI without %s is refused, and one is built", async (missing) => {
  const place = newPlace();
  putPulumi(
    place.bin,
    "v3.259.0",
    PLUGINS.filter((name) => name !== missing),
  );
  putGo(place, "go1.26.8");
  const { code, stdout, stderr } = await findEngine(place);
  expect(code).toBe(0);
  expect(stderr.split("\n")[0]).toBe(
    `not using ${join(place.bin, "pulumi")} (v3.259.0): ${missing} is neither beside it nor on PATH`,
  );
  expect(JSON.parse(stdout)).toMatchObject({ root: place.engine });
});

test("a CLI that does not say its version is refused", async () => {
  const place = newPlace();
  put(join(place.bin, "pulumi"), "#!/bin/sh\necho no such version is set >&2\nexit 126\n", 0o755);
  const { stderr } = await findEngine(place);
  expect(stderr.split("\n")[0]).toBe(
    `not using ${join(place.bin, "pulumi")}: \`pulumi version\` does not answer with a version`,
  );
});

test("our own cached CLI on PATH is not taken for the user's", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  await findEngine(place);
  const nested = { ...place, bin: `${join(place.engine, "bin")}:${place.bin}` };
  const { stdout } = await findEngine(nested);
  expect(JSON.parse(stdout)).toMatchObject({ root: place.engine, source: `cached in ${place.engine}` });
});

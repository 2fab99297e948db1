import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { holds, put } from "../sandbox";
import { findEngine, newPlace, putGo, startEngine } from "./engine-sandbox";
import type { Place } from "./engine-sandbox";

const FILES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

function builds(place: Place): string[] {
  const calls = existsSync(place.calls) ? readFileSync(place.calls, "utf8").split("\n") : [];
  return calls.filter((call) => call.startsWith("build ")).map((call) => call.split("/").at(-1) ?? "");
}

/** What is left in a folder of the cache but the record of ended locks. */
function left(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith(".ended"));
}

function expectMade(place: Place): void {
  expect(left(join(place.cache, "engine"))).toEqual([`3.259.0-${process.platform}-${process.arch}`]);
  expect(left(place.engine).sort()).toEqual(["bin", "verified.json"]);
  expect(readdirSync(join(place.engine, "bin")).sort()).toEqual(FILES);
  for (const name of FILES) expect(statSync(join(place.engine, "bin", name)).mode & 0o777).toBe(0o755);
}

test("an engine is built with go, verified and kept, and is there at once the next time", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  const made = await findEngine(place);
  expect(JSON.parse(made.stdout)).toEqual({
    root: place.engine,
    bin: join(place.engine, "bin"),
    version: "3.259.0",
    source: `cached in ${place.engine}`,
  });
  expect(made.stderr).toMatch(/^building the Pulumi CLI 3\.259\.0 from Go modules\n.*: done in 0:\d\d\n$/);
  expectMade(place);
  expect(builds(place)).toEqual(["pulumi", "host"]);
  const again = await findEngine(place);
  expect(again).toMatchObject({ code: 0, stdout: made.stdout, stderr: "" });
  expect(builds(place)).toHaveLength(2);
});

test("what an older set-up has made is made anew, but for the CLI itself", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  await findEngine(place);
  const record = join(place.engine, "verified.json");
  // what was written before ways of making were counted
  const { sizes } = JSON.parse(readFileSync(record, "utf8")) as { sizes: object };
  put(record, JSON.stringify({ sizes }));
  expect(await findEngine(place)).toMatchObject({ code: 0 });
  expect(builds(place)).toEqual(["pulumi", "host", "host"]);
  expectMade(place);
});

test("a language host that is not the one that is changed is refused", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  put(join(place.cache, "..", "sources", "main.go"), "package main\n");
  expect(await findEngine(place)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      "is not what it was: install the Pulumi CLI from https://www.pulumi.com/docs/install/",
    ) as string,
  });
});

test("two at once: one builds, the other waits, both have the same engine", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  const first = startEngine(place, { SLOW: "0.2" });
  await holds(place.calls, "build ");
  const second = await startEngine(place).ended;
  expect(second.stderr).toBe(
    `another set-up (process ${first.process.pid}) makes the Pulumi CLI, waiting for it\n`,
  );
  expect(second.stdout).toBe((await first.ended).stdout);
  expect(builds(place)).toEqual(["pulumi", "host"]);
  expectMade(place);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "a build ended by %s leaves nothing behind, and is made again",
  async (signal) => {
    const place = newPlace();
    putGo(place, "go1.26.8");
    const interrupted = startEngine(place, { SLOW: "60" });
    await holds(place.calls, "build ");
    interrupted.process.kill(signal);
    expect(await interrupted.ended).toMatchObject({ code: signal === "SIGINT" ? 130 : 143, stdout: "" });
    expect(left(join(place.cache, "engine"))).toEqual([`3.259.0-${process.platform}-${process.arch}`]);
    expect(left(place.engine)).toEqual([]);
    expect(await findEngine(place)).toMatchObject({ code: 0 });
    expectMade(place);
  },
);

test("a killed build is not taken for done", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  const killed = startEngine(place, { SLOW: "60" });
  await holds(place.calls, "build ");
  killed.process.kill("SIGKILL");
  await killed.ended;
  expect(left(place.engine)).toEqual([expect.stringMatching(/^work-\d+$/)]);
  expect(await findEngine(place)).toMatchObject({ code: 0 });
  expect(builds(place)).toEqual(["pulumi", "pulumi", "host"]);
  expectMade(place);
});

test("a cached file that is cut short makes the engine anew", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8");
  await findEngine(place);
  put(join(place.engine, "bin", "pulumi"), "#!/bin/sh\n", 0o755);
  expect(await findEngine(place)).toMatchObject({ code: 0 });
  expect(builds(place)).toEqual(["pulumi", "host", "pulumi", "host"]);
});

test("an engine that answers with another version is thrown away", async () => {
  const place = newPlace();
  putGo(place, "go1.26.8", "v3.258.0");
  const { code, stderr } = await findEngine(place);
  expect(code).toBe(1);
  expect(stderr.split("\n").at(-2)).toBe(
    "setup: the Pulumi CLI that was made does not answer `pulumi version` with v3.259.0: run the same command again to make it anew",
  );
  expect(left(place.engine)).toEqual([]);
});

test("without go, one sentence says what to install", async () => {
  const place = newPlace();
  mkdirSync(place.bin);
  expect(await findEngine(place)).toMatchObject({
    code: 1,
    stdout: "",
    stderr:
      "setup: there is no Pulumi CLI 3.248.0 or later on PATH, 127.0.0.1 does not give one, and Go is not installed: " +
      "install Go 1.25.11 or later from https://go.dev/dl/, or the Pulumi CLI from " +
      "https://www.pulumi.com/docs/install/, then run the same command again\n",
  });
});

test("with an old go, one sentence says which it is and what to install", async () => {
  const place = newPlace();
  putGo(place, "go1.25.10");
  expect(await findEngine(place)).toMatchObject({
    code: 1,
    stderr:
      "setup: there is no Pulumi CLI 3.248.0 or later on PATH, 127.0.0.1 does not give one, and Go is too old " +
      "(go1.25.10): install Go 1.25.11 or later from https://go.dev/dl/, or the Pulumi CLI from " +
      "https://www.pulumi.com/docs/install/, then run the same command again\n",
  });
});

test("a failing go shows its last lines and where its log is", async () => {
  const place = newPlace();
  put(
    join(place.bin, "go"),
    '#!/bin/sh\nif [ "$1" = version ]; then echo go version go1.26.8; else echo no space left; exit 1; fi\n',
    0o755,
  );
  const { code, stderr } = await findEngine(place);
  expect(code).toBe(1);
  expect(stderr.split("\n").slice(-3)).toEqual([
    "  no space left",
    `setup: go could not build the Pulumi CLI: see ${join(place.cache, "logs", "engine-3.259.0.log")}, or install the Pulumi CLI from https://www.pulumi.com/docs/install/`,
    "",
  ]);
});

test("a package.json without an exact version says how to write it", async () => {
  const place = newPlace();
  put(
    join(place.root, "package.json"),
    JSON.stringify({ devDependencies: { "@pulumi/pulumi": "^3.259.0" } }),
  );
  expect(await findEngine(place)).toMatchObject({
    code: 1,
    stderr:
      'setup: package.json asks for @pulumi/pulumi "^3.259.0" among its devDependencies: name one exact version, such as "3.259.0"\n',
  });
});

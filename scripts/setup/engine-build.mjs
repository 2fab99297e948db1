import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { isAtLeast } from "./version.mjs";

/** What the CLI's go.mod asks for. */
const OLDEST_GO = "1.25.11";
/** The last release of the SDK's module that holds the host of TypeScript programs; it serves the pinned CLI. */
const LANGUAGE_HOST_MODULE = "github.com/pulumi/pulumi/sdk/v3@v3.68.0";
const LANGUAGE_HOST = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";
const CLI = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** The checksums of every module, so that the build does not have to trust where modules come from. */
const CHECKSUMS = fileURLToPath(new URL("engine.sum", import.meta.url));
const NETWORK_FAILURE =
  /dial tcp|i\/o timeout|TLS handshake|connection re(?:set|fused)|unexpected EOF|no such host|: (?:429|5\d\d) /;
const PAUSES = [2_000, 8_000];

/**
 * What keeps Go from being used, as a clause that ends in the cure, or undefined.
 *
 * @param {{ work: string, env: NodeJS.ProcessEnv }} options `work` is a folder without a go.mod
 */
export async function goProblem({ work, env }) {
  const cure = `install Go ${OLDEST_GO} or later from https://go.dev/dl/`;
  const { code, missing, lines } = await run("go", ["version"], { cwd: work, env, timeout: 60_000 });
  if (missing) return `Go is not installed: ${cure}`;
  const answer = lines.find((line) => line.startsWith("go version "));
  if (code !== 0 || !answer) return `\`go version\` fails: ${cure}`;
  if (!isAtLeast(answer, OLDEST_GO)) return `Go is too old (${answer.split(" ")[2]}): ${cure}`;
  return undefined;
}

/**
 * Builds the CLI and the host of TypeScript programs from Go modules. What an interrupted build compiled stands in Go's
 * own cache, so the next one goes on from there.
 *
 * @param {object} options
 * @param {string} options.version
 * @param {string} options.work an empty folder
 * @param {string} options.shim the host of dynamic providers
 * @param {(file: string, name: string) => void} options.install
 * @param {(name: string) => Promise<boolean> | boolean} options.finished whether an earlier build has installed it
 * @param {string} options.log
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./progress.mjs").Progress} options.progress
 */
export async function buildEngine({ version, work, shim, install, finished, log, env, progress }) {
  const temporary = join(work, "tmp");
  mkdirSync(temporary);
  const settings = {
    ...env,
    CGO_ENABLED: "0",
    GOFLAGS: "-mod=mod -buildvcs=false",
    // the checksum database is not to be reached everywhere; engine.sum stands in for it
    GONOSUMDB: "*",
    GOWORK: "off",
    GOOS: "",
    GOARCH: "",
    TMPDIR: temporary,
  };
  const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const toolchain = { settings, ldflags, log };

  await progress.during(`building the Pulumi CLI ${version} from Go modules`, async (tell) => {
    tell("resolving modules");
    if (!(await finished("pulumi"))) {
      const module = join(work, "cli");
      mkdirSync(module);
      // the release leans on a fork of one module, and a replace does not reach those who use it
      startModule(module, [
        "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
      ]);
      await go(["get", "-tool", `${CLI}@v${version}`], { ...toolchain, module, tell });
      await go(["get", `github.com/pulumi/pulumi/sdk/v3@v${version}`], { ...toolchain, module, tell });
      install(await compile(CLI, { ...toolchain, module, tell }), "pulumi");
    }
    const module = join(work, "language-host");
    mkdirSync(module);
    startModule(module, []);
    writeFileSync(
      join(module, "tools.go"),
      `//go:build tools\n\npackage tools\n\nimport _ "${LANGUAGE_HOST}"\n`,
    );
    const host = (detail) => tell(`language host: ${detail}`);
    await go(["get", LANGUAGE_HOST_MODULE], { ...toolchain, module, tell: host });
    await go(["get", `${LANGUAGE_HOST}@${LANGUAGE_HOST_MODULE.split("@")[1]}`], {
      ...toolchain,
      module,
      tell: host,
    });
    const path = await copyHost({ module, settings });
    install(await compile(path, { ...toolchain, module, tell: host }), "pulumi-language-nodejs");

    copyFileSync(shim, join(work, "shim"));
    chmodSync(join(work, "shim"), 0o755);
    install(join(work, "shim"), "pulumi-resource-pulumi-nodejs");
  });
}

/** Where the host hands programs its own address, and what they are handed instead: the engine's. */
const OWN_ADDRESS = 'fmt.Sprintf("127.0.0.1:%d", handle.Port), pipes.directory())';
const ENGINE_ADDRESS = "req.GetMonitorAddress(), pipes.directory())";

/**
 * The host's files in the scratch module, changed so that programs talk to the engine itself, as those of today do: the host
 * hands on what it understands, and to its age `protect: false` is the same as nothing, so that a child of a protected parent
 * would be protected.
 *
 * @param {{ module: string, settings: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} its path, for the compiler
 */
async function copyHost({ module, settings }) {
  const { lines } = await run("go", ["list", "-f", "{{.Dir}}", LANGUAGE_HOST], {
    cwd: module,
    env: settings,
  });
  const source = lines.at(-1) ?? "";
  const folder = join(module, "host");
  mkdirSync(folder);
  for (const name of readdirSync(source).filter((file) => /(?<!_test)\.go$/.test(file))) {
    const text = readFileSync(join(source, name), "utf8");
    if (name === "main.go" && !text.includes(OWN_ADDRESS)) {
      throw new Failure(
        `${LANGUAGE_HOST_MODULE} is not what it was: install the Pulumi CLI from https://www.pulumi.com/docs/install/`,
      );
    }
    writeFileSync(join(folder, name), text.replace(OWN_ADDRESS, ENGINE_ADDRESS));
  }
  return "scratch/host";
}

/** @param {string} folder @param {string[]} directives */
function startModule(folder, directives) {
  writeFileSync(
    join(folder, "go.mod"),
    ["module scratch", `go ${OLDEST_GO}`, ...directives, ""].join("\n\n"),
  );
  copyFileSync(CHECKSUMS, join(folder, "go.sum"));
}

/**
 * @typedef {object} Toolchain
 * @property {NodeJS.ProcessEnv} settings
 * @property {string} ldflags
 * @property {string} log
 * @property {string} module the folder of the scratch module
 * @property {(detail: string) => void} tell
 */

/**
 * Compiles one command of a scratch module.
 *
 * @param {string} path
 * @param {Toolchain} toolchain
 * @returns {Promise<string>} the finished file
 */
async function compile(path, toolchain) {
  const file = join(toolchain.module, "out");
  let total = 0;
  let packages = 0;
  const flags = ["-ldflags", toolchain.ldflags];
  // what an earlier build left in Go's cache is not compiled again
  const uncompiled = ["-f", "{{if .Stale}}{{.ImportPath}}{{end}}"];
  await go(["list", "-deps", ...uncompiled, ...flags, path], toolchain, () => total++);
  await go(["build", "-v", ...flags, "-o", file, path], toolchain, (name) => {
    packages++;
    toolchain.tell(name === path ? "linking" : `compiling, ${packages} of ${total} packages`);
  });
  return file;
}

/**
 * Runs go, with pauses between tries while the network fails.
 *
 * @param {string[]} args
 * @param {Toolchain} toolchain
 * @param {(name: string) => void} [onPackage] called for each package that go names
 * @returns {Promise<void>}
 */
async function go(args, { settings, log, module, tell }, onPackage) {
  let modules = 0;
  const onLine = (line) => {
    if (line.startsWith("go: downloading ")) tell(`fetching modules, ${++modules} so far`);
    else if (/^[\w.~/-]+$/.test(line)) onPackage?.(line);
  };
  appendFileSync(log, `$ go ${args.join(" ")}\n`);
  for (let attempt = 0; ; attempt++) {
    const { code, lines } = await run("go", args, { cwd: module, env: settings, log, onLine });
    if (code === 0) return;
    const isNetwork = lines.some((line) => NETWORK_FAILURE.test(line));
    const pause = PAUSES[attempt];
    if (!isNetwork || pause === undefined) {
      const cure = isNetwork
        ? "the Go module proxy does not answer: check the network (and GOPROXY), then run the same command again"
        : `go could not build the Pulumi CLI: see ${log}, or install the Pulumi CLI from https://www.pulumi.com/docs/install/`;
      throw new Failure(cure, lines.slice(-15));
    }
    tell(`the network failed, try ${attempt + 2} of ${PAUSES.length + 1}`);
    await setTimeout(pause);
  }
}

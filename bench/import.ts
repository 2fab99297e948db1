import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { shown, table } from "./figures";
import type { Figures, Section } from "./section";

const run = promisify(execFile);
const ROOT = resolve(__dirname, "..");
/** What every Pulumi program loads anyway. */
const PULUMI = "@pulumi/pulumi";

const PROBE = `const begun = performance.now();
require(process.argv[1]);
console.log(JSON.stringify({ ms: performance.now() - begun, bytes: process.memoryUsage().rss }));`;

/** The package's entries that hold code. */
function entries(): readonly string[] {
  // npm's own form
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    name: string;
    exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(exports)
    .filter((path) => !path.endsWith(".json"))
    .map((path) => name + path.slice(1));
}

/** Time and memory of a new process that requires this and nothing else. */
async function load(specifier: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, ["-e", PROBE, specifier], { cwd: ROOT });
  // what the probe prints
  const { ms, bytes } = JSON.parse(stdout) as { ms: number; bytes: number };
  return { [`${specifier} ms`]: ms, [`${specifier} bytes`]: bytes };
}

async function packAndInstall(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "trtc-bench-"));
  try {
    const packing = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
    const { stdout } = await run("npm", packing, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    // npm's own form
    const [packed] = JSON.parse(stdout) as [
      { filename: string; size: number; unpackedSize: number; entryCount: number },
    ];
    const figures: Record<string, number> = {
      packed: packed.size,
      unpacked: packed.unpackedSize,
      files: packed.entryCount,
    };
    for (const [name, options] of Object.entries({
      "with peers": [],
      "without peers": ["--legacy-peer-deps"],
    })) {
      const project = mkdtempSync(join(folder, "project-"));
      writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true }));
      await run("npm", ["install", "--no-audit", "--no-fund", ...options, join(folder, packed.filename)], {
        cwd: project,
        maxBuffer: 64 * 1024 * 1024,
      });
      const modules = join(project, "node_modules");
      // npm's own form
      const { packages } = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as {
        packages: object;
      };
      figures[`${name} packages`] = Object.keys(packages).length;
      figures[`${name} bytes`] = bytesUnder(modules);
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** `import` is a word of the language. */
export const importing: Section = {
  name: "import",
  title: "Import, package and installation",
  runs: 10,
  async run({ run: number, say }) {
    const figures: Record<string, number> = {};
    say("each entry in a process of its own");
    for (const specifier of [PULUMI, ...entries()]) Object.assign(figures, await load(specifier));
    if (number > 1) return figures;
    say("npm pack, npm install");
    return { ...figures, ...(await packAndInstall()) };
  },
  report(measured) {
    const row = (specifier: string): string[] => [
      `\`${specifier}\``,
      shown(measured.values(`${specifier} ms`), 0),
      shown(
        measured.values(`${specifier} bytes`).map((bytes) => bytes / 1e6),
        0,
      ),
    ];
    const kilobytes = (name: string): string =>
      shown(
        measured.values(name).map((bytes) => bytes / 1e3),
        0,
      );
    const installed = ["with peers", "without peers"].map((name) => [
      `installed ${name}, \`node_modules\``,
      `${kilobytes(`${name} bytes`)} kB, ${shown(measured.values(`${name} packages`), 0)} packages`,
    ]);
    return `\`require\` in a new process of Node, files in the disk's cache; memory is that of the whole process.

${table(["entry", "ms", "MB"], [PULUMI, ...entries()].map(row))}

${table(
  ["package", "size"],
  [
    ["packed", `${kilobytes("packed")} kB`],
    ["unpacked", `${kilobytes("unpacked")} kB, ${shown(measured.values("files"), 0)} files`],
    ...installed,
  ],
)}`;
  },
  aims: () => [],
};

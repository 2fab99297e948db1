import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../e2e/command";
import type { Project } from "../e2e/project";
import { version } from "../../package.json";

const ROOT = resolve(__dirname, "../..");
const TARBALL = `./pulumi-trtc-${version}.tgz`;

/** A package manager that puts the packed package and a version of Pulumi's into a project. */
export interface Installer {
  name: string;
  install(project: Project, pulumi: string): Promise<void>;
}

/** Versions are pinned: what is proved is that state is the same, not that the newest of each works. */
export const INSTALLERS: Readonly<Record<"npm" | "pnpm" | "yarn1" | "yarn4", Installer>> = {
  npm: {
    name: "npm",
    install: async (project, pulumi) => {
      await project.npm(["install", "--no-audit", "--no-fund", TARBALL, pulumi]);
    },
  },
  pnpm: {
    name: "pnpm 12",
    install: async (project, pulumi) => {
      const pnpm = await tool(project, { package: "pnpm@12.21.0", file: ".bin/pnpm" });
      // of @pulumi/pulumi; pnpm wants an answer
      writeFileSync(join(project.folder, "pnpm-workspace.yaml"), "allowBuilds:\n  protobufjs: false\n");
      await run(project, [pnpm, "add", "--store-dir", "./store", TARBALL, pulumi]);
    },
  },
  yarn1: {
    name: "yarn 1",
    install: async (project, pulumi) => {
      const yarn = await tool(project, { package: "yarn@1.22.22", file: "yarn/bin/yarn.js" });
      await run(project, [process.execPath, yarn, "add", "--non-interactive", TARBALL, pulumi], {
        YARN_CACHE_FOLDER: join(project.folder, "cache"),
      });
    },
  },
  yarn4: {
    name: "yarn 4 with nodeLinker: node-modules",
    install: async (project, pulumi) => {
      const yarn = await tool(project, {
        package: "@yarnpkg/cli-dist@4.18.1",
        file: "@yarnpkg/cli-dist/bin/yarn.js",
      });
      writeFileSync(
        join(project.folder, ".yarnrc.yml"),
        "nodeLinker: node-modules\nenableTelemetry: false\n",
      );
      // without a file of its own it takes a folder above for its project
      writeFileSync(join(project.folder, "yarn.lock"), "");
      // it does not read npm's settings
      const setting = async (name: string) => (await project.npm(["config", "get", name])).trim();
      const certificates = await setting("cafile");
      await run(project, [process.execPath, yarn, "add", `pulumi-trtc@file:${TARBALL}`, pulumi], {
        YARN_GLOBAL_FOLDER: join(project.folder, "global"),
        YARN_NPM_REGISTRY_SERVER: await setting("registry"),
        // npm says null where none is set
        ...(existsSync(certificates) && { YARN_HTTPS_CA_FILE_PATH: certificates }),
      });
    },
  },
};

/** Packs the package into the project's folder. */
export async function pack(project: Project): Promise<void> {
  // it is built already, and other proofs read what is built
  await project.npm(["pack", "--silent", "--ignore-scripts", ROOT]);
}

/** A package manager in a folder beside the program's packages. */
async function tool(
  project: Project,
  { package: name, file }: { package: string; file: string },
): Promise<string> {
  const folder = join(project.folder, "tools");
  await project.npm(["install", "--no-audit", "--no-fund", "--prefix", folder, name]);
  return join(folder, "node_modules", file);
}

async function run(
  { folder, environment }: Project,
  command: readonly [string, ...string[]],
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { exitCode, text } = await runCommand(command, { folder, environment: { ...environment, ...more } });
  assert.equal(exitCode, 0, text);
}

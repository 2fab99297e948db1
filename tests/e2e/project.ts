import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Pulumi project on disk that is driven with the `pulumi` command, as a user drives it. */
export interface Project {
  folder: string;
  /** For every command that is run in it. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Runs the CLI without prompts; both streams as one text. Rejects on an exit code other than the one expected. */
  pulumi(args: readonly string[], options?: { exitCode?: number }): Promise<string>;
  npm(args: readonly string[]): Promise<string>;
  remove(): void;
}

export interface ProjectOptions {
  /** index.js */
  program: string;
  environment: Record<string, string>;
  /** Inside the checkout packages resolve through its workspace links; outside they must be installed. */
  where: "inside the checkout" | "outside the checkout";
}

export function makeProject({ program, environment, where }: ProjectOptions): Project {
  const inside = resolve(__dirname, "../../.local/e2e");
  mkdirSync(inside, { recursive: true });
  const folder = mkdtempSync(join(where === "inside the checkout" ? inside : tmpdir(), "project-"));
  mkdirSync(join(folder, "backend"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: proof\nruntime: nodejs\n");
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "proof", private: true, main: "index.js" }),
  );
  writeFileSync(join(folder, "index.js"), program);
  const pulumiEnvironment = {
    ...process.env,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "proof",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...environment,
  };
  return {
    folder,
    environment: pulumiEnvironment,
    async pulumi(args, { exitCode = 0 } = {}) {
      const command = run("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: folder,
        env: pulumiEnvironment,
        maxBuffer: 64 * 1024 * 1024,
      });
      const { stdout, stderr, code } = await command.then(
        (streams) => ({ ...streams, code: 0 }),
        // execFile rejects with the streams and the exit code on the error
        (error: unknown) => error as { stdout: string; stderr: string; code: number },
      );
      if (code !== exitCode)
        throw new Error(`pulumi ${args.join(" ")}: exit code ${code}\n${stdout}${stderr}`);
      return stdout + stderr;
    },
    npm: async (args) => (await run("npm", [...args], { cwd: folder, maxBuffer: 64 * 1024 * 1024 })).stdout,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

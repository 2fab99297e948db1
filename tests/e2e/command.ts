import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A command that has ended. */
export interface Ended {
  exitCode: number;
  /** Both streams as one text. */
  text: string;
}

/** Runs a command to its end, whatever its exit code. */
export async function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  { folder, environment }: { folder: string; environment: Readonly<Record<string, string | undefined>> },
): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(command, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
    });
    return { exitCode: 0, text: stdout + stderr };
  } catch (error) {
    // what execFile rejects with; without an exit code it was not run, or was ended
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== "number") throw error;
    return { exitCode: code, text: stdout + stderr };
  }
}

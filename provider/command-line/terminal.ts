import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** What a command has of its process. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** `isTTY` when someone types. */
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
}

export interface Output {
  write(text: string): unknown;
}

/** The command line is not as it must be: exit code 2. */
export class UsageError extends Error {}

/** What is typed until Enter, without showing it; undefined when the input ends or Ctrl-C is typed before that. */
export async function askHidden({ stdin, stderr }: Terminal, question: string): Promise<string | undefined> {
  stderr.write(question);
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nothing, terminal: true });
  try {
    return await new Promise((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(undefined));
    });
  } finally {
    lines.close();
    stderr.write("\n");
  }
}

import { PassThrough, Readable } from "node:stream";
import type { Terminal } from "../../../../provider/command-line/terminal";

export interface FakeTerminal extends Terminal {
  /** What was written so far. */
  out(): string;
  err(): string;
}

/** A process with these variables, and with this on stdin or someone who types it. */
export function fakeTerminal({
  environment = {},
  stdin = "",
  typed,
}: { environment?: Record<string, string>; stdin?: string; typed?: string } = {}): FakeTerminal {
  const written = { out: "", err: "" };
  return {
    environment,
    stdin: typed === undefined ? Readable.from([stdin]) : keyboard(typed),
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    out: () => written.out,
    err: () => written.err,
  };
}

function keyboard(typed: string): Terminal["stdin"] {
  const keys = new PassThrough();
  keys.write(typed);
  return Object.assign(keys, { isTTY: true });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Proof } from "../e2e/proof";

const ROOT = resolve(__dirname, "../..");
/** Generous: a proof runs the engine several times, and no test fails for being slow. */
const TIMEOUT_MS = 20 * 60_000;

interface Outcome {
  name: string;
  ok: boolean;
  seen: string;
}

/**
 * The representatives of a file of proofs as tests. They run in a process of their own: jest takes an error for its own that a
 * program leaves behind which is to fail.
 */
export function testRepresentatives(file: string, proofs: readonly Proof[]): void {
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    const child = spawn("tsx", ["scripts/prove.ts", file, "--representatives", "--json"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    if (!output.startsWith("[")) throw new Error(`there is no result\n${output}${errors}`);
    // what prove.ts prints with --json
    for (const outcome of JSON.parse(output) as Outcome[]) outcomes.set(outcome.name, outcome);
  }, TIMEOUT_MS);

  test.each(proofs.filter((proof) => proof.representative).map(({ name }) => name))("%s", (name) => {
    const { ok, seen } = outcomes.get(name) ?? { ok: false, seen: "it did not run" };
    expect(ok ? "holds" : seen).toBe("holds");
    expect(seen).not.toBe("");
  });
}

import assert from "node:assert/strict";

/** One end-to-end claim: run it, see what happened out of band, say it in a few words. */
export interface Proof {
  name: string;
  /** Also run by `npm test`: one representative for each rule. The rest of a matrix runs with `npm run prove`. */
  representative: boolean;
  /** What was seen. Throws when the claim does not hold. */
  run(): Promise<string>;
}

export function proof(name: string, run: Proof["run"]): Proof {
  return { name, representative: true, run };
}

/** A further row of a matrix whose rule another proof represents. */
export function furtherProof(name: string, run: Proof["run"]): Proof {
  return { name, representative: false, run };
}

/** Deep equality of plain data; also between the realms of a test runner, whose arrays have prototypes of their own. */
export function assertSame(seen: unknown, expected: unknown): void {
  assert.deepEqual(plain(seen), plain(expected));
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** The message of what a program throws. */
export function messageOf(program: () => unknown): string {
  try {
    program();
    return "went through";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

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

import { furtherProof } from "../e2e/proof";
import type { Proof } from "../e2e/proof";
import { fuzzEngine } from "./engine-fuzz";

const SEED = 20261121;
const SEQUENCES = 3;

export const fuzzProofs: readonly Proof[] = [
  furtherProof(
    `C7: ${SEQUENCES} random sequences of up, refresh, destroy, kill, stop outside, expiry and faults on the real engine: state tells of everything that runs, and 0 are left`,
    async () => {
      const seen: string[] = [];
      for (let seed = SEED; seed < SEED + SEQUENCES; seed++) {
        const result = await fuzzEngine({ seed, trace: () => undefined });
        if (result.failure !== undefined)
          throw new Error(`${result.failure}\nto run it again: npm run fuzz -- --runs 1 --seed ${seed}`);
        seen.push(result.seen);
      }
      return seen.join("; ");
    },
  ),
];

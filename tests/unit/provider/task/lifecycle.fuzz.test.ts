import { MUTANTS } from "../../../fuzz/mutants";
import { fuzzLifecycle, reproduction } from "../../../fuzz/sequences";

const SEED = 2;
/** No test fails for being slow. */
const TIMEOUT_MS = 20 * 60_000;

// C7: a model of the engine and of the API around the lifecycle itself; tests/fuzz/world.ts says what must hold
test(
  "2,000 random sequences of commands and faults leave nothing that state does not tell of",
  async () => {
    const { runs, commands, failure } = await fuzzLifecycle({ runs: 2_000, seed: SEED });
    if (failure !== undefined) throw new Error(reproduction(failure, SEED));
    expect(runs).toBe(2_000);
    expect(commands).toBeGreaterThan(10_000);
  },
  TIMEOUT_MS,
);

describe("the fuzz finds that", () => {
  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    "%s",
    async (_name, mutant) => {
      const { failure } = await fuzzLifecycle({
        runs: 5_000,
        seed: SEED,
        makeLifecycle: mutant.makeLifecycle,
        shrinks: false,
      });
      expect(failure?.error).toMatch(mutant.found);
    },
    TIMEOUT_MS,
  );
});

import { proofs } from "../e2e/storage";

/** Generous: a proof runs the engine several times, and no test fails for being slow. */
const TIMEOUT_MS = 10 * 60_000;

describe("the main job on the real engine", () => {
  const representatives = proofs.filter((proof) => proof.representative);

  test.concurrent.each(representatives)(
    "$name",
    async (proof) => {
      expect(await proof.run()).not.toBe("");
    },
    TIMEOUT_MS,
  );
});

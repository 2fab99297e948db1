import { proofs } from "../e2e/main";

describe("the main job on the real engine", () => {
  test.concurrent.each(proofs.filter((proof) => proof.representative))("$name", async (proof) => {
    expect(await proof.run()).not.toBe("");
  });
});

import { proofs } from "../e2e/main";
import { testRepresentatives } from "./representatives";

describe("the main job on the real engine", () => {
  testRepresentatives("main", proofs);
});

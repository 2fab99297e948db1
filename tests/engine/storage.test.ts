import { proofs } from "../e2e/storage";
import { testRepresentatives } from "./representatives";

describe("the storages on the real engine", () => {
  testRepresentatives("storage", proofs);
});

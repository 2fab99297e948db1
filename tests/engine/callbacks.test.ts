import { proofs } from "../e2e/callbacks";
import { testRepresentatives } from "./representatives";

describe("the callback endpoints on the real engine", () => {
  testRepresentatives("callbacks", proofs);
});

import { proofs as callbacks } from "../e2e/callbacks";
import { proofs as faults } from "../e2e/faults";
import { proofs as gitops } from "../e2e/gitops";
import { proofs as jobs } from "../e2e/jobs";
import { proofs as main } from "../e2e/main";
import { proofs as storage } from "../e2e/storage";
import { testRepresentatives } from "./representatives";

// in one file, one after the other: each runs three engines at a time, and more than that starve each other

describe("the main job on the real engine", () => {
  testRepresentatives("main", main);
});

describe("the storages on the real engine", () => {
  testRepresentatives("storage", storage);
});

describe("the callbacks on the real engine", () => {
  testRepresentatives("callbacks", callbacks);
});

describe("pipelines that keep a stack true, on the real engine", () => {
  testRepresentatives("gitops", gitops);
});

describe("the room jobs on the real engine", () => {
  testRepresentatives("jobs", jobs);
});

describe("faults, load and age on the real engine", () => {
  testRepresentatives("faults", faults);
});

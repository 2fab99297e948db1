import { badInputProofs } from "./job-bad-input";
import { lifecycleProofs } from "./job-lifecycle";
import { matrixProofs } from "./job-matrix";
import { permissionProofs } from "./job-permission";
import { robotProofs } from "./job-robots";
import { roomProof } from "./job-room";
import { secretProofs } from "./job-secrets";
import { statusProofs } from "./job-status";
import type { Proof } from "./proof";

export const proofs: readonly Proof[] = [
  roomProof,
  ...robotProofs,
  ...permissionProofs,
  ...badInputProofs,
  ...statusProofs,
  ...secretProofs,
  ...lifecycleProofs,
  ...matrixProofs,
];

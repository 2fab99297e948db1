import { lifecycleProofs } from "./job-lifecycle";
import { matrixProofs } from "./job-matrix";
import { permissionProofs } from "./job-permission";
import { robotProofs } from "./job-robots";
import { roomProof } from "./job-room";
import type { Proof } from "./proof";

export const proofs: readonly Proof[] = [
  roomProof,
  ...robotProofs,
  ...permissionProofs,
  ...lifecycleProofs,
  ...matrixProofs,
];

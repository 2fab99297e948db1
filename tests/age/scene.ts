import assert from "node:assert/strict";
import { runCommand } from "../e2e/command";
import { SDK_APP_ID, SECRETS } from "../e2e/scene";
import type { SceneOptions } from "../e2e/scene";
import type { TestStack } from "../e2e/stack";
import type { ExportedState } from "./recorded-state";

/** Where state is recorded and tried. */
export const AGE_SCENE: SceneOptions = {
  apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SECRETS.sdkSecretKey }],
  settings: { maxRps: 1_000 },
  // time stands still: nobody is in the rooms, and no task is to end for that
  virtualClock: true,
};

/** What the engine exports of a stack. */
export async function exportedState(
  { folder, stack: { name, workspace } }: TestStack,
  { showSecrets = false } = {},
): Promise<ExportedState> {
  const show = showSecrets ? ["--show-secrets"] : [];
  const { exitCode, text } = await runCommand(["pulumi", "stack", "export", "--stack", name, ...show], {
    folder,
    environment: workspace.envVars,
  });
  assert.equal(exitCode, 0, text);
  // what the engine prints
  return JSON.parse(text) as ExportedState;
}

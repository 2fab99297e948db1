import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { INSTALLERS, pack } from "../age/installers";
import type { Installer } from "../age/installers";
import { ageProgram } from "../age/program";
import {
  differingPlaces,
  readRecorded,
  recordedVersions,
  withChosenNow,
  withoutChosen,
} from "../age/recorded-state";
import type { ExportedState, Place } from "../age/recorded-state";
import { AGE_SCENE, exportedState } from "../age/scene";
import { vendorCos } from "./cloud";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID } from "./scene";
import type { Scene } from "./scene";

const VERSIONS = recordedVersions();

const recorded = VERSIONS.map((version) =>
  (version === VERSIONS.at(-1) ? proof : furtherProof)(
    `C5: state of ${version} and the code of today: nothing to change, nothing drifted, destroy leaves nothing`,
    () =>
      onScene(async (scene) => {
        const { state, program, chosen, codePath } = readRecorded(version);
        const stack = await scene.open(ageProgram(program, codePath));
        // the same things as in the recorded state, so that what it says is true but for their ids
        await stack.up();
        const made = await exportedState(stack, { showSecrets: true });
        const running = (await scene.live()).length;
        await stack.stack.importStack(state);
        const plain = await exportedState(stack, { showSecrets: true });
        await stack.stack.importStack(withChosenNow(plain, made, chosen));

        const count = state.deployment.resources.filter(
          ({ type }) => !type.startsWith("pulumi:providers:"),
        ).length;
        await scene.actions({ describe: true });
        assertSame((await stack.preview()).changes, { same: count });
        assertSame(await scene.actions({ describe: true }), []);
        const { text } = await stack.refresh();
        assert.match(text, new RegExp(`^Resources:\n +${count} unchanged$`, "m"));
        assertSame((await stack.preview()).changes, { same: count });
        await stack.destroy();
        const { Buckets } = await vendorCos(scene).getService();
        assertSame(
          [
            await scene.live(),
            await scene.control.users(),
            await scene.control.functions(),
            Buckets.map(({ Name }) => Name),
          ],
          [[], [], [], ["slices-1250000000"]],
        );
        assert.ok(running > 0);
        return `${count} resources, ${running} tasks among them: 0 changes, 0 calls; refresh clean; 0 left after destroy`;
      }, AGE_SCENE),
  ),
);

const PIPELINE = `const { SlicingPipeline } = require("pulumi-trtc/tencent");
const storage = { bucketName: "classroom-1250000000", region: "ap-singapore", onDestroy: "empty" };
const { taskIds } = new SlicingPipeline("classroom", { sdkAppId: ${SDK_APP_ID}, storage, tasks: { lobby: { roomId: "lobby" } } });
exports.taskIds = taskIds;\n`;

/** The program in the checkout, with its stack. */
async function onCheckout<Result>(
  play: (checkout: Project, scene: Scene) => Promise<Result>,
): Promise<Result> {
  return onScene(async (scene) => {
    const checkout = makeProject({
      program: PIPELINE,
      environment: scene.environment,
      where: "inside the checkout",
    });
    try {
      await checkout.pulumi(["stack", "init", "dev"]);
      return await play(checkout, scene);
    } finally {
      checkout.remove();
    }
  }, AGE_SCENE);
}

const up = (project: Project) => project.pulumi(["up", "--yes", "--skip-preview"]);
const destroy = (project: Project) => project.pulumi(["destroy", "--yes", "--skip-preview"]);
const previewNothing = (project: Project) => project.pulumi(["preview", "--expect-no-changes"]);

/** The stack's state with its secrets in the clear; files of the package by their names in it, wherever it is installed. */
async function stateOf(project: Project): Promise<ExportedState> {
  const text = await project.pulumi(["stack", "export", "--show-secrets"]);
  // what the engine prints
  return JSON.parse(text.replaceAll(/"[^"]*\/(dist\/functions\/[^"]*)"/g, '"$1"')) as ExportedState;
}

let places: Promise<Place[]> | undefined;

/** Where two makings of the program from the checkout differ. */
function chosenPlaces(): Promise<Place[]> {
  places ??= onCheckout(async (checkout) => {
    await up(checkout);
    const first = await stateOf(checkout);
    await destroy(checkout);
    await up(checkout);
    return differingPlaces(first, await stateOf(checkout));
  });
  return places;
}

const { devDependencies, peerDependencies } = manifest;
const RANGE = peerDependencies["@pulumi/pulumi"];
const OWN = devDependencies["@pulumi/pulumi"];

/** What is installed, by whom, and the versions of @pulumi/pulumi that a package manager may choose from. */
const INSTALLATIONS: readonly [Installer, which: string, pulumi: string][] = [
  [INSTALLERS.npm, "the lowest", RANGE.replace("^", "")],
  [INSTALLERS.npm, "the highest", RANGE],
  [INSTALLERS.pnpm, "our own", OWN],
  [INSTALLERS.yarn1, "our own", OWN],
  [INSTALLERS.yarn4, "our own", OWN],
];

const installed = INSTALLATIONS.map(([installer, which, pulumi]) =>
  furtherProof(
    `C5: the tarball by ${installer.name} with ${which} @pulumi/pulumi: same state as from the checkout, each goes on with the other's`,
    () =>
      onCheckout(async (checkout, scene) => {
        const { PULUMI_BACKEND_URL = "" } = checkout.environment;
        const project = makeProject({
          program: PIPELINE,
          environment: { ...scene.environment, PULUMI_BACKEND_URL },
          where: "outside the checkout",
        });
        try {
          await pack(project);
          await installer.install(project, `@pulumi/pulumi@${pulumi}`);
          const chosen = await chosenPlaces();

          await up(checkout);
          const ofCheckout = withoutChosen(await stateOf(checkout), chosen);
          // the stack's settings, as they stand in somebody's repository
          copyFileSync(join(checkout.folder, "Pulumi.dev.yaml"), join(project.folder, "Pulumi.dev.yaml"));
          await project.pulumi(["stack", "select", "dev"]);
          await previewNothing(project);
          await destroy(project);
          assertSame(await scene.live(), []);

          await up(project);
          assertSame(withoutChosen(await stateOf(project), chosen), ofCheckout);
          await previewNothing(checkout);
          await destroy(checkout);
          assertSame(
            [await scene.live(), await scene.control.users(), await scene.control.functions()],
            [[], [], []],
          );
          return `@pulumi/pulumi ${installedVersion(project)}: ${Object.keys(ofCheckout).length} values the same, ${chosen.length} chosen by cloud and clock; 0 changes to and fro, 0 left`;
        } finally {
          project.remove();
        }
      }),
  ),
);

function installedVersion({ folder }: Project): string {
  // its own manifest
  const { version } = JSON.parse(
    readFileSync(join(folder, "node_modules/@pulumi/pulumi/package.json"), "utf8"),
  ) as { version: string };
  return version;
}

export const ageProofs: readonly Proof[] = [...recorded, ...installed];

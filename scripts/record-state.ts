import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { currentProgram, functionCode } from "../tests/age/making";
import { AGE_SCENE, exportedState } from "../tests/age/scene";
import { ageProgram } from "../tests/age/program";
import { differingPlaces, FILES, versionFolder } from "../tests/age/recorded-state";
import type { ExportedState } from "../tests/age/recorded-state";
import { onScene } from "../tests/e2e/scene";
import { version } from "../package.json";

const ROOT = resolve(__dirname, "..");
const HELP = `tsx scripts/record-state.ts [--again]

Records in tests/age/${version} what this version leaves in state, with the real engine: one stack with every resource of the package.
Done once for a version, right before its release: tests hold all later code against it. Needs dist/: npm run build.

  --again   records a version that is recorded already; of use before its release only`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { again: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const folder = versionFolder(version);
  if (existsSync(folder) && values.again !== true) {
    console.error(
      `${relative(ROOT, folder)} is there: state of a released version stays as it is. Raise the version, or give --again before its release`,
    );
    process.exitCode = 2;
    return;
  }
  mkdirSync(folder, { recursive: true });
  const codePath = join(folder, FILES.code);
  writeFileSync(codePath, functionCode());
  const program = currentProgram();
  const { state, chosen } = await onScene(async (scene) => {
    const stack = await scene.open(ageProgram(program, codePath));
    await stack.up();
    const first = await exportedState(stack, { showSecrets: true });
    await stack.destroy();
    // on the same account, which gives no number twice
    await stack.up();
    const second = await exportedState(stack, { showSecrets: true });
    const state = withoutTraces(await exportedState(stack));
    await stack.destroy();
    return { state, chosen: differingPlaces(withoutTraces(first), withoutTraces(second)) };
  }, AGE_SCENE);
  await write(join(folder, FILES.program), program);
  await write(join(folder, FILES.chosen), chosen);
  await write(join(folder, FILES.state), state);
  console.log(
    `${relative(ROOT, folder)}: ${state.deployment.resources.length} resources, ${chosen.length} values chosen by cloud and clock`,
  );
}

/** Without where the engine found a resource in the program, and with files named from the checkout. */
function withoutTraces(state: ExportedState): ExportedState {
  const text = JSON.stringify(state, (key, value: unknown) =>
    key === "stackTrace" || key === "sourcePosition" ? undefined : value,
  ).replaceAll(`${ROOT}/`, "");
  for (const path of [ROOT, homedir(), tmpdir()])
    if (text.includes(path))
      throw new Error(`a path of this machine stands in the state: ${around(text, path)}`);
  // what it was made from
  return JSON.parse(text) as ExportedState;
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 80), at + part.length + 80);
}

async function write(file: string, value: unknown): Promise<void> {
  const options = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(value), { ...options, filepath: file }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

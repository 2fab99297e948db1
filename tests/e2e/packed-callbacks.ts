import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { onCloud } from "./cloud";
import type { Cloud } from "./cloud";
import { runCommand } from "./command";
import type { Ended } from "./command";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, proof } from "./proof";
import type { Proof } from "./proof";
import { SDK_APP_ID } from "./scene";

const ROOT = resolve(__dirname, "../..");
const REGION = "ap-singapore";

const PROGRAM = `const { CallbackEndpoint, CosSliceStorage } = require("pulumi-trtc/tencent");
const storage = new CosSliceStorage("slices", { region: "${REGION}", onDestroy: "empty" });
const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [${SDK_APP_ID}], storage });
exports.bucket = storage.bucket;
exports.url = endpoint.url;
exports.key = endpoint.key;\n`;

/** A receiver as someone writes it who has nothing but the package's types. */
const CONSUMER = `import { createServer } from "node:http";
import { createHandler, nodeAdapter, summariseTask, verify } from "pulumi-trtc/callback";
import type { ReceivedEvent, TrtcEvent } from "pulumi-trtc/callback";
import { cosEventStorage } from "pulumi-trtc/callback/cos";

const events: TrtcEvent[] = [];
const onEvent = ({ event }: ReceivedEvent): void => {
  if (event.name === "CLOUD_SLICE_FILE_INFO") console.log(event.payload.fileList?.join());
  events.push(event);
};
createServer(nodeAdapter(createHandler({ keys: ["key"], sdkAppIds: [1], onEvent }))).listen(8080);
export const isSigned: boolean = verify("{}", undefined, ["key"]);
export const state: string = summariseTask(events).state;
export const open = cosEventStorage;
// @ts-expect-error a number is no list of keys
verify("{}", undefined, 1);\n`;

const COMPILER_OPTIONS = {
  target: "ES2022",
  module: "node16",
  moduleResolution: "node16",
  strict: true,
  noEmit: true,
};

const packed = proof(
  "npm pack, installed in a new folder without @pulumi/aws and @aws-sdk: types compile, an endpoint is probed, an event is put back",
  () =>
    onCloud("COS", async (cloud) => {
      const { environment, control } = cloud.scene;
      const project = makeProject({ program: PROGRAM, environment, where: "outside the checkout" });
      try {
        await install(project);
        await compile(project);
        await project.pulumi(["stack", "init", "dev"]);
        await project.pulumi(["up", "--yes", "--skip-preview"]);
        await tryCommandLine(cloud, project);
        await project.pulumi(["destroy", "--yes", "--skip-preview"]);
        assertSame(
          [await cloud.bucketNames(), await cloud.userNames(), await control.functions()],
          [[cloud.otherBucket], [], []],
        );
        return "tsc, up, probe and replay-events exit 0, 2 events stored, S3 asks for its package, nothing left after destroy";
      } finally {
        project.remove();
      }
    }),
);

async function install({ folder, npm }: Project): Promise<void> {
  // it is built already, and other proofs read what is built
  const tarball = (await npm(["pack", "--silent", "--ignore-scripts", ROOT])).trim();
  await npm(["install", "--no-audit", "--no-fund", `./${tarball}`, "@pulumi/pulumi@3.259.0"]);
  for (const name of ["@pulumi/aws", "@aws-sdk"])
    assert.ok(!existsSync(join(folder, "node_modules", name)), `${name} is installed`);
}

/** Checks the package's types from outside, as CommonJS and as a module, with nothing skipped of its own. */
async function compile({ folder }: Project): Promise<void> {
  const files = ["consumer.cts", "consumer.mts"];
  for (const file of files) writeFileSync(join(folder, file), CONSUMER);
  const configuration = { compilerOptions: COMPILER_OPTIONS, files };
  // under this name Pulumi does not take it for its own
  writeFileSync(join(folder, "consumer.json"), JSON.stringify(configuration));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  assertSame(await runCommand([process.execPath, tsc, "-p", "consumer.json"], { folder, environment: {} }), {
    exitCode: 0,
    text: "",
  });
}

/** Probes the endpoint while its store is up and while it is down, and puts back what was not stored. */
async function tryCommandLine(cloud: Cloud, project: Project): Promise<void> {
  const { functions, scene } = cloud;
  const output = async (name: string) =>
    (await project.pulumi(["stack", "output", name, "--show-secrets"])).trim();
  const bucket = await output("bucket");
  const environment = { ...scene.environment, TRTC_CALLBACK_KEY: await output("key") };
  const run = (...args: string[]): Promise<Ended> =>
    runCommand(["npx", "--no-install", "--loglevel=silent", "pulumi-trtc", ...args], {
      folder: project.folder,
      environment,
    });
  const probe = ["probe", functions.loopback(await output("url")), "--sdk-app-id", String(SDK_APP_ID)];
  const events = async () => (await scene.control.objects(bucket)).map(({ key }) => key);

  const first = await run(...probe);
  assert.equal(first.exitCode, 0, first.text);
  assert.equal((await events()).length, 1);

  const mend = await functions.breakStore();
  const second = await run(...probe);
  assert.equal(second.exitCode, 1);
  assert.match(second.text, /signed: the endpoint cannot do its work, .*then pulumi-trtc replay-events\n/);
  await mend();
  const lines = (await scene.control.functions()).flatMap((each) => each.lines);
  writeFileSync(join(project.folder, "function.log"), `${lines.join("\n")}\n`);
  const replay = (vendor: string) =>
    run("replay-events", "--vendor", vendor, "--bucket", bucket, "--region", REGION, "function.log");
  const back = await replay("cos");
  assert.match(back.text, /^1 put back, 0 already there, \d+ other lines, 0 damaged\n$/);
  assert.equal(back.exitCode, 0);
  assert.equal((await events()).length, 2);
  assertSame(await replay("s3"), {
    exitCode: 2,
    text: "S3 needs a further package: npm install @aws-sdk/client-s3\n",
  });
}

export const packedProofs: readonly Proof[] = [packed];

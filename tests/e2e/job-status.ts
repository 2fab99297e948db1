import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import { makeTask, tasksByName } from "./job-kinds";
import { assertSame, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS } from "./scene";

const run = promisify(execFile);

const DESCRIBED = EVERY_KIND.filter(({ kind }) => kind.describe !== undefined);
const RESOURCES = DESCRIBED.map(({ kind }) => kind.resource);
const functionOf = (resource: string) => `get${resource}`;

type StatusOutput = (args: object) => pulumi.Output<{ status: string }>;

/** Prints what each status function says of its task, or the name of its error. */
const SCRIPT = `const trtc = require("pulumi-trtc");
const ask = ([name, args]) => trtc[name](args).then(({ status }) => status, (error) => error.name);
Promise.all(JSON.parse(process.argv[1]).map(ask)).then((seen) => console.log(JSON.stringify(seen)));`;

const statuses = proof(
  "get…Task of each kind says the live status, and that a task has gone; a relay has none",
  () =>
    onScene(
      async (scene) => {
        const { control } = scene;
        const stack = await scene.open(
          () => {
            const outputs = DESCRIBED.map(({ kind: { resource }, inputs: { smallest } }) => {
              const task = makeTask(resource, resource, smallest);
              // the functions by their names: each takes a task's id and region
              const status = Reflect.get(trtc, `${functionOf(resource)}Output`) as StatusOutput;
              const args = { sdkAppId: SDK_APP_ID, taskId: task.id, region: smallest["region"] };
              return [resource, status(args).status];
            });
            return Promise.resolve(Object.fromEntries(outputs) as Record<string, pulumi.Output<string>>);
          },
          {
            // the program runs in this process, without the environment of the engine
            config: {
              "trtc:secretId": SECRETS.accountId,
              "trtc:secretKey": SECRETS.accountKey,
              "trtc:endpointUrl": scene.emulator.url,
            },
          },
        );
        await stack.up();
        const inState = await tasksByName(stack);
        const questions = RESOURCES.map((resource) => [
          functionOf(resource),
          { sdkAppId: SDK_APP_ID, taskId: inState.get(resource)?.id, region: "ap-singapore" },
        ]);
        const ask = async (): Promise<unknown> => {
          const { stdout } = await run(process.execPath, ["-e", SCRIPT, "--", JSON.stringify(questions)], {
            cwd: stack.folder,
            env: { ...process.env, ...scene.environment },
          });
          return JSON.parse(stdout);
        };
        const outputs = await stack.stack.outputs();
        const exported = RESOURCES.map((resource): unknown => outputs[resource]?.value);
        const first = await ask();
        await control.joinRoom({ sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby", userId: "teacher" });
        const busy = await ask();
        for (const { id } of inState.values()) await control.stopTask(String(id));
        const ending = await ask();
        await control.advance(3600);
        const gone = await ask();
        const each = (usual: string, ingest: string) =>
          RESOURCES.map((resource) => (resource === "StreamIngestTask" ? ingest : usual));
        assertSame(
          [exported, first, busy, ending, gone],
          [
            // the film's robot is an anchor as soon as it is there
            exported.map((status) => (status === "Idle" ? "Idle" : "InProgress")),
            each("InProgress", "InProgress"),
            each("InProgress", "InProgress"),
            each("Exited", "NotExist"),
            each("GoneError", "NotExist"),
          ],
        );
        assert.equal(Reflect.get(trtc, "getPublishCdnStreamTask"), undefined);
        await stack.destroy();
        assertSame(await scene.live(), []);
        return `${RESOURCES.length} kinds: InProgress, Exited, GoneError; an ingest InProgress, NotExist`;
      },
      { virtualClock: true },
    ),
);

/** Status functions on a live stack. */
export const statusProofs: readonly Proof[] = [statuses];

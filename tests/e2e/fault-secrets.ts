import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as trtc from "pulumi-trtc";
import { leaves } from "../../provider/resource/schema";
import type { Bag } from "../../provider/resource/schema";
import { valueAt } from "../../provider/resource/state";
import { slicing } from "../../provider/task/slicing";
import { mintUserSig } from "../../provider/trtc/user-sig";
import { runCommand } from "./command";
import { assertSame, furtherProof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS, taskArgs } from "./scene";

const ROOT = resolve(__dirname, "../..");
/** What the engine writes at -v=9 of all that it is given, in lines of its own. */
const ENGINE_LINES = /Unmarshaling property for RPC|RegisterResource RPC finished/;
const OPERATIONS = ["up", "refresh", "destroy"] as const;

/** A call as the engine's gRPC log keeps it. */
interface GrpcLine {
  method: string;
  response?: unknown;
  errors?: unknown;
}

/** Names of the planted secrets that stand in a text, and of what was signed with them. */
function secretsIn(text: string): string[] {
  const planted = Object.entries(SECRETS).filter(([, secret]) => text.includes(secret));
  return [...planted.map(([name]) => name), ...(/eJ[A-Za-z0-9*_-]{60}/.test(text) ? ["UserSig"] : [])];
}

const logged = furtherProof(
  "S1: at -v=9 and in the gRPC log nothing that this package writes or answers holds a secret: up, refresh, destroy",
  () =>
    onScene(async (scene) => {
      // a signed UserSig too, which is nowhere but in the call
      const project = scene.project("inside the checkout", taskArgs({ sdkSecretKey: SECRETS.sdkSecretKey }));
      await project.pulumi(["stack", "init", "dev"]);
      let answers = 0;
      const asked = new Set<string>();
      for (const operation of OPERATIONS) {
        const log = join(project.folder, `${operation}.grpc.log`);
        const { exitCode, text } = await runCommand(
          ["pulumi", operation, "--yes", "--skip-preview", "--non-interactive", "--logtostderr", "-v=9"],
          { folder: project.folder, environment: { ...project.environment, PULUMI_DEBUG_GRPC: log } },
        );
        assert.equal(exitCode, 0, `${operation} at -v=9`);
        const own = text.split("\n").filter((line) => operation !== "up" || !ENGINE_LINES.test(line));
        assertSame([operation, secretsIn(own.join("\n"))], [operation, []]);
        for (const line of readFileSync(log, "utf8").trim().split("\n")) {
          // one line a call, in the engine's own form
          const { method, response, errors } = JSON.parse(line) as GrpcLine;
          if (secretsIn(line).length > 0) asked.add(method.split("/").at(-1) ?? method);
          // Check hands the arguments back: the engine asks it to
          if (!/ResourceProvider\/(Create|Read|Update|Diff|Delete)$/.test(method)) continue;
          assertSame([line, secretsIn(JSON.stringify([response, errors]))], [line, []]);
          if (response !== undefined) answers++;
        }
        // signed in create and sent to the API: the engine never sees it
        assert.doesNotMatch(readFileSync(log, "utf8"), /eJ[A-Za-z0-9*_-]{60}/);
        assert.ok(!readFileSync(log, "utf8").includes(SECRETS.accountKey));
      }
      assertSame(await scene.live(), []);
      return `${answers} answers without one; the engine's log of its own questions holds arguments in the clear (${[...asked].sort().join(", ")})`;
    }),
);

/** How the engine marks a secret that it keeps. */
const MARK = "4dabf18193072939515e22adb298388d";

const unmarked = furtherProof(
  "S2: secrets that the program did not mark are marked all the same, and no output holds one",
  () =>
    onScene(async (scene) => {
      const userSig = mintUserSig({
        sdkAppId: SDK_APP_ID,
        sdkSecretKey: SECRETS.sdkSecretKey,
        userId: "slicer-lobby",
        expireSeconds: 180 * 86_400,
      });
      // one of the two is given to a task
      const stack = await scene.open(() => {
        new trtc.CloudSliceTask("lobby", taskArgs({ userSig }));
        new trtc.CloudSliceTask(
          "hall",
          taskArgs({ roomId: "hall", userId: "slicer-hall", sdkSecretKey: SECRETS.sdkSecretKey }),
        );
        return Promise.resolve();
      });
      const { events } = await stack.preview();
      await stack.up();
      const tasks = await stack.tasks();
      const secret = leaves(slicing.schema)
        .filter(({ property }) => property.secret)
        .map(({ path }) => path);
      const marked = tasks.flatMap(({ inputs, outputs }) =>
        secret.flatMap((path) => {
          assertSame([path, valueAt(outputs, path)], [path, undefined]);
          const kept = valueAt(inputs, path);
          if (kept === undefined) return [];
          // an engine's secret is an object with its mark
          assertSame([path, typeof (kept as Bag)[MARK]], [path, "string"]);
          return [path];
        }),
      );
      const paths = [...new Set(marked)].sort();
      assertSame(paths, ["sdkSecretKey", "storage.accessKey", "storage.secretKey", "userSig"]);
      const shown = JSON.stringify([await stack.exported(), tasks.map(({ outputs }) => outputs), events]);
      assertSame(secretsIn(shown), []);
      assert.ok(!shown.includes(userSig));
      await stack.destroy();
      assertSame(await scene.live(), []);
      return `${paths.join(", ")}: marked in the inputs, in no output, in no event of the preview`;
    }),
);

const HOOKS = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

const packed = furtherProof(
  "S8: the package runs nothing when it is installed, and its dependencies are exact",
  () =>
    onScene(async (scene) => {
      const project = scene.project("outside the checkout");
      const tarball = (await project.npm(["pack", "--ignore-scripts", "--silent", ROOT])).trim();
      await project.npm([
        "install",
        "--no-save",
        "--ignore-scripts",
        "--omit=peer",
        "--prefer-offline",
        `./${tarball}`,
      ]);
      const read = (name: string) =>
        // a package's own description
        JSON.parse(
          readFileSync(join(project.folder, "node_modules", name, "package.json"), "utf8"),
        ) as Record<"scripts" | "dependencies" | "peerDependencies", Record<string, string> | undefined>;
      const { dependencies = {}, peerDependencies = {} } = read("pulumi-trtc");
      const named = ["pulumi-trtc", ...Object.keys(dependencies)];
      const hooks = named.flatMap((name) =>
        Object.keys(read(name).scripts ?? {})
          .filter((script) => HOOKS.slice(0, 3).includes(script))
          .map((script) => `${name}: ${script}`),
      );
      const prepares = Object.keys(read("pulumi-trtc").scripts ?? {}).filter((script) =>
        HOOKS.includes(script),
      );
      assertSame([hooks, prepares], [[], []]);
      const loose = Object.entries(dependencies).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range));
      const open = Object.entries(peerDependencies).filter(([, range]) => !/^\^\d+\.\d+\.\d+$/.test(range));
      assertSame([loose, open], [[], []]);
      return `${tarball}: no script at install, nor in its ${named.length - 1} dependencies, each of one exact version`;
    }),
);

/** S1, S2, S8. */
export const secretProofs: readonly Proof[] = [logged, unmarked, packed];

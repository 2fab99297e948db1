/**
 * "pulumi-trtc/provider": the frozen entry that state files refer to by name. Every export is a dynamic provider
 * whose name stands in the state of existing stacks: names and signatures never change.
 */
import { randomBytes, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import type * as pulumi from "@pulumi/pulumi";
import { callbackKey } from "./endpoint/kinds/callback-key";
import { accountRules } from "./resource/account";
import { UnfinishedError } from "./resource/kind";
import type { ResourceKind } from "./resource/kind";
import { createResourceLifecycle } from "./resource/lifecycle";
import type { Lifecycle } from "./resource/lifecycle";
import { createRegionChoice } from "./resource/region";
import type { Bag } from "./resource/schema";
import { rotation } from "./storage/rotation";
import { createLifecycle, noRobots } from "./task/lifecycle";
import type { TaskInputs, TaskKind } from "./task/kind";
import { moderation } from "./task/moderation";
import { ingest } from "./task/ingest";
import { recording } from "./task/recording";
import { relay } from "./task/relay";
import { slicing } from "./task/slicing";
import { transcription } from "./task/transcription";
import { appIdOf } from "./tencent/account";
import { camAccessKey } from "./tencent/kinds/cam-access-key";
import { camPolicy } from "./tencent/kinds/cam-policy";
import { camRole } from "./tencent/kinds/cam-role";
import { camRolePolicyAttachment } from "./tencent/kinds/cam-role-policy-attachment";
import { camUser } from "./tencent/kinds/cam-user";
import { camUserPolicyAttachment } from "./tencent/kinds/cam-user-policy-attachment";
import { cosBucket } from "./tencent/kinds/cos-bucket";
import { scfFunction } from "./tencent/kinds/scf-function";
import { scfFunctionUrl } from "./tencent/kinds/scf-function-url";
import { processCos } from "./tencent/cos-client";
import type { ApiClient } from "./trtc/client";
import { systemClock } from "./trtc/clock";
import { TrtcError } from "./trtc/errors";
import { processClient } from "./trtc/process";
import { CAM, SCF, TRTC } from "./trtc/service";
import { processSettings } from "./trtc/settings";
import type { Settings } from "./trtc/settings";

type DynamicProvider = pulumi.dynamic.ResourceProvider<Bag, Bag>;

/** The robots of all tasks of this process, of every kind: one name is in a room once. */
const robots = noRobots();

export const CloudSliceTask: DynamicProvider = taskProvider(slicing);
export const PublishCdnStreamTask: DynamicProvider = taskProvider(relay);
export const CloudRecordingTask: DynamicProvider = taskProvider(recording);
export const StreamIngestTask: DynamicProvider = taskProvider(ingest);
export const CloudTranscriptionTask: DynamicProvider = taskProvider(transcription);
export const CloudModerationTask: DynamicProvider = taskProvider(moderation);
export const KeyVersions: DynamicProvider = dynamicProvider("KeyVersions", ({ settings }) =>
  createResourceLifecycle(rotation, { environmentRules: [], regionOf: createRegionChoice(settings) }),
);
export const CallbackKey: DynamicProvider = dynamicProvider("CallbackKey", ({ settings }) =>
  createResourceLifecycle(callbackKey({ newKey: randomKey }), {
    environmentRules: [],
    regionOf: createRegionChoice(settings),
  }),
);
export const CosBucket: DynamicProvider = accountProvider("CosBucket", ({ settings, cam, report }) =>
  cosBucket({ cos: processCos(settings, report), appId: () => appIdOf(cam), report }),
);
export const CamUser: DynamicProvider = accountProvider("CamUser", camUser);
export const CamPolicy: DynamicProvider = accountProvider("CamPolicy", camPolicy);
export const CamUserPolicyAttachment: DynamicProvider = accountProvider(
  "CamUserPolicyAttachment",
  camUserPolicyAttachment,
);
export const CamAccessKey: DynamicProvider = accountProvider("CamAccessKey", ({ settings, cam, report }) =>
  camAccessKey({
    cam,
    cosWith: (key) => processCos(settings, report, key),
    clock: systemClock,
    nonce: () => randomBytes(8).toString("hex"),
    report,
  }),
);
export const CamRole: DynamicProvider = accountProvider("CamRole", camRole);
export const CamRolePolicyAttachment: DynamicProvider = accountProvider(
  "CamRolePolicyAttachment",
  camRolePolicyAttachment,
);
export const ScfFunction: DynamicProvider = accountProvider("ScfFunction", ({ settings, report }) =>
  scfFunction({ scf: processClient(SCF, settings, report), clock: systemClock, report, readFile }),
);
export const ScfFunctionUrl: DynamicProvider = accountProvider("ScfFunctionUrl", ({ settings, report }) =>
  scfFunctionUrl({ scf: processClient(SCF, settings, report), clock: systemClock, report }),
);

const KEY_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** The longest that the console takes: https://trtc.io/document/39558 */
const KEY_LENGTH = 32;

function randomKey(): string {
  return Array.from({ length: KEY_LENGTH }, () =>
    KEY_CHARACTERS.charAt(randomInt(KEY_CHARACTERS.length)),
  ).join("");
}

interface Process {
  settings: Settings;
  /** The engine shows what a provider process writes. */
  report(message: string): void;
}

function taskProvider<Inputs extends TaskInputs>(kind: TaskKind<Inputs>): DynamicProvider {
  return dynamicProvider(kind.resource, ({ settings, report }) =>
    createLifecycle(kind, {
      client: processClient(TRTC, settings, report),
      clock: systemClock,
      settings,
      report,
      robots,
    }),
  );
}

/** The provider of a resource whose calls need an API key of the account. */
function accountProvider<Inputs extends object, State extends object>(
  resource: string,
  kindOn: (account: Process & { cam: ApiClient }) => ResourceKind<Inputs, State>,
): DynamicProvider {
  return dynamicProvider(resource, ({ settings, report }) =>
    createResourceLifecycle(kindOn({ settings, report, cam: processClient(CAM, settings, report) }), {
      environmentRules: accountRules(settings),
      regionOf: createRegionChoice(settings),
    }),
  );
}

function dynamicProvider(resource: string, lifecycleOn: (process: Process) => Lifecycle): DynamicProvider {
  let config: pulumi.dynamic.Config | undefined;
  const lifecycle = lifecycleOn({
    settings: processSettings((key) => config?.get(key)),
    report: (message) => void process.stderr.write(`${resource}: ${message}\n`),
  });
  return {
    // must take effect at once and never fail: a second call does not wait for it (see the engine facts in CONTRIBUTING)
    configure: (request) => {
      config = request.config;
      outliveTheReader();
      return Promise.resolve();
    },
    check: (olds, news) =>
      plain(() => {
        const { inputs, failures } = lifecycle.check(ownInputs(olds), ownInputs(news));
        // to a path the engine adds the value it finds at the top level: nil for a nested one, a secret in clear
        return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
      }),
    diff: (_id, olds, news) => plain(() => lifecycle.diff(ownInputs(olds), ownInputs(news))),
    create: (inputs) =>
      plain(() => lifecycle.create(ownInputs(inputs)).catch((error: unknown) => unfinished(error, inputs))),
    read: (id, props) => plain(() => lifecycle.read(id, ownInputs(props))),
    update: (id, olds, news) =>
      plain(() =>
        lifecycle
          .update(id, ownInputs(olds), ownInputs(news))
          .catch((error: unknown) => unfinished(error, news)),
      ),
    delete: (id, props) => plain(() => lifecycle.delete(id, ownInputs(props))),
  };
}

/**
 * A provider outlives a CLI that was killed, and what it writes is then an error that nobody hears. The server would print each such
 * error, which is the next one: for ever, on a whole core and with ever more memory.
 */
function outliveTheReader(): void {
  if (!process.stderr.listeners("error").includes(ignore)) process.stderr.on("error", ignore);
}

function ignore(): void {
  // there is nobody left to tell
}

/** The engine's own entry is taken out: the server puts it back. */
function ownInputs(bag: Bag | undefined): Bag {
  const { __provider: _provider, ...own } = bag ?? {};
  return own;
}

/** In the form in which the engine keeps what was made and calls update with the next `up`: it stores just these properties. */
function unfinished(error: unknown, inputs: Bag): never {
  if (!(error instanceof UnfinishedError)) throw error;
  const { id, outs, message } = error;
  const properties = { ...outs, __provider: inputs["__provider"] };
  throw Object.assign(new Error(message), { id, properties, reasons: [message] });
}

/**
 * Beside the error of check, diff, read and delete the server prints `${error}: ${error.stack}`. An error that says what to
 * do is shown with its resource already: that line becomes a pointer to it, without the sentence again and without a trace.
 */
async function plain<Result>(method: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await method();
  } catch (error) {
    if (error instanceof TrtcError)
      Object.assign(error, { toString: () => error.name, stack: "shown with the resource" });
    throw error;
  }
}

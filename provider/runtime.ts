/**
 * "pulumi-trtc/provider": the frozen entry that state files refer to by name. Every export is a dynamic provider
 * whose name stands in the state of existing stacks: names and signatures never change.
 */
import type * as pulumi from "@pulumi/pulumi";
import { createLifecycle } from "./task/lifecycle";
import type { Lifecycle } from "./task/lifecycle";
import type { TaskInputs, TaskKind } from "./task/kind";
import type { Bag } from "./task/schema";
import { slicing } from "./task/slicing";
import { systemClock } from "./trtc/clock";
import { TrtcError } from "./trtc/errors";
import { processClient } from "./trtc/process";
import { processSettings } from "./trtc/settings";

export const CloudSliceTask: pulumi.dynamic.ResourceProvider<Bag, Bag> = dynamicProvider(slicing);

function dynamicProvider<Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
): pulumi.dynamic.ResourceProvider<Bag, Bag> {
  let config: pulumi.dynamic.Config | undefined;
  const settings = processSettings((key) => config?.get(key));
  // the engine shows what a provider process writes
  const report = (message: string) => void process.stderr.write(`${kind.resource}: ${message}\n`);
  const lifecycle: Lifecycle = createLifecycle(kind, {
    client: processClient(settings, report),
    clock: systemClock,
    settings,
    report,
  });
  return {
    // must take effect at once and never fail: a second call does not wait for it (see the engine facts in CONTRIBUTING)
    configure: (request) => {
      config = request.config;
      return Promise.resolve();
    },
    check: (olds, news) =>
      plain(() => {
        const { inputs, failures } = lifecycle.check(ownInputs(olds), ownInputs(news));
        // to a path the engine adds the value it finds at the top level: nil for a nested one, a secret in clear
        return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
      }),
    diff: (_id, olds, news) => plain(() => lifecycle.diff(ownInputs(olds), ownInputs(news))),
    create: (inputs) => plain(() => lifecycle.create(ownInputs(inputs))),
    read: (id, props) => plain(() => lifecycle.read(id, ownInputs(props))),
    update: (id, olds, news) => plain(() => lifecycle.update(id, ownInputs(olds), ownInputs(news))),
    delete: (id, props) => plain(() => lifecycle.delete(id, ownInputs(props))),
  };
}

/** The engine's own entry is taken out: the server puts it back. */
function ownInputs(bag: Bag | undefined): Bag {
  const { __provider: _provider, ...own } = bag ?? {};
  return own;
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

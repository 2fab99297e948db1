import { UnfinishedError } from "../../../../../provider/resource/kind";
import type { ResourceKind } from "../../../../../provider/resource/kind";
import { createResourceLifecycle } from "../../../../../provider/resource/lifecycle";
import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { createRegionChoice } from "../../../../../provider/resource/region";
import type { Bag } from "../../../../../provider/resource/schema";
import { errorOf } from "../../../../../provider/trtc/errors";
import type { Failure, TrtcError } from "../../../../../provider/trtc/errors";
import { CAM } from "../../../../../provider/trtc/service";
import { CONTEXT } from "../../fake-client";
import { fakeSettings } from "../../fake-settings";
import { carried, secretFree } from "../../lifecycle-parts";

/** The lifecycle of a kind as the engine uses it: what it returns can be carried, and no message holds a secret. */
export function kindLifecycle<Inputs extends object, State extends object>(
  kind: ResourceKind<Inputs, State>,
): Lifecycle {
  const lifecycle = createResourceLifecycle(kind, {
    environmentRules: [],
    regionOf: createRegionChoice(fakeSettings()),
  });
  return {
    check: (olds, news) => {
      const result = carried(lifecycle.check(olds, news));
      secretFree(result.failures);
      return result;
    },
    diff: (state, inputs) => carried(lifecycle.diff(state, inputs)),
    create: async (inputs) => carried(await failing(lifecycle.create(inputs))),
    read: async (id, state) => carried(await failing(lifecycle.read(id, state))),
    update: async (id, state, inputs) => carried(await failing(lifecycle.update(id, state, inputs))),
    delete: (id, state) => failing(lifecycle.delete(id, state)),
  };
}

async function failing<Result>(promise: Promise<Result>): Promise<Result> {
  return promise.catch((error: unknown) => {
    // what is for state holds secrets, which the engine encrypts
    const shown = error instanceof Error ? Object.entries(error).filter(([key]) => key !== "outs") : [];
    secretFree([error instanceof Error ? error.message : error, shown]);
    throw error;
  });
}

/** The reasons of a check's failures. */
export function reasonsOf(lifecycle: Lifecycle, inputs: Bag): string[] {
  return lifecycle.check({}, inputs).failures.map(({ reason }) => reason);
}

/** What a create that did not finish leaves for state. */
export async function unfinished(create: Promise<unknown>): Promise<UnfinishedError> {
  const error: unknown = await create.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof UnfinishedError) return error;
  throw error instanceof Error ? error : new Error("the create was finished");
}

function camFailed(failure: Failure, action: string): TrtcError {
  return errorOf(failure, {
    ...CONTEXT,
    action,
    endpoint: "https://cam.intl.tencentcloudapi.com",
    permission: `cam:${action} on resource *`,
    notFound: CAM.notFound,
    gone: CAM.gone,
    quotaCodes: CAM.quotaCodes,
    quota: CAM.quota(fakeSettings()),
  });
}

/** The error of a CAM call that was refused with this code. */
export function camRefusal(code: string, action: string): TrtcError {
  return camFailed({ kind: "api", code, message: "Vendor text.", requestId: "r-1" }, action);
}

/** The error of a CAM call whose answer got lost. */
export function camSilence(action: string): TrtcError {
  return camFailed({ kind: "unanswered", reason: "timeout" }, action);
}

import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { nodeAdapter } from "../../callback/adapters/node-http";
import { cosEventStorage } from "../../callback/cos";
import { storeEvents } from "../../callback/event-log";
import { createHandler } from "../../callback/handler";
import { functionSettings } from "./environment";
import { takeRoleKeys } from "./role-keys";
import type { RoleKeys } from "./role-keys";

export interface CallbackServerParts {
  environment: Readonly<Record<string, string | undefined>>;
  /** Gets one line of JSON an entry, without a secret. */
  write(line: string): void;
}

/**
 * The web server of the callback endpoint: verifies each callback and puts its event into the bucket, with the keys of the
 * function's role that came with the request.
 *
 * @throws InputError when the environment is not complete
 */
export function createCallbackServer({ environment, write }: CallbackServerParts): Server {
  const { bucket, region, endpoint, keys, sdkAppIds, toleranceSeconds } = functionSettings(environment);
  // the keys of one request never serve another: what a stranger sends as keys fails alone
  const ofRequest = new AsyncLocalStorage<RoleKeys | undefined>();
  const storage = cosEventStorage({
    bucket,
    region,
    ...(endpoint !== undefined && { endpoint }),
    credentials: () => known(ofRequest.getStore()),
  });
  const handle = createHandler({
    keys,
    sdkAppIds,
    toleranceSeconds,
    onEvent: storeEvents(storage, { log: write }),
    log: (entry) => write(JSON.stringify(entry)),
  });
  return createServer((request, response) => {
    const roleKeys = takeRoleKeys(request);
    nodeAdapter((callback) => ofRequest.run(roleKeys, () => handle(callback)))(request, response);
  });
}

function known(keys: RoleKeys | undefined): RoleKeys {
  if (keys !== undefined) return keys;
  throw new Error(
    "the request came without the keys of the function's role: give the function a role that trusts scf.qcloud.com",
  );
}

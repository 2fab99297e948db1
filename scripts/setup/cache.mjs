import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Failure } from "./failure.mjs";

/**
 * The folder that outlives checkouts: the engine, MiniStack and the logs of set-ups.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env) {
  const given = env.PULUMI_TRTC_CACHE;
  if (given) {
    if (!isAbsolute(given)) {
      throw new Failure(`PULUMI_TRTC_CACHE is "${given}": set it to an absolute path, or unset it`);
    }
    return given;
  }
  const base = env.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), ".cache"), "pulumi-trtc");
}

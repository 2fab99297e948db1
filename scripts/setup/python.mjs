import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { isAtLeast, parseVersion } from "./version.mjs";

/** The oldest Python that every package in ministack.txt and tccli.txt runs on. */
const OLDEST_PYTHON = "3.10.0";
const NAMES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const PROBE = [
  "import importlib.util, sys",
  'print("%d.%d.%d" % sys.version_info[:3])',
  'print("venv" if all(map(importlib.util.find_spec, ("venv", "ensurepip"))) else "no venv")',
].join("\n");

/**
 * The first Python on PATH that is new enough and can make virtual environments.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ command: string, version: string }>} `version` such as 3.11.7
 */
export async function findPython(env) {
  /** @type {string[]} */
  const tooOld = [];
  /** @type {string | undefined} */
  let bare;
  for (const command of NAMES) {
    const { code, lines } = await run(command, ["-c", PROBE], { env, timeout: 20_000 });
    // a version manager's stand-in for a Python that is not chosen is there and fails
    if (code !== 0 || !parseVersion(lines[0] ?? "")) continue;
    const [version, venv] = lines;
    if (!isAtLeast(version, OLDEST_PYTHON)) tooOld.push(`${command} is ${version}`);
    else if (venv === "venv") return { command, version };
    else bare ??= `${command} (${version})`;
  }
  if (bare) {
    throw new Failure(
      `${bare} cannot make virtual environments: install its venv module (on Debian and Ubuntu: ` +
        "`apt-get install python3-venv`), then run the same command again",
    );
  }
  const found = tooOld.length > 0 ? tooOld.join(", ") : "there is no Python on PATH";
  throw new Failure(
    `${found}, and Python 3.10 or later is needed: install it from https://www.python.org/downloads/, ` +
      "then run the same command again",
  );
}

import type { Account } from "../account";
import { FunctionFault } from "./function-fault";
import type { FunctionVersion, ScfFunction } from "./functions";
import { startInstance } from "./instance";
import type { FunctionAnswer, FunctionRequest, Instance } from "./instance";
import { createLines } from "./lines";

/** The processes of web functions: one for each function, started by its first request. */
export interface Instances {
  /** Rejects with {@link FunctionFault}. */
  request(found: ScfFunction, request: FunctionRequest): Promise<FunctionAnswer>;
  /** What a function has printed since it was created. */
  lines(found: ScfFunction): readonly string[];
  /** The function is deleted: its process ends when the requests under way are answered. */
  forget(found: ScfFunction): void;
  /** Ends every process. Resolves when all are gone. */
  clear(): Promise<void>;
}

/** How long the platform keeps an instance without requests is not documented. */
const IDLE_MS = 300_000;

interface Running {
  readonly version: FunctionVersion;
  readonly instance: Instance;
}

/** Names that functions see, 583/30228, and where the emulated object storage answers. */
function environmentOf(
  { region, name, runtime }: ScfFunction,
  { account, url }: { readonly account: Account; readonly url: string },
): Readonly<Record<string, string>> {
  return {
    TENCENTCLOUD_RUNENV: "SCF",
    TENCENTCLOUD_APPID: String(account.appId),
    TENCENTCLOUD_REGION: region,
    TENCENTCLOUD_ENDPOINT_URL_COS: url,
    SCF_NAMESPACE: "default",
    SCF_FUNCTIONNAME: name,
    SCF_FUNCTIONVERSION: "$LATEST",
    SCF_RUNTIME: runtime,
  };
}

/** @param options.url - the emulator's, asked for at each start, for the port is not known before */
export function createInstances({
  account,
  url,
  idleMs = IDLE_MS,
}: {
  readonly account: Account;
  readonly url: () => string;
  readonly idleMs?: number;
}): Instances {
  const running = new Map<string, Running>();
  const alive = new Set<Instance>();
  const lines = createLines();

  function start(found: ScfFunction, version: FunctionVersion): Instance {
    const { code } = version;
    const runsHere = found.type === "HTTP" && found.runtime.startsWith("Nodejs");
    if (code === undefined || !runsHere) throw new FunctionFault("ContainerInitError");
    const environment = environmentOf(found, { account, url: url() });
    const print = lines.writer(found.functionId);
    const instance = startInstance({ version: { ...version, code }, environment, print, idleMs });
    running.set(found.functionId, { version, instance });
    alive.add(instance);
    void instance.gone().then(() => alive.delete(instance));
    return instance;
  }

  /** The process that answers for the version served now; one of an older version ends by and by. */
  function instanceOf(found: ScfFunction, version: FunctionVersion): Instance {
    const current = running.get(found.functionId);
    if (current?.version === version && !current.instance.isOver()) return current.instance;
    current?.instance.retire();
    return start(found, version);
  }

  return {
    request: async (found, request) => {
      if (found.serving === undefined) throw new FunctionFault("FunctionStatusError");
      return instanceOf(found, found.serving).request(request);
    },
    lines: ({ functionId }) => lines.of(functionId),
    forget: ({ functionId }) => {
      running.get(functionId)?.instance.retire();
      running.delete(functionId);
      lines.forget(functionId);
    },
    clear: async () => {
      running.clear();
      lines.clear();
      await Promise.all([...alive].map((instance) => instance.end()));
    },
  };
}

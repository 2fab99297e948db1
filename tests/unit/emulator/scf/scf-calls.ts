import { createAccount } from "../../../../emulator/src/account";
import type { Params } from "../../../../emulator/src/api/service";
import { createCam } from "../../../../emulator/src/cam/cam";
import type { Cam } from "../../../../emulator/src/cam/cam";
import { createFunctions } from "../../../../emulator/src/scf/functions";
import type { Functions, ScfFunction } from "../../../../emulator/src/scf/functions";
import { scfService } from "../../../../emulator/src/scf/service";

export const REGION = "ap-singapore";

/** The trust policy of a role that functions take on. */
export const TRUST = JSON.stringify({
  version: "2.0",
  statement: [{ action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["scf.qcloud.com"] } }],
});

/** What an SCF API says against a call. */
class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ScfCalls {
  readonly cam: Cam;
  readonly functions: Functions;
  /** Real clock and lag, as the test sets them. */
  readonly time: { now: number; lagSeconds: number };
  /** Names of the functions whose processes were given up. */
  readonly forgotten: readonly string[];
  secrets(): readonly string[];
  shown(action: string, params: Params): Params;
  /** One call as the gateway makes it, without HTTP. @param region - @default REGION */
  call(action: string, params?: Params, region?: string): Promise<Params>;
  /** The code and message that a call is refused with; fails the test when it is not. */
  refusal(action: string, params?: Params): Promise<[string, string]>;
  /** Lets what is under way be done. */
  settle(): void;
}

export function scfCalls(): ScfCalls {
  const time = { now: Date.UTC(2026, 0, 2, 3, 4, 5), lagSeconds: 0 };
  const now = () => time.now;
  const cam = createCam({ now, lagSeconds: () => 0 });
  const account = createAccount({ secretId: "AKIDroot", secretKey: "root-secret" });
  const functions = createFunctions({ now, lagSeconds: () => time.lagSeconds });
  const forgotten: string[] = [];
  const instances = { forget: ({ name }: ScfFunction) => void forgotten.push(name) };
  const service = scfService({ account, cam, functions, instances, now });
  async function call(name: string, params: Params = {}, region = REGION): Promise<Params> {
    const action = service.actions.get(name);
    if (action === undefined) throw new Error(`there is no ${name}`);
    const problem = action.validate(params, { region });
    if (problem !== undefined) throw new Refusal(problem.code, problem.message);
    return action.run({ action: name, region, requestId: "r", params, caller: account.root });
  }
  async function refusal(...given: Parameters<typeof call>): Promise<[string, string]> {
    try {
      await call(...given);
    } catch (error) {
      if (error instanceof Error && "code" in error) return [String(error.code), error.message];
      throw error;
    }
    throw new Error("the call succeeded");
  }
  return {
    cam,
    functions,
    time,
    forgotten,
    secrets: () => service.secrets(),
    shown: (name, params) => service.actions.get(name)?.shown(params, { region: REGION }) ?? {},
    call,
    refusal,
    settle: () => {
      time.now += Math.max(1, time.lagSeconds * 1000);
    },
  };
}

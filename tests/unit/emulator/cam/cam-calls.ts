import { createAccount } from "../../../../emulator/src/account";
import type { Account, AccountKey } from "../../../../emulator/src/account";
import type { Params } from "../../../../emulator/src/api/service";
import { createCam } from "../../../../emulator/src/cam/cam";
import type { Cam } from "../../../../emulator/src/cam/cam";
import { camService } from "../../../../emulator/src/cam/service";

/** Of the account that makes the calls. */
export const OWNER_UIN = 100000000001;

/** What a CAM API says against a call. */
class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface CamCalls {
  readonly account: Account;
  readonly cam: Cam;
  /** Real clock and lag, as the test sets them. */
  readonly time: { now: number; lagSeconds: number };
  /** One call as the gateway makes it, without HTTP. @param caller - @default - the account itself */
  call(action: string, params?: Params, caller?: AccountKey): Promise<Params>;
  /** The code and message that a call is refused with; fails the test when it is not. */
  refusal(action: string, params?: Params, caller?: AccountKey): Promise<[string, string]>;
}

export function camCalls(): CamCalls {
  const time = { now: Date.UTC(2026, 0, 2, 3, 4, 5), lagSeconds: 0 };
  const cam = createCam({ now: () => time.now, lagSeconds: () => time.lagSeconds });
  const account = createAccount({
    secretId: "AKIDroot",
    secretKey: "root-secret",
    extraKeys: [{ secretId: "AKIDextra", secretKey: "extra-secret" }],
    heldKeys: cam.heldKeys,
  });
  const { actions } = camService({ account, cam });
  async function call(name: string, params: Params = {}, caller: AccountKey = account.root): Promise<Params> {
    const action = actions.get(name);
    if (action === undefined) throw new Error(`there is no ${name}`);
    const problem = action.validate(params, { region: "" });
    if (problem !== undefined) throw new Refusal(problem.code, problem.message);
    return action.run({ action: name, region: "", requestId: "r", params, caller });
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
  return { account, cam, time, call, refusal };
}

/** A policy document that allows the actions on the resources. */
export function allowing(action: readonly string[], resource: readonly string[]): string {
  return JSON.stringify({ version: "2.0", statement: [{ effect: "allow", action, resource }] });
}

/** The trust policy of a role of TRTC. */
export const TRUST = JSON.stringify({
  version: "2.0",
  statement: [
    { action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["trtc.cloud.tencent.com"] } },
  ],
});

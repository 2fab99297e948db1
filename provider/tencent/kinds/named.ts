import type {
  GetUserRequest,
  ListPoliciesRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import { isBag } from "../../resource/schema";
import type { Bag } from "../../resource/schema";
import type { Budget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { InputError } from "../../trtc/errors";
import { unlessGone } from "./unless-gone";

const PAGE_SIZE = 200;

/** What the account says of the user of this name; undefined when there is none. */
export function findUser(cam: ApiClient, name: string, budget: Budget): Promise<Bag | undefined> {
  return unlessGone(
    cam.call({
      action: "GetUser",
      params: { Name: name } satisfies GetUserRequest,
      repeatable: true,
      budget,
    }),
  );
}

/**
 * The number of the user of this name.
 * @throws InputError when the account has none
 */
export async function uinOf(cam: ApiClient, userName: string, budget: Budget): Promise<number> {
  const uin = (await findUser(cam, userName, budget))?.["Uin"];
  if (typeof uin === "number") return uin;
  throw new InputError(
    `userName is "${userName}", which no user of the account has: hand on the name of a CamUser`,
  );
}

/** The number of the policy of this name; undefined when there is none. There is no other way to ask for a name. */
export async function findPolicyId(
  cam: ApiClient,
  policyName: string,
  budget: Budget,
): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const params: ListPoliciesRequest = { Keyword: policyName, Scope: "Local", Page: page, Rp: PAGE_SIZE };
    const { List: list } = await cam.call({ action: "ListPolicies", params, repeatable: true, budget });
    const policies: unknown[] = Array.isArray(list) ? list : [];
    const named = policies.find((policy) => isBag(policy) && policy["PolicyName"] === policyName);
    if (isBag(named) && typeof named["PolicyId"] === "number") return named["PolicyId"];
    if (policies.length < PAGE_SIZE) return undefined;
  }
}

/**
 * The number of the policy of this name.
 * @throws InputError when the account has none
 */
export async function policyIdOf(cam: ApiClient, policyName: string, budget: Budget): Promise<number> {
  const policyId = await findPolicyId(cam, policyName, budget);
  if (policyId !== undefined) return policyId;
  throw new InputError(
    `policyName is "${policyName}", which no policy of the account has: hand on the policyName of a CamPolicy`,
  );
}

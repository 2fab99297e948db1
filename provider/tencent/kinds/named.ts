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

/** The first policy that is wanted in a list of CAM; undefined when there is none, or when what it is the list of is gone. */
export async function findPolicy(
  cam: ApiClient,
  list: { action: string; params: object; budget: Budget },
  isWanted: (policy: Bag) => boolean,
): Promise<Bag | undefined> {
  const { action, params, budget } = list;
  for (let page = 1; ; page++) {
    const pages = { ...params, Page: page, Rp: PAGE_SIZE };
    const response = await unlessGone(cam.call({ action, params: pages, repeatable: true, budget }));
    const listed = response?.["List"];
    const policies: unknown[] = Array.isArray(listed) ? listed : [];
    const found = policies.filter(isBag).find(isWanted);
    if (found !== undefined || policies.length < PAGE_SIZE) return found;
  }
}

/** The number of the policy of this name; undefined when there is none. There is no other way to ask for a name. */
export async function findPolicyId(
  cam: ApiClient,
  policyName: string,
  budget: Budget,
): Promise<number | undefined> {
  const params = { Keyword: policyName, Scope: "Local" } satisfies ListPoliciesRequest;
  const policy = await findPolicy(
    cam,
    { action: "ListPolicies", params, budget },
    (each) => each["PolicyName"] === policyName && typeof each["PolicyId"] === "number",
  );
  // seen to be one
  return policy?.["PolicyId"] as number | undefined;
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

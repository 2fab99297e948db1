import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { AccessKey } from "./cloud";
import { SECRETS } from "./scene";
import type { Scene } from "./scene";

const VERSIONS = { cam: "2019-01-16", scf: "2018-04-16", trtc: "2019-07-22" } as const;

/** The key of the emulated account itself. */
export const OWNER: AccessKey = { accessKeyId: SECRETS.accountId, secretAccessKey: SECRETS.accountKey };

/** One call, such as `["cam", "GetUser", { Name: "a" }]`. */
export type ApiCall = readonly [product: keyof typeof VERSIONS, action: string, params: object];

/** What the emulator answers to a call by the vendor's own client. */
export async function callApi(
  { emulator }: Scene,
  [product, action, params]: ApiCall,
  { accessKeyId, secretAccessKey, sessionToken }: AccessKey = OWNER,
): Promise<Record<string, unknown>> {
  const client = new CommonClient(`${product}.tencentcloudapi.com`, VERSIONS[product], {
    credential: {
      secretId: accessKeyId,
      secretKey: secretAccessKey,
      ...(sessionToken !== undefined && { token: sessionToken }),
    },
    region: "ap-singapore",
    profile: { httpProfile: { endpoint: new URL(emulator.url).host, protocol: "http://" } },
  });
  // the vendor's client does not type its answers
  return (await client.request(action, params)) as Record<string, unknown>;
}

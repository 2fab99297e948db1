import { operationBudget } from "../trtc/attempt";
import type { ApiClient } from "../trtc/client";
import { ServiceError } from "../trtc/errors";

/** The number of the account that bucket names end in and policies name. https://www.tencentcloud.com/document/product/598/32225 */
export async function appIdOf(cam: ApiClient): Promise<number> {
  const response = await cam.call({
    action: "GetUserAppId",
    params: {},
    repeatable: true,
    budget: operationBudget(),
  });
  const appId = response["AppId"];
  if (typeof appId === "number") return appId;
  throw new ServiceError("GetUserAppId: the answer holds no AppId: run it again", { action: "GetUserAppId" });
}

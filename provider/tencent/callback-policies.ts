import { EVENTS_FOLDER } from "../callback/event-key";
import { resourceOf } from "./cos-policies";
import type { CosPlace } from "./cos-policies";

/** What an event's create-only put needs: it looks first, because a bucket with versions overwrites all the same. https://www.tencentcloud.com/document/product/436/7749 */
const STORE = ["name/cos:PutObject", "name/cos:HeadObject"];

/** What the function may do, as the policy's JSON: put events and see whether they are there, and nothing else. */
export function endpointPolicy(place: Omit<CosPlace, "prefix">): string {
  const events = `${resourceOf(place, [EVENTS_FOLDER])}*`;
  return policyText({ effect: "allow", action: STORE, resource: [events] });
}

/** Who may take the role on, as the JSON of its policy: SCF alone. https://www.tencentcloud.com/document/product/598/33561 */
export function scfTrust(): string {
  return policyText({
    action: "name/sts:AssumeRole",
    effect: "allow",
    principal: { service: ["scf.qcloud.com"] },
  });
}

function policyText(statement: object): string {
  return JSON.stringify({ version: "2.0", statement: [statement] });
}

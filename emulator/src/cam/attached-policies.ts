import type { Params } from "../api/service";
import type { Attachment } from "./attachments";
import { shownTime } from "./shown-time";
import type { CamState } from "./state";

/** 598/10609: of one sub-user, and of one role. */
export const MAX_ATTACHED = 200;
/** CreateMode of a policy that was written as a document. */
const BY_SYNTAX = 2;

/** Pages count from 1. */
export function pageOf<T>(items: readonly T[], { page, size }: { page: number; size: number }): readonly T[] {
  return items.slice((page - 1) * size, page * size);
}

/** What the lists of sub-users and of roles say alike of an attached policy. */
export function attachedView({ cam }: CamState, { policyId, addedAt }: Attachment): Params {
  return {
    PolicyId: policyId,
    PolicyName: cam.policies.find(policyId)?.name ?? "",
    AddTime: shownTime(addedAt),
    CreateMode: BY_SYNTAX,
    PolicyType: "User",
    Deactived: 0,
    DeactivedDetail: [],
  };
}

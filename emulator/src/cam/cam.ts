import { createAccessKeys } from "./access-keys";
import type { AccessKeys, Lag } from "./access-keys";
import { createAttachments } from "./attachments";
import type { Attachments } from "./attachments";
import { createPolicies } from "./policies";
import type { Policies } from "./policies";
import type { Statement } from "./policy";
import { createRoles } from "./roles";
import type { Roles } from "./roles";
import { createUsers } from "./users";
import type { Users } from "./users";

/** Cloud Access Management of the account: who there is, with which keys and policies. */
export interface Cam {
  readonly users: Users;
  readonly accessKeys: AccessKeys;
  readonly policies: Policies;
  readonly attachments: Attachments;
  readonly roles: Roles;
  /** Everything that the policies of a sub-user say at this moment. */
  statementsOf(uin: number): readonly Statement[];
  clear(): void;
}

export function createCam(lag: Lag): Cam {
  const users = createUsers();
  const accessKeys = createAccessKeys(lag);
  const policies = createPolicies(lag.now);
  const attachments = createAttachments(lag);
  const roles = createRoles(lag.now);
  return {
    users,
    accessKeys,
    policies,
    attachments,
    roles,
    statementsOf: (uin) =>
      attachments.working(uin).flatMap((policyId) => policies.find(policyId)?.statements ?? []),
    clear: () => {
      for (const part of [users, accessKeys, policies, attachments, roles]) part.clear();
    },
  };
}

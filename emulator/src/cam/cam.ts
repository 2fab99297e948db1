import type { HeldKeys } from "../account";
import { createAccessKeys } from "./access-keys";
import type { AccessKeys, Lag } from "./access-keys";
import { createAttachments } from "./attachments";
import type { Attachments, Holder } from "./attachments";
import { createPolicies } from "./policies";
import type { Policies } from "./policies";
import type { Statement } from "./policy";
import { createRoleKeys } from "./role-keys";
import type { RoleKeys } from "./role-keys";
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
  /** Temporary keys of roles. */
  readonly roleKeys: RoleKeys;
  /** The keys of sub-users and roles together. */
  readonly heldKeys: HeldKeys;
  /** Everything that the policies of a sub-user or a role say at this moment. */
  statementsOf(holder: Holder): readonly Statement[];
  clear(): void;
}

export function createCam(lag: Lag): Cam {
  const users = createUsers();
  const accessKeys = createAccessKeys(lag);
  const policies = createPolicies(lag.now);
  const attachments = createAttachments(lag);
  const roles = createRoles(lag.now);
  const roleKeys = createRoleKeys({ now: lag.now, roles });
  return {
    users,
    accessKeys,
    policies,
    attachments,
    roles,
    roleKeys,
    heldKeys: {
      working: (secretId) => accessKeys.working(secretId) ?? roleKeys.working(secretId),
      secrets: () => [...accessKeys.secrets(), ...roleKeys.secrets()],
    },
    statementsOf: (holder) =>
      attachments.working(holder).flatMap((policyId) => policies.find(policyId)?.statements ?? []),
    clear: () => {
      for (const part of [users, accessKeys, policies, attachments, roles, roleKeys]) part.clear();
    },
  };
}

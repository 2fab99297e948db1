import type { Tag } from "./tags";

/** A role, which a product takes on: cloud functions do. */
export interface Role {
  readonly roleId: string;
  readonly name: string;
  readonly description: string;
  /** The trust policy, as it was given. */
  readonly document: string;
  /** 0 or 1. */
  readonly consoleLogin: number;
  /** Seconds. */
  readonly sessionDuration: number;
  readonly tags: readonly Tag[];
  /** Real clock, milliseconds. */
  readonly addedAt: number;
  readonly updatedAt: number;
}

export interface Roles {
  /** The name must be free. */
  add(role: Omit<Role, "roleId" | "addedAt" | "updatedAt">): Role;
  find(roleId: string): Role | undefined;
  named(name: string): Role | undefined;
  change(role: Role, changes: Partial<Pick<Role, "document" | "description">>): void;
  remove(role: Role): void;
  all(): readonly Role[];
  clear(): void;
}

/** Too large for a number, as the vendor's are. */
const FIRST_ROLE_ID = 4611686018427400001n;

export function createRoles(now: () => number): Roles {
  const roles = new Map<string, Role>();
  let count = 0n;
  return {
    add: (fields) => {
      const role = {
        roleId: String(FIRST_ROLE_ID + count),
        ...fields,
        addedAt: now(),
        updatedAt: now(),
      };
      count += 1n;
      roles.set(role.roleId, role);
      return role;
    },
    find: (roleId) => roles.get(roleId),
    named: (name) => [...roles.values()].find((role) => role.name === name),
    change: (role, changes) => {
      roles.set(role.roleId, { ...role, ...changes, updatedAt: now() });
    },
    remove: ({ roleId }) => {
      roles.delete(roleId);
    },
    all: () => [...roles.values()],
    clear: () => roles.clear(),
  };
}

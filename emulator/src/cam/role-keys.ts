import { randomBytes } from "node:crypto";

import { randomKey } from "../account";
import type { AccountKey } from "../account";
import type { Roles } from "./roles";

/** A temporary key of a role: it comes with a session token and works until it expires or the role is deleted. */
export interface RoleKey extends AccountKey {
  readonly token: string;
  /** The role's id. */
  readonly holder: string;
  /** Real clock, milliseconds. */
  readonly expiresAt: number;
}

export interface RoleKeys {
  /** A key with at least half of its lifetime before it; undefined when there is no such role. */
  issue(roleName: string): RoleKey | undefined;
  /** A key that works at this moment. */
  working(secretId: string): RoleKey | undefined;
  /** All there ever were, for logs may outlive a key. */
  secrets(): readonly string[];
  clear(): void;
}

/** How long a key of a function's role is good is not documented. */
const LIFETIME_MS = 3_600_000;

/** @param options.now - the real clock, milliseconds */
export function createRoleKeys({
  now,
  roles,
}: {
  readonly now: () => number;
  readonly roles: Roles;
}): RoleKeys {
  const keys = new Map<string, RoleKey>();
  const latest = new Map<string, RoleKey>();
  function newKey(holder: string): RoleKey {
    const token = randomBytes(96).toString("base64url");
    const key = { ...randomKey(), token, holder, expiresAt: now() + LIFETIME_MS };
    keys.set(key.secretId, key);
    latest.set(holder, key);
    return key;
  }
  return {
    issue: (roleName) => {
      const role = roles.named(roleName);
      if (role === undefined) return undefined;
      const key = latest.get(role.roleId);
      return key !== undefined && key.expiresAt - now() > LIFETIME_MS / 2 ? key : newKey(role.roleId);
    },
    working: (secretId) => {
      const key = keys.get(secretId);
      const works = key !== undefined && now() < key.expiresAt && roles.find(key.holder) !== undefined;
      return works ? key : undefined;
    },
    secrets: () => [...keys.values()].flatMap(({ secretKey, token }) => [secretKey, token]),
    clear: () => {
      keys.clear();
      latest.clear();
    },
  };
}

import type { Statement } from "./policy";
import type { Tag } from "./tags";

/** A policy of the account's own. */
export interface Policy {
  readonly policyId: number;
  readonly name: string;
  readonly description: string;
  /** As it was given. */
  readonly document: string;
  /** As it was read. */
  readonly statements: readonly Statement[];
  readonly tags: readonly Tag[];
  /** Real clock, milliseconds. */
  readonly addedAt: number;
  readonly updatedAt: number;
}

type Content = Pick<Policy, "description" | "document" | "statements">;

export interface Policies {
  /** The name must be free. */
  add(policy: Content & Pick<Policy, "name" | "tags">): Policy;
  find(policyId: number): Policy | undefined;
  named(name: string): Policy | undefined;
  /** Changes what is given. */
  change(policy: Policy, content: Partial<Content>): void;
  remove(policyId: number): void;
  all(): readonly Policy[];
  clear(): void;
}

const FIRST_POLICY_ID = 20000001;

export function createPolicies(now: () => number): Policies {
  const policies = new Map<number, Policy>();
  let count = 0;
  return {
    add: (content) => {
      const policy = {
        policyId: FIRST_POLICY_ID + count,
        ...content,
        addedAt: now(),
        updatedAt: now(),
      };
      count += 1;
      policies.set(policy.policyId, policy);
      return policy;
    },
    find: (policyId) => policies.get(policyId),
    named: (name) => [...policies.values()].find((policy) => policy.name === name),
    change: (policy, content) => {
      policies.set(policy.policyId, { ...policy, ...content, updatedAt: now() });
    },
    remove: (policyId) => {
      policies.delete(policyId);
    },
    all: () => [...policies.values()],
    clear: () => policies.clear(),
  };
}

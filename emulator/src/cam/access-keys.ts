import { randomKey } from "../account";
import type { AccountKey } from "../account";

export type KeyStatus = "Active" | "Inactive";

/** An access key of a sub-user. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of the sub-user. */
  readonly uin: number;
  readonly status: KeyStatus;
  readonly description: string;
  /** Real clock, milliseconds. */
  readonly createdAt: number;
  /** From when on services know it, real clock, milliseconds. */
  readonly knownFrom: number;
}

export interface AccessKeys {
  create(uin: number, description: string): AccessKey;
  find(accessKeyId: string): AccessKey | undefined;
  /** Those of a sub-user. */
  of(uin: number): readonly AccessKey[];
  setStatus(key: AccessKey, status: KeyStatus): void;
  remove(key: AccessKey): void;
  /** A key that works at this moment. */
  working(secretId: string): AccountKey | undefined;
  /** All there ever were, for logs may outlive a key. */
  secrets(): readonly string[];
  clear(): void;
}

/** The real clock, and for how long a change does not show. */
export interface Lag {
  /** Milliseconds. */
  readonly now: () => number;
  readonly lagSeconds: () => number;
}

export function createAccessKeys({ now, lagSeconds }: Lag): AccessKeys {
  const keys = new Map<string, AccessKey>();
  const secrets = new Set<string>();
  return {
    create: (uin, description) => {
      const { secretId: accessKeyId, secretKey: secretAccessKey } = randomKey();
      const createdAt = now();
      const knownFrom = createdAt + lagSeconds() * 1000;
      const status: KeyStatus = "Active";
      const key = { accessKeyId, secretAccessKey, uin, status, description, createdAt, knownFrom };
      keys.set(accessKeyId, key);
      secrets.add(secretAccessKey);
      return key;
    },
    find: (accessKeyId) => keys.get(accessKeyId),
    of: (uin) => [...keys.values()].filter((key) => key.uin === uin),
    setStatus: (key, status) => {
      keys.set(key.accessKeyId, { ...key, status });
    },
    remove: ({ accessKeyId }) => {
      keys.delete(accessKeyId);
    },
    working: (secretId) => {
      const key = keys.get(secretId);
      if (key === undefined || key.status === "Inactive" || now() < key.knownFrom) return undefined;
      return { secretId, secretKey: key.secretAccessKey, holder: key.uin };
    },
    secrets: () => [...secrets],
    clear: () => {
      keys.clear();
      secrets.clear();
    },
  };
}

import { randomBytes, randomInt } from "node:crypto";

/** An API key of the account. */
export interface Key {
  readonly secretId: string;
  readonly secretKey: string;
  /** Session token that has to come with the key; without one, none may come. */
  readonly token?: string;
}

/** A key, and whose it is. */
export interface AccountKey extends Key {
  /**
   * Whose policies say what it may do, a sub-user by uin or a role by id; absent for keys of the account itself, which may do
   * everything.
   */
  readonly holder?: number | string;
}

/** The keys of sub-users and roles, which come and go. */
export interface HeldKeys {
  /** A key that works at this moment. */
  working(secretId: string): AccountKey | undefined;
  secrets(): readonly string[];
}

/** The one account behind the endpoint, with its keys. */
export interface Account {
  /** In bucket names, and in policies after `uid/`. */
  readonly appId: number;
  /** Of the account itself. */
  readonly uin: number;
  /** The key of the account itself. */
  readonly root: Key;
  /** The keys of the account itself, the root key first. */
  readonly own: readonly Key[];
  /** A key that works at this moment, also one of a sub-user or a role. */
  key(secretId: string): AccountKey | undefined;
  /** Secret keys and tokens at this moment, which no log shows. */
  readonly secrets: readonly string[];
}

const DEFAULT_APP_ID = 1250000000;
const UIN = 100000000001;
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join("");
}

/** A fresh key in the vendor's form: `AKID` and 32 characters, and a secret of 32 characters. */
export function randomKey(): Key {
  return { secretId: `AKID${randomText(32)}`, secretKey: randomText(32) };
}

/** A fresh UserSig key in the console's form: 64 hex digits. */
export function randomSdkSecretKey(): string {
  return randomBytes(32).toString("hex");
}

/** Throws when two keys have one SecretId. */
export function createAccount(options: {
  readonly secretId?: string | undefined;
  readonly secretKey?: string | undefined;
  readonly extraKeys?: readonly Key[] | undefined;
  readonly appId?: number | undefined;
  readonly heldKeys?: HeldKeys | undefined;
}): Account {
  const random = randomKey();
  const root: Key = {
    secretId: options.secretId ?? random.secretId,
    secretKey: options.secretKey ?? random.secretKey,
  };
  const own = [root, ...(options.extraKeys ?? [])];
  const keys = new Map(own.map((key) => [key.secretId, key]));
  if (keys.size < own.length) {
    throw new Error(
      "two keys of the account have the same SecretId; give each --key (extraKeys) one of its own",
    );
  }
  const ownSecrets = own.flatMap(({ secretKey, token }) =>
    token === undefined ? [secretKey] : [secretKey, token],
  );
  const { appId = DEFAULT_APP_ID, heldKeys } = options;
  return {
    appId,
    uin: UIN,
    root,
    own,
    key: (secretId) => keys.get(secretId) ?? heldKeys?.working(secretId),
    get secrets() {
      return [...ownSecrets, ...(heldKeys?.secrets() ?? [])];
    },
  };
}

import { randomBytes, randomInt } from "node:crypto";

/** An API key of the account. */
export interface Key {
  readonly secretId: string;
  readonly secretKey: string;
  /** Session token that has to come with the key; without one, none may come. */
  readonly token?: string;
}

/** The one account behind the endpoint, with its keys. */
export interface Account {
  /** The key of the account itself. */
  readonly root: Key;
  key(secretId: string): Key | undefined;
  /** Secret keys and tokens, which no log shows. */
  readonly secrets: readonly string[];
}

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
}): Account {
  const random = randomKey();
  const root: Key = {
    secretId: options.secretId ?? random.secretId,
    secretKey: options.secretKey ?? random.secretKey,
  };
  const all = [root, ...(options.extraKeys ?? [])];
  const keys = new Map(all.map((key) => [key.secretId, key]));
  if (keys.size < all.length) {
    throw new Error(
      "two keys of the account have the same SecretId; give each --key (extraKeys) one of its own",
    );
  }
  const secrets = all.flatMap(({ secretKey, token }) =>
    token === undefined ? [secretKey] : [secretKey, token],
  );
  return { root, key: (secretId) => keys.get(secretId), secrets };
}

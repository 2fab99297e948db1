import { createAccount, randomKey, randomSdkSecretKey } from "../../../emulator/src/account";

test("a random key has the vendor's form and is another each time", () => {
  const [first, second] = [randomKey(), randomKey()];
  expect(first.secretId).toMatch(/^AKID[A-Za-z0-9]{32}$/);
  expect(first.secretKey).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(first.secretKey).not.toBe(second.secretKey);
});

test("a random UserSig key is 64 hex digits", () => {
  expect(randomSdkSecretKey()).toMatch(/^[0-9a-f]{64}$/);
});

test("the account knows its root key and the further ones, and no others", () => {
  const extra = { secretId: "AKIDb", secretKey: "b", token: "t" };
  const account = createAccount({ secretId: "AKIDa", secretKey: "a", extraKeys: [extra] });
  expect(account.root).toEqual({ secretId: "AKIDa", secretKey: "a" });
  expect(account.key("AKIDa")).toEqual(account.root);
  expect(account.key("AKIDb")).toEqual(extra);
  expect(account.key("AKIDc")).toBeUndefined();
});

test("a sub-user's key is known while it works, and its secrets are the account's", () => {
  const key = { secretId: "AKIDsub", secretKey: "s", holder: 7 };
  const working = [key];
  const account = createAccount({
    secretId: "AKIDa",
    secretKey: "a",
    heldKeys: {
      working: (secretId) => working.find((candidate) => candidate.secretId === secretId),
      secrets: () => ["s", "older"],
    },
  });
  expect(account.key("AKIDsub")).toEqual(key);
  working.pop();
  expect(account.key("AKIDsub")).toBeUndefined();
  expect(account.secrets).toEqual(["a", "s", "older"]);
  expect(account.own).toEqual([{ secretId: "AKIDa", secretKey: "a" }]);
});

test("the account has an APPID and a uin", () => {
  expect(createAccount({})).toMatchObject({ appId: 1250000000, uin: 100000000001 });
  expect(createAccount({ appId: 1300000000 }).appId).toBe(1300000000);
});

test("the account names its secrets, tokens among them", () => {
  const extra = { secretId: "AKIDb", secretKey: "b", token: "t" };
  const account = createAccount({ secretId: "AKIDa", secretKey: "a", extraKeys: [extra] });
  expect(account.secrets).toEqual(["a", "b", "t"]);
});

test("a second key with the same SecretId is refused, for one of the two would be wrong", () => {
  const extraKeys = [{ secretId: "AKIDa", secretKey: "b" }];
  expect(() => createAccount({ secretId: "AKIDa", secretKey: "a", extraKeys })).toThrow(
    "two keys of the account have the same SecretId; give each --key (extraKeys) one of its own",
  );
});

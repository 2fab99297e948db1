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

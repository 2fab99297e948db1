import type { Params } from "../../../../emulator/src/api/service";
import { textLike } from "../any-value";
import { camCalls, OWNER_UIN } from "./cam-calls";
import type { CamCalls } from "./cam-calls";

let calls: CamCalls;
let uin: number;
beforeEach(async () => {
  calls = camCalls();
  uin = Number((await calls.call("AddUser", { Name: "writer" }))["Uin"]);
});

interface Created {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

async function create(params: Params = {}): Promise<Created> {
  const { AccessKey } = await calls.call("CreateAccessKey", { TargetUin: uin, ...params });
  // CreateAccessKey answers id and secret
  return AccessKey as Created;
}

test("CreateAccessKey answers the secret, and nothing does so afterwards", async () => {
  const key = await create({ Description: "for=tasks,a.b@c:/-" });
  expect(key).toEqual({
    AccessKeyId: textLike(/^AKID[A-Za-z0-9]{32}$/),
    SecretAccessKey: textLike(/^[A-Za-z0-9]{32}$/),
    Status: "Active",
    CreateTime: "2026-01-02 03:04:05",
    Description: "for=tasks,a.b@c:/-",
  });
  expect(await calls.call("ListAccessKeys", { TargetUin: uin })).toEqual({
    AccessKeys: [
      {
        AccessKeyId: key.AccessKeyId,
        Status: "Active",
        CreateTime: "2026-01-02 03:04:05",
        Description: "for=tasks,a.b@c:/-",
      },
    ],
  });
});

test("a third key of a user is refused, whatever the state of the others", async () => {
  const { AccessKeyId } = await create();
  await create();
  await calls.call("UpdateAccessKey", { AccessKeyId, Status: "Inactive", TargetUin: uin });
  expect(await calls.refusal("CreateAccessKey", { TargetUin: uin })).toEqual([
    "OperationDenied.AccessKeyOverLimit",
    "The user has 2 access keys already.",
  ]);
  await calls.call("DeleteAccessKey", { AccessKeyId, TargetUin: uin });
  await create();
});

test("a key works while it is active", async () => {
  const { AccessKeyId, SecretAccessKey } = await create();
  const works = { secretId: AccessKeyId, secretKey: SecretAccessKey, holder: uin };
  expect(calls.account.key(AccessKeyId)).toEqual(works);
  expect(await calls.call("UpdateAccessKey", { AccessKeyId, Status: "Inactive", TargetUin: uin })).toEqual(
    {},
  );
  expect(calls.account.key(AccessKeyId)).toBeUndefined();
  await calls.call("UpdateAccessKey", { AccessKeyId, Status: "Active", TargetUin: uin });
  expect(calls.account.key(AccessKeyId)).toEqual(works);
  expect(await calls.call("DeleteAccessKey", { AccessKeyId, TargetUin: uin })).toEqual({});
  expect(calls.account.key(AccessKeyId)).toBeUndefined();
});

test("the account names secrets of sub-users, also of deleted keys, for logs outlive them", async () => {
  const { AccessKeyId, SecretAccessKey } = await create();
  expect(calls.account.secrets).toEqual(["root-secret", "extra-secret", SecretAccessKey]);
  await calls.call("DeleteAccessKey", { AccessKeyId, TargetUin: uin });
  expect(calls.account.secrets).toEqual(["root-secret", "extra-secret", SecretAccessKey]);
});

test("a new key is not known for as long as the lag", async () => {
  calls.time.lagSeconds = 10;
  const { AccessKeyId, SecretAccessKey } = await create();
  expect(calls.account.key(AccessKeyId)).toBeUndefined();
  calls.time.lagSeconds = 0;
  calls.time.now += 9_999;
  expect(calls.account.key(AccessKeyId)).toBeUndefined();
  calls.time.now += 1;
  expect(calls.account.key(AccessKeyId)?.secretKey).toBe(SecretAccessKey);
});

test("without TargetUin a sub-user looks after its own keys", async () => {
  const first = await create();
  const caller = calls.account.key(first.AccessKeyId);
  const second = await calls.call("CreateAccessKey", {}, caller);
  expect((await calls.call("ListAccessKeys", {}, caller))["AccessKeys"]).toMatchObject([
    { AccessKeyId: first.AccessKeyId },
    { AccessKeyId: textLike(/^AKID/) },
  ]);
  expect(second).toMatchObject({ AccessKey: { Status: "Active" } });
});

test("a sub-user may not touch the keys of the account itself", async () => {
  const caller = calls.account.key((await create()).AccessKeyId);
  expect(await calls.refusal("ListAccessKeys", { TargetUin: OWNER_UIN }, caller)).toEqual([
    "OperationDenied.SubUin",
    "A sub-user or a role may not look at the keys of the account itself.",
  ]);
});

test("the account's own keys are listed without secrets and stay as they are", async () => {
  expect(await calls.call("ListAccessKeys")).toEqual({
    AccessKeys: [
      { AccessKeyId: "AKIDroot", Status: "Active" },
      { AccessKeyId: "AKIDextra", Status: "Active" },
    ],
  });
  expect(await calls.refusal("CreateAccessKey")).toEqual([
    "UnsupportedOperation",
    "The emulator changes keys of sub-users only: name one by TargetUin.",
  ]);
});

const NOBODY = ["InvalidParameter.UserNotExist", "The user does not exist."];
test.each([
  ["CreateAccessKey", { TargetUin: 1 }, NOBODY],
  ["ListAccessKeys", { TargetUin: 1 }, NOBODY],
  ["UpdateAccessKey", { AccessKeyId: "AKIDx", Status: "Active", TargetUin: 1 }, NOBODY],
  ["DeleteAccessKey", { AccessKeyId: "AKIDx", TargetUin: 1 }, NOBODY],
])("%s of nobody is refused", async (action, params, refusal) => {
  expect(await calls.refusal(action, params)).toEqual(refusal);
});

test.each([
  ["UpdateAccessKey", { Status: "Active" }],
  ["DeleteAccessKey", {}],
])("%s of no key, and of another user's, is refused", async (action, params) => {
  const { AccessKeyId } = await create();
  const other = (await calls.call("AddUser", { Name: "other" }))["Uin"];
  expect(await calls.refusal(action, { ...params, AccessKeyId: "AKIDx", TargetUin: uin })).toEqual([
    "ResourceNotFound.SecretNotExist",
    "The access key does not exist.",
  ]);
  expect(await calls.refusal(action, { ...params, AccessKeyId, TargetUin: other })).toEqual([
    "OperationDenied.UinNotMatch",
    "The access key belongs to another user.",
  ]);
});

test.each([
  [
    "CreateAccessKey",
    { Description: "a b" },
    "Parameter Description must be 1 to 1024 of A-Z, a-z, 0-9, _, +, =, comma, ., @, :, / and -.",
  ],
  [
    "UpdateAccessKey",
    { AccessKeyId: "AKIDx", Status: "Gone" },
    "Parameter Status must be Active or Inactive.",
  ],
  ["ListAccessKeys", { TargetUin: 0 }, "Parameter TargetUin must be in the range 1 to 9007199254740991."],
])("%s with %j is refused", async (action, params, message) => {
  expect(await calls.refusal(action, params)).toEqual(["InvalidParameter.ParamError", message]);
});

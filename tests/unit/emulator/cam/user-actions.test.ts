import { anyNumber, textLike } from "../any-value";
import { allowing, camCalls, OWNER_UIN } from "./cam-calls";
import type { CamCalls } from "./cam-calls";

let calls: CamCalls;
beforeEach(() => {
  calls = camCalls();
});

const NOT_THERE = ["ResourceNotFound.UserNotExist", "The user does not exist."];

describe("AddUser", () => {
  test("answers numbers and no key unless asked for one", async () => {
    expect(await calls.call("AddUser", { Name: "writer" })).toEqual({
      Uin: 100000000101,
      Name: "writer",
      Uid: 5000001,
    });
    expect(await calls.call("AddUser", { Name: "other", UseApi: 0 })).toMatchObject({ Uin: 100000000102 });
  });

  test("with UseApi answers a key that works", async () => {
    const { Uin, SecretId, SecretKey } = await calls.call("AddUser", { Name: "writer", UseApi: 1 });
    expect(calls.account.key(String(SecretId))).toEqual({
      secretId: SecretId,
      secretKey: SecretKey,
      holder: Uin,
    });
  });

  test("with ConsoleLogin answers the password, and makes one up", async () => {
    const made = await calls.call("AddUser", { Name: "a", ConsoleLogin: 1 });
    expect(made["Password"]).toEqual(textLike(/^Aa1-[0-9a-f]{28}$/));
    const given = await calls.call("AddUser", { Name: "b", ConsoleLogin: 1, Password: "Correct-horse-1" });
    expect(given["Password"]).toBe("Correct-horse-1");
  });

  test("a number is not given a second time", async () => {
    await calls.call("AddUser", { Name: "a" });
    await calls.call("DeleteUser", { Name: "a" });
    expect(await calls.call("AddUser", { Name: "a" })).toMatchObject({ Uin: 100000000102, Uid: 5000002 });
  });

  const ILLEGAL = "Parameter Name must be 1 to 64 of A-Z, a-z, 0-9, +, =, comma, ., @, _ and -.";
  const PASSWORD =
    "The password must have at least 8 characters, lower and upper case, digits and special characters.";
  test.each([
    ["no name", {}, "MissingParameter", "The request is missing the required parameter Name."],
    ["a name with a space", { Name: "a b" }, "InvalidParameter.UserNameIllegal", ILLEGAL],
    ["a name of 65 characters", { Name: "a".repeat(65) }, "InvalidParameter.UserNameIllegal", ILLEGAL],
    ["a number as name", { Name: 1 }, "InvalidParameter", "The type of parameter Name must be String."],
    [
      "UseApi 2",
      { Name: "a", UseApi: 2 },
      "InvalidParameter.ParamError",
      "Parameter UseApi must be in the range 0 to 1.",
    ],
    [
      "an unknown parameter",
      { Name: "a", Foo: 1 },
      "UnknownParameter",
      "The parameter Foo is not recognized.",
    ],
    [
      "a weak password",
      { Name: "a", ConsoleLogin: 1, Password: "password1" },
      "InvalidParameter.PasswordViolatedRules",
      PASSWORD,
    ],
    [
      "a short password",
      { Name: "a", ConsoleLogin: 1, Password: "aA1-" },
      "InvalidParameter.PasswordViolatedRules",
      PASSWORD,
    ],
  ])("with %s is refused", async (_name, params, code, message) => {
    expect(await calls.refusal("AddUser", params)).toEqual([code, message]);
    expect(calls.cam.users.all()).toEqual([]);
  });

  test("of a name in use is refused", async () => {
    await calls.call("AddUser", { Name: "a" });
    expect(await calls.refusal("AddUser", { Name: "a" })).toEqual([
      "InvalidParameter.SubUserNameInUse",
      "The user name is in use.",
    ]);
  });

  test("of the 1001st user is refused", async () => {
    for (let count = 1; count <= 1000; count += 1) await calls.call("AddUser", { Name: `u${count}` });
    expect(await calls.refusal("AddUser", { Name: "a" })).toEqual([
      "InvalidParameter.SubUserFull",
      "There are 1000 sub-users already.",
    ]);
  });
});

test("GetUser answers what was said of the user, and UpdateUser changes what is given", async () => {
  const fields = { Remark: "r", PhoneNum: "1", CountryCode: "86", Email: "a@example.com" };
  await calls.call("AddUser", { Name: "a", ...fields });
  const got = {
    Uin: anyNumber,
    Name: "a",
    Uid: anyNumber,
    ...fields,
    ConsoleLogin: 0,
    RecentlyLoginIP: "",
    RecentlyLoginTime: "",
  };
  expect(await calls.call("GetUser", { Name: "a" })).toEqual(got);
  expect(await calls.call("UpdateUser", { Name: "a", Remark: "", ConsoleLogin: 1 })).toEqual({});
  expect(await calls.call("GetUser", { Name: "a" })).toEqual({ ...got, Remark: "", ConsoleLogin: 1 });
  const other = { PhoneNum: "2", CountryCode: "65", Email: "b@example.com" };
  await calls.call("UpdateUser", { Name: "a", ...other });
  expect(await calls.call("GetUser", { Name: "a" })).toMatchObject(other);
});

test("UpdateUser of a weak password is refused", async () => {
  await calls.call("AddUser", { Name: "a" });
  const [code] = await calls.refusal("UpdateUser", { Name: "a", ConsoleLogin: 1, Password: "x" });
  expect(code).toBe("InvalidParameter.PasswordViolatedRules");
});

test.each(["GetUser", "UpdateUser", "DeleteUser"])("%s of nobody is not found", async (action) => {
  expect(await calls.refusal(action, { Name: "nobody" })).toEqual(NOT_THERE);
});

describe("DeleteUser", () => {
  test("without Force is refused while there are keys, active or not", async () => {
    const { Uin, SecretId } = await calls.call("AddUser", { Name: "a", UseApi: 1 });
    await calls.call("UpdateAccessKey", { AccessKeyId: SecretId, Status: "Inactive", TargetUin: Uin });
    for (const params of [{ Name: "a" }, { Name: "a", Force: 0 }]) {
      expect(await calls.refusal("DeleteUser", params)).toEqual([
        "OperationDenied.HaveKeys",
        "The user has access keys that are not deleted.",
      ]);
    }
    await calls.call("DeleteAccessKey", { AccessKeyId: SecretId, TargetUin: Uin });
    expect(await calls.call("DeleteUser", { Name: "a" })).toEqual({});
    expect(await calls.refusal("GetUser", { Name: "a" })).toEqual(NOT_THERE);
  });

  test("with Force takes keys and attachments along", async () => {
    const { Uin, SecretId } = await calls.call("AddUser", { Name: "a", UseApi: 1 });
    const policy = { PolicyName: "p", PolicyDocument: allowing(["*"], ["*"]) };
    const { PolicyId } = await calls.call("CreatePolicy", policy);
    await calls.call("AttachUserPolicy", { PolicyId, AttachUin: Uin });
    await calls.call("DeleteUser", { Name: "a", Force: 1 });
    expect(calls.account.key(String(SecretId))).toBeUndefined();
    expect(calls.cam.attachments.of(Number(Uin))).toEqual([]);
    expect(calls.cam.statementsOf(Number(Uin))).toEqual([]);
  });
});

test("GetUserAppId tells the account, and who of it asks", async () => {
  expect(await calls.call("GetUserAppId")).toEqual({
    Uin: String(OWNER_UIN),
    OwnerUin: String(OWNER_UIN),
    AppId: 1250000000,
  });
  const { Uin, SecretId } = await calls.call("AddUser", { Name: "a", UseApi: 1 });
  expect(await calls.call("GetUserAppId", {}, calls.account.key(String(SecretId)))).toEqual({
    Uin: String(Uin),
    OwnerUin: String(OWNER_UIN),
    AppId: 1250000000,
  });
});

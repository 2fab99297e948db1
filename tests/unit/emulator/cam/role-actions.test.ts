import type { Params } from "../../../../emulator/src/api/service";
import { allowing, camCalls, TRUST } from "./cam-calls";
import type { CamCalls } from "./cam-calls";

let calls: CamCalls;
beforeEach(() => {
  calls = camCalls();
});

const NOT_THERE = ["InvalidParameter.RoleNotExist", "The role does not exist."];
const NO_POLICY = ["InvalidParameter.PolicyIdNotExist", "The policy does not exist."];

async function create(changes: Params = {}): Promise<string> {
  const role = { RoleName: "recorder", PolicyDocument: TRUST, ...changes };
  return String((await calls.call("CreateRole", role))["RoleId"]);
}

async function policy(name = "write"): Promise<number> {
  const created = { PolicyName: name, PolicyDocument: allowing(["*"], ["*"]), Description: "d" };
  return Number((await calls.call("CreatePolicy", created))["PolicyId"]);
}

describe("a role", () => {
  test("is created, read by id and by name, and gets another trust policy", async () => {
    const RoleId = await create({
      Description: "d",
      SessionDuration: 43200,
      Tags: [{ Key: "a", Value: "b" }],
    });
    const info = {
      RoleId: "4611686018427400001",
      RoleName: "recorder",
      PolicyDocument: TRUST,
      Description: "d",
      AddTime: "2026-01-02 03:04:05",
      UpdateTime: "2026-01-02 03:04:05",
      ConsoleLogin: 0,
      RoleType: "user",
      SessionDuration: 43200,
      DeletionTaskId: "",
      Tags: [{ Key: "a", Value: "b" }],
      RoleArn: "qcs::cam::uin/100000000001:roleName/recorder",
    };
    expect(await calls.call("GetRole", { RoleId })).toEqual({ RoleInfo: info });
    expect(await calls.call("GetRole", { RoleName: "recorder" })).toEqual({ RoleInfo: info });
    calls.time.now += 1000;
    const PolicyDocument = TRUST.replace("trtc", "scf");
    expect(await calls.call("UpdateAssumeRolePolicy", { RoleId, PolicyDocument })).toEqual({});
    expect(await calls.call("GetRole", { RoleId })).toEqual({
      RoleInfo: { ...info, PolicyDocument, UpdateTime: "2026-01-02 03:04:06" },
    });
    expect(await calls.call("UpdateRoleDescription", { RoleId, Description: "stores events" })).toEqual({});
    expect(await calls.call("GetRole", { RoleId })).toMatchObject({
      RoleInfo: { Description: "stores events", PolicyDocument },
    });
    expect(await calls.call("UpdateRoleDescription", { RoleId, Description: "" })).toEqual({});
  });

  test("is deleted with its attachments", async () => {
    const RoleId = await create();
    await calls.call("AttachRolePolicy", { AttachRoleId: RoleId, PolicyId: await policy() });
    expect(await calls.call("DeleteRole", { RoleName: "recorder" })).toEqual({});
    expect(await calls.refusal("GetRole", { RoleId })).toEqual(NOT_THERE);
    expect(calls.cam.attachments.of(RoleId)).toEqual([]);
  });

  test("of a name in use is refused", async () => {
    await create();
    expect(await calls.refusal("CreateRole", { RoleName: "recorder", PolicyDocument: TRUST })).toEqual([
      "InvalidParameter.RoleNameInUse",
      "The role name is in use.",
    ]);
  });

  test("beyond the 1000th is refused", async () => {
    for (let count = 1; count <= 1000; count += 1) await create({ RoleName: `r${count}` });
    expect(await calls.refusal("CreateRole", { RoleName: "r", PolicyDocument: TRUST })).toEqual([
      "InvalidParameter.RoleFull",
      "There are 1000 roles already.",
    ]);
  });

  test.each([
    [
      "a name with a space",
      { RoleName: "a b" },
      "InvalidParameter.RoleNameError",
      "Parameter RoleName must be 1 to 128 of A-Z, a-z, 0-9, +, =, comma, ., @, _ and -.",
    ],
    [
      "a session of 43201 seconds",
      { SessionDuration: 43201 },
      "InvalidParameter.ParamError",
      "Parameter SessionDuration must be in the range 0 to 43200.",
    ],
    [
      "the document of a policy",
      { PolicyDocument: allowing(["*"], ["*"]) },
      "InvalidParameter.StatementError",
      "The policy document has the unknown element resource; elements are written in lower case.",
    ],
  ])("with %s is refused", async (_name, changes, code, message) => {
    const role = { RoleName: "recorder", PolicyDocument: TRUST, ...changes };
    expect(await calls.refusal("CreateRole", role)).toEqual([code, message]);
  });
});

test.each([
  ["GetRole", {}, "RoleId"],
  ["DeleteRole", {}, "RoleId"],
  ["UpdateAssumeRolePolicy", { PolicyDocument: TRUST }, "RoleId"],
  ["UpdateRoleDescription", { Description: "x" }, "RoleId"],
  ["ListAttachedRolePolicies", { Page: 1, Rp: 10 }, "RoleId"],
  ["AttachRolePolicy", { PolicyId: 1 }, "AttachRoleId"],
  ["DetachRolePolicy", { PolicyId: 1 }, "DetachRoleId"],
])("%s without a role, and of no role, is refused", async (action, params, idName) => {
  expect(await calls.refusal(action, params)).toEqual([
    "InvalidParameter.ParamError",
    "Either the id or the name of the role must be given.",
  ]);
  expect(await calls.refusal(action, { ...params, [idName]: "1" })).toEqual(NOT_THERE);
});

describe("policies of a role", () => {
  test("are attached, listed and detached by id and by name", async () => {
    const RoleId = await create();
    const PolicyId = await policy();
    await policy("other");
    expect(await calls.call("AttachRolePolicy", { AttachRoleId: RoleId, PolicyId })).toEqual({});
    await calls.call("AttachRolePolicy", { AttachRoleName: "recorder", PolicyName: "other" });
    const list = (changes: Params = {}) =>
      calls.call("ListAttachedRolePolicies", { RoleId, Page: 1, Rp: 10, ...changes });
    const write = {
      PolicyId,
      PolicyName: "write",
      AddTime: "2026-01-02 03:04:05",
      PolicyType: "User",
      CreateMode: 2,
      Deactived: 0,
      DeactivedDetail: [],
      Description: "d",
    };
    expect(await list({ Rp: 1 })).toEqual({ List: [write], TotalNum: 2 });
    expect(await list({ Keyword: "rit" })).toEqual({ List: [write], TotalNum: 1 });
    expect(await list({ PolicyType: "QCS" })).toEqual({ List: [], TotalNum: 0 });
    expect(await list({ PolicyType: "User" })).toMatchObject({ TotalNum: 2 });
    expect(await calls.call("DetachRolePolicy", { DetachRoleName: "recorder", PolicyName: "other" })).toEqual(
      {},
    );
    await calls.call("DetachRolePolicy", { DetachRoleId: RoleId, PolicyId });
    expect(await list()).toEqual({ List: [], TotalNum: 0 });
  });

  test("beyond the 200th are refused", async () => {
    const AttachRoleId = await create();
    for (let count = 1; count <= 200; count += 1) {
      await calls.call("AttachRolePolicy", { AttachRoleId, PolicyId: await policy(`p${count}`) });
    }
    expect(await calls.refusal("AttachRolePolicy", { AttachRoleId, PolicyId: await policy() })).toEqual([
      "InvalidParameter.AttachmentFull",
      "The role has 200 policies already.",
    ]);
  });

  test("that are not there are a wrong parameter", async () => {
    const id = await create();
    expect(await calls.refusal("AttachRolePolicy", { AttachRoleId: id, PolicyId: 1 })).toEqual(NO_POLICY);
    expect(await calls.refusal("DetachRolePolicy", { DetachRoleId: id, PolicyName: "x" })).toEqual(NO_POLICY);
    expect(await calls.refusal("AttachRolePolicy", { AttachRoleId: id })).toEqual([
      "InvalidParameter.ParamError",
      "Either PolicyId or PolicyName must be given.",
    ]);
  });

  test.each([
    [{ Page: 1 }, "MissingParameter", "The request is missing the required parameter Rp."],
    [{ Page: 1, Rp: 201 }, "InvalidParameter.ParamError", "Parameter Rp must be in the range 1 to 200."],
    [
      { Page: 1, Rp: 1, PolicyType: "x" },
      "InvalidParameter.ParamError",
      "Parameter PolicyType must be User or QCS.",
    ],
  ])("listed with %j are refused", async (params, code, message) => {
    expect(await calls.refusal("ListAttachedRolePolicies", { RoleName: "r", ...params })).toEqual([
      code,
      message,
    ]);
  });
});

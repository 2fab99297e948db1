import type { Params } from "../../../../emulator/src/api/service";
import { allowing, camCalls } from "./cam-calls";
import type { CamCalls } from "./cam-calls";

let calls: CamCalls;
let uin: number;
beforeEach(async () => {
  calls = camCalls();
  uin = Number((await calls.call("AddUser", { Name: "writer" }))["Uin"]);
});

const DOCUMENT = allowing(["name/cos:PutObject"], ["qcs::cos:::slices-1250000000/prod/*"]);
const NOT_THERE = ["ResourceNotFound.PolicyIdNotFound", "The policy does not exist."];

async function create(changes: Params = {}): Promise<number> {
  const policy = { PolicyName: "write", PolicyDocument: DOCUMENT, ...changes };
  return Number((await calls.call("CreatePolicy", policy))["PolicyId"]);
}

const attach = (PolicyId: number) => calls.call("AttachUserPolicy", { PolicyId, AttachUin: uin });
const detach = (PolicyId: number) => calls.call("DetachUserPolicy", { PolicyId, DetachUin: uin });
const list = (changes: Params = {}) => calls.call("ListAttachedUserPolicies", { TargetUin: uin, ...changes });

describe("a policy", () => {
  test("is created, read and changed", async () => {
    const PolicyId = await create({ Description: "d", Tags: [{ Key: "a", Value: "b" }, { Key: "c" }] });
    const policy = {
      PolicyName: "write",
      Description: "d",
      Type: 1,
      AddTime: "2026-01-02 03:04:05",
      UpdateTime: "2026-01-02 03:04:05",
      PolicyDocument: DOCUMENT,
      PresetAlias: "",
      IsServiceLinkedRolePolicy: 0,
      Tags: [
        { Key: "a", Value: "b" },
        { Key: "c", Value: "" },
      ],
    };
    expect(await calls.call("GetPolicy", { PolicyId })).toEqual(policy);
    calls.time.now += 1000;
    const PolicyDocument = allowing(["*"], ["*"]);
    expect(await calls.call("UpdatePolicy", { PolicyId, PolicyDocument })).toEqual({});
    const changed = { ...policy, PolicyDocument, UpdateTime: "2026-01-02 03:04:06" };
    expect(await calls.call("GetPolicy", { PolicyId })).toEqual(changed);
    expect(await calls.call("UpdatePolicy", { PolicyName: "write", Description: "" })).toEqual({ PolicyId });
    expect(await calls.call("GetPolicy", { PolicyId })).toEqual({ ...changed, Description: "" });
  });

  test("is found by a part of its name, page by page", async () => {
    const first = await create({ PolicyName: "write-a", Description: "d" });
    const second = await create({ PolicyName: "write-b" });
    await create({ PolicyName: "read" });
    const found = { AddTime: "2026-01-02 03:04:05", Type: 1 };
    const a = { ...found, PolicyId: first, PolicyName: "write-a", Description: "d" };
    const b = { ...found, PolicyId: second, PolicyName: "write-b", Description: "" };
    const listed = (changes: Params) => calls.call("ListPolicies", { Keyword: "write", ...changes });
    expect(await listed({ Scope: "Local" })).toEqual({ TotalNum: 2, List: [a, b] });
    expect(await listed({ Rp: 1, Page: 2 })).toEqual({ TotalNum: 2, List: [b] });
    expect(await listed({ Scope: "QCS" })).toEqual({ TotalNum: 0, List: [] });
    expect(await calls.refusal("ListPolicies", { Rp: 201 })).toEqual([
      "InvalidParameter.ParamError",
      "Parameter Rp must be in the range 1 to 200.",
    ]);
  });

  test("of a name in use is refused", async () => {
    await create();
    expect(await calls.refusal("CreatePolicy", { PolicyName: "write", PolicyDocument: DOCUMENT })).toEqual([
      "FailedOperation.PolicyNameInUse",
      "The policy name is in use.",
    ]);
  });

  test("beyond the 1500th is refused", async () => {
    for (let count = 1; count <= 1500; count += 1) await create({ PolicyName: `p${count}` });
    expect(await calls.refusal("CreatePolicy", { PolicyName: "p", PolicyDocument: DOCUMENT })).toEqual([
      "FailedOperation.PolicyFull",
      "There are 1500 policies already.",
    ]);
  });

  test("whose new document is wrong stays as it was", async () => {
    const PolicyId = await create();
    expect(await calls.refusal("UpdatePolicy", { PolicyId, PolicyDocument: "{}" })).toEqual([
      "InvalidParameter.VersionError",
      "The version of the policy document must be 2.0.",
    ]);
    expect(await calls.call("GetPolicy", { PolicyId })).toMatchObject({ PolicyDocument: DOCUMENT });
  });

  test.each([
    [
      "a name with a space",
      { PolicyName: "a b" },
      "InvalidParameter.PolicyNameError",
      "Parameter PolicyName must be 1 to 128 of A-Z, a-z, 0-9, +, =, comma, ., @, _ and -.",
    ],
    [
      "a description of 301 bytes",
      { Description: `${"ä".repeat(150)}x` },
      "InvalidParameter.DescriptionLengthOverlimit",
      "Parameter Description must be at most 300 bytes long.",
    ],
    [
      "no document",
      { PolicyDocument: "" },
      "MissingParameter",
      "The request is missing the required parameter PolicyDocument.",
    ],
    [
      "a document that is an object",
      { PolicyDocument: {} },
      "InvalidParameter",
      "The type of parameter PolicyDocument must be String.",
    ],
    [
      "a document that is no JSON",
      { PolicyDocument: "x" },
      "InvalidParameter.PolicyDocumentError",
      "The policy document must be a JSON object.",
    ],
    [
      "a tag that is text",
      { Tags: ["a"] },
      "InvalidParameter",
      "The type of parameter Tags.0 must be Object.",
    ],
    [
      "a tag without key",
      { Tags: [{ Value: "b" }] },
      "MissingParameter",
      "The request is missing the required parameter Tags.0.Key.",
    ],
  ])("with %s is refused", async (_name, changes, code, message) => {
    const policy = { PolicyName: "write", PolicyDocument: DOCUMENT, ...changes };
    expect(await calls.refusal("CreatePolicy", policy)).toEqual([code, message]);
    expect(calls.cam.policies.all()).toEqual([]);
  });
});

test.each([
  ["GetPolicy", { PolicyId: 1 }],
  ["UpdatePolicy", { PolicyId: 1 }],
  ["DeletePolicy", { PolicyId: [1] }],
])("%s of no policy is not found", async (action, params) => {
  expect(await calls.refusal(action, params)).toEqual(NOT_THERE);
});

test("UpdatePolicy wants the id or the name of a policy that is there", async () => {
  expect(await calls.refusal("UpdatePolicy", { Description: "d" })).toEqual([
    "InvalidParameter.ParamError",
    "Either PolicyId or PolicyName must be given.",
  ]);
  expect(await calls.refusal("UpdatePolicy", { PolicyName: "nothing" })).toEqual([
    "ResourceNotFound.NotFound",
    "The policy does not exist.",
  ]);
});

describe("DeletePolicy", () => {
  test("deletes many, attached ones too", async () => {
    const ids = [await create({ PolicyName: "a" }), await create({ PolicyName: "b" })];
    await attach(ids[0] ?? 0);
    expect(await calls.call("DeletePolicy", { PolicyId: ids })).toEqual({});
    expect(calls.cam.policies.all()).toEqual([]);
    expect(await list()).toEqual({ TotalNum: 0, List: [] });
  });

  test("deletes none when one is not there", async () => {
    const PolicyId = await create();
    expect(await calls.refusal("DeletePolicy", { PolicyId: [PolicyId, 1] })).toEqual(NOT_THERE);
    expect(await calls.call("GetPolicy", { PolicyId })).toMatchObject({ PolicyName: "write" });
  });

  test.each([
    [{ PolicyId: 1 }, "InvalidParameter", "The type of parameter PolicyId must be Array of Integer."],
    [{ PolicyId: ["1"] }, "InvalidParameter", "The type of parameter PolicyId.0 must be Integer."],
    [{ PolicyId: [] }, "MissingParameter", "The request is missing the required parameter PolicyId."],
    [
      { PolicyId: [0] },
      "InvalidParameter.PolicyIdError",
      "Parameter PolicyId.0 must be in the range 1 to 9007199254740991.",
    ],
  ])("with %j is refused", async (params, code, message) => {
    expect(await calls.refusal("DeletePolicy", params)).toEqual([code, message]);
  });
});

describe("attaching", () => {
  test("gives a user a policy's statements, detaching takes them away, and both may be repeated", async () => {
    const PolicyId = await create();
    expect(await attach(PolicyId)).toEqual({});
    await attach(PolicyId);
    expect(calls.cam.statementsOf(uin)).toMatchObject([{ actions: ["name/cos:PutObject"] }]);
    expect(await detach(PolicyId)).toEqual({});
    await detach(PolicyId);
    expect(calls.cam.statementsOf(uin)).toEqual([]);
  });

  test("a changed policy has its effect at once", async () => {
    const PolicyId = await create();
    await attach(PolicyId);
    await calls.call("UpdatePolicy", { PolicyId, PolicyDocument: allowing(["cos:GetObject"], ["*"]) });
    expect(calls.cam.statementsOf(uin)).toMatchObject([{ actions: ["cos:GetObject"] }]);
  });

  test("has its effect after the lag, and so has detaching; the list knows at once", async () => {
    const PolicyId = await create();
    calls.time.lagSeconds = 5;
    await attach(PolicyId);
    expect((await list())["TotalNum"]).toBe(1);
    expect(calls.cam.statementsOf(uin)).toEqual([]);
    calls.time.now += 5000;
    expect(calls.cam.statementsOf(uin)).toHaveLength(1);
    await detach(PolicyId);
    expect((await list())["TotalNum"]).toBe(0);
    calls.time.now += 4999;
    expect(calls.cam.statementsOf(uin)).toHaveLength(1);
    calls.time.now += 1;
    expect(calls.cam.statementsOf(uin)).toEqual([]);
  });

  test("attached again within the lag, a policy never loses its effect", async () => {
    const PolicyId = await create();
    await attach(PolicyId);
    calls.time.lagSeconds = 5;
    await detach(PolicyId);
    await attach(PolicyId);
    for (let second = 0; second <= 6; second += 1) {
      expect(calls.cam.statementsOf(uin)).toHaveLength(1);
      calls.time.now += 1000;
    }
  });

  test("the list shows pages of 20", async () => {
    for (let count = 1; count <= 21; count += 1) await attach(await create({ PolicyName: `p${count}` }));
    const first = await list();
    expect(first).toMatchObject({ TotalNum: 21 });
    expect(first["List"]).toHaveLength(20);
    expect(await list({ Page: 2 })).toEqual({
      TotalNum: 21,
      List: [
        {
          PolicyId: 20000021,
          PolicyName: "p21",
          AddTime: "2026-01-02 03:04:05",
          CreateMode: 2,
          PolicyType: "User",
          Remark: "",
          OperateOwnerUin: "100000000001",
          OperateUin: "",
          OperateUinType: 0,
          Deactived: 0,
          DeactivedDetail: [],
        },
      ],
    });
    expect(await list({ Page: 3, Rp: 10 })).toMatchObject({ List: [{ PolicyName: "p21" }] });
    expect(await list({ Page: 4, Rp: 10 })).toEqual({ TotalNum: 21, List: [] });
  });

  test("a 201st policy of one user is refused", async () => {
    for (let count = 1; count <= 200; count += 1) await attach(await create({ PolicyName: `p${count}` }));
    const PolicyId = await create();
    expect(await calls.refusal("AttachUserPolicy", { PolicyId, AttachUin: uin })).toEqual([
      "FailedOperation.PolicyFull",
      "The user has 200 policies already.",
    ]);
  });

  const NOBODY = ["ResourceNotFound.UserNotExist", "The user does not exist."];
  test("users and policies that are not there are told apart", async () => {
    const PolicyId = await create();
    expect(await calls.refusal("AttachUserPolicy", { PolicyId, AttachUin: 1 })).toEqual(NOBODY);
    expect(await calls.refusal("DetachUserPolicy", { PolicyId, DetachUin: 1 })).toEqual(NOBODY);
    expect(await calls.refusal("ListAttachedUserPolicies", { TargetUin: 1 })).toEqual(NOBODY);
    expect(await calls.refusal("AttachUserPolicy", { PolicyId: 1, AttachUin: uin })).toEqual(NOT_THERE);
    expect(await calls.refusal("DetachUserPolicy", { PolicyId: 1, DetachUin: uin })).toEqual(NOT_THERE);
  });

  test.each([
    [{ Page: 0 }, "Parameter Page must be in the range 1 to 1000000."],
    [{ Rp: 201 }, "Parameter Rp must be in the range 1 to 200."],
  ])("a list with %j is refused", async (params, message) => {
    expect(await calls.refusal("ListAttachedUserPolicies", { TargetUin: uin, ...params })).toEqual([
      "InvalidParameter.ParamError",
      message,
    ]);
  });
});

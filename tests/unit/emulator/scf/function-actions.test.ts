import { createHash } from "node:crypto";

import { zipOf } from "./function-code";
import { BOOTSTRAP } from "./function-code";
import { REGION, scfCalls, TRUST } from "./scf-calls";
import type { ScfCalls } from "./scf-calls";

const ZIP = zipOf({ scf_bootstrap: BOOTSTRAP });
const OTHER_ZIP = zipOf({ scf_bootstrap: BOOTSTRAP, "index.js": "2" });
const base64 = (zip: Buffer) => zip.toString("base64");

const CREATE = {
  FunctionName: "receiver",
  Type: "HTTP",
  Runtime: "Nodejs18.15",
  Code: { ZipFile: base64(ZIP) },
};
const NAMED = { FunctionName: "receiver" };

let calls: ScfCalls;
beforeEach(() => {
  calls = scfCalls();
});

const variables = (...pairs: readonly [string, string][]) => ({
  Environment: { Variables: pairs.map(([Key, Value]) => ({ Key, Value })) },
});

test("a function is created over a while, and read back whole", async () => {
  calls.time.lagSeconds = 60;
  calls.cam.roles.add({
    name: "events",
    document: TRUST,
    description: "",
    consoleLogin: 0,
    sessionDuration: 7200,
    tags: [],
  });
  await calls.call("CreateFunction", {
    ...CREATE,
    Description: "events",
    MemorySize: 256,
    Timeout: 5,
    Role: "events",
    Tags: [{ Key: "team", Value: "rtc" }],
    ...variables(["TRTC_SDK_APP_IDS", "1400000001"]),
  });
  expect(await calls.call("GetFunction", NAMED)).toMatchObject({ Status: "Creating" });
  calls.settle();
  expect(await calls.call("GetFunction", NAMED)).toEqual({
    FunctionName: "receiver",
    FunctionId: expect.stringMatching(/^lam-[0-9a-f]{8}$/) as unknown,
    Namespace: "default",
    Runtime: "Nodejs18.15",
    Type: "HTTP",
    Status: "Active",
    StatusDesc: "",
    StatusReasons: [],
    Description: "events",
    Tags: [{ Key: "team", Value: "rtc" }],
    AddTime: "2026-01-02 03:04:05",
    ModTime: "2026-01-02 03:04:05",
    AsyncRunEnable: "FALSE",
    TraceEnable: "FALSE",
    Handler: "",
    CodeInfo: "",
    CodeSize: ZIP.length,
    CodeResult: "success",
    CodeError: "",
    ErrNo: 0,
    MemorySize: 256,
    Timeout: 5,
    InitTimeout: 65,
    Environment: { Variables: [{ Key: "TRTC_SDK_APP_IDS", Value: "1400000001" }] },
    Role: "events",
    PublicNetConfig: { PublicNetStatus: "ENABLE", EipConfig: { EipStatus: "DISABLE", EipAddress: [] } },
    FunctionVersion: "$LATEST",
    Qualifier: "$LATEST",
    Triggers: [],
    AvailableStatus: "Available",
    InstallDependency: "FALSE",
    UseGpu: "FALSE",
    L5Enable: "FALSE",
    VpcConfig: { VpcId: "", SubnetId: "" },
    Layers: [],
    ClsLogsetId: "",
    ClsTopicId: "",
  });
});

test("without a lag a function is being created for one tick", async () => {
  await calls.call("CreateFunction", CREATE);
  expect(await calls.call("GetFunction", NAMED)).toMatchObject({ Status: "Creating" });
  calls.time.now += 1;
  expect(await calls.call("GetFunction", NAMED)).toMatchObject({
    Status: "Active",
    Timeout: 3,
    MemorySize: 128,
  });
});

test.each([
  [
    "no zip file",
    Buffer.from("no zip file at all, is it"),
    "InvalidParameterValue.ZipFile",
    "The code package is not a readable zip file: it has no end of a central directory.",
  ],
  [
    "no start file",
    zipOf({ "index.js": "1" }),
    "InvalidParameterValue.Code",
    "The code package of a web function needs scf_bootstrap at its top.",
  ],
])(
  "with %s creating fails and says why; then the function can be deleted only",
  async (_name, zip, ErrorCode, ErrorMessage) => {
    await calls.call("CreateFunction", { ...CREATE, Code: { ZipFile: base64(zip) } });
    calls.settle();
    expect(await calls.call("GetFunction", NAMED)).toMatchObject({
      Status: "CreateFailed",
      StatusReasons: [{ ErrorCode, ErrorMessage }],
    });
    expect(await calls.refusal("UpdateFunctionCode", { ...NAMED, ZipFile: base64(ZIP) })).toEqual([
      "FailedOperation.UpdateFunctionCode",
      "The function is in the state CreateFailed, in which it cannot be changed.",
    ]);
    await calls.call("DeleteFunction", NAMED);
    await calls.call("CreateFunction", CREATE);
  },
);

test("an event function needs no start file, but a handler", async () => {
  const event = { ...CREATE, Type: "Event", Code: { ZipFile: base64(zipOf({ "index.js": "1" })) } };
  expect(await calls.refusal("CreateFunction", event)).toEqual([
    "InvalidParameterValue.Handler",
    "Parameter Handler of an event function must be of the form file.method.",
  ]);
  await calls.call("CreateFunction", { ...event, Handler: "index.main_handler" });
  calls.settle();
  expect(await calls.call("GetFunction", NAMED)).toMatchObject({
    Status: "Active",
    Type: "Event",
    Handler: "index.main_handler",
  });
});

describe("CreateFunction refuses", () => {
  test.each<[string, object, string, string]>([
    [
      "a name of one letter",
      { FunctionName: "a" },
      "InvalidParameter.FunctionName",
      "Parameter FunctionName must be 2 to 60 of A-Z, a-z, 0-9, - and _, a letter first and no - or _ last.",
    ],
    [
      "a name that ends in a hyphen",
      { FunctionName: "ab-" },
      "InvalidParameter.FunctionName",
      "Parameter FunctionName must be 2 to 60 of A-Z, a-z, 0-9, - and _, a letter first and no - or _ last.",
    ],
    [
      "no code",
      { Code: undefined },
      "MissingParameter.Code",
      "The request is missing the required parameter Code.",
    ],
    [
      "code without a zip file",
      { Code: {} },
      "InvalidParameterValue.Code",
      "The code must be given as ZipFile, a zip file in base64.",
    ],
    [
      "what is not base64",
      { Code: { ZipFile: "####" } },
      "InvalidParameterValue.ZipFileBase64BinasciiError",
      "ZipFile is not base64.",
    ],
    [
      "a runtime that is not there",
      { Runtime: "Nodejs99" },
      "InvalidParameterValue.Runtime",
      "Parameter Runtime must be Python2.7 or Python3.6 or Python3.7 or Python3.9 or Python3.10 or Nodejs6.10 or Nodejs8.9 or Nodejs10.15 or Nodejs12.16 or Nodejs14.18 or Nodejs16.13 or Nodejs18.15 or Php5.6 or Php7 or Php7.4 or Php8.0 or Go1 or Java8 or CustomRuntime.",
    ],
    ["another type", { Type: "Web" }, "InvalidParameterValue.Type", "Parameter Type must be Event or HTTP."],
    [
      "memory between the steps",
      { MemorySize: 200 },
      "InvalidParameterValue.MemorySize",
      "Parameter MemorySize must be 64, or from 128 to 3072 in steps of 128.",
    ],
    [
      "too long a timeout",
      { Timeout: 901 },
      "LimitExceeded.Timeout",
      "Parameter Timeout must be in the range 1 to 900.",
    ],
    ["no such role", { Role: "nobody" }, "ResourceNotFound.Role", "The role does not exist."],
    [
      "a role of another product",
      { Role: "other" },
      "UnauthorizedOperation.Role",
      "The role's trust policy does not name the service scf.qcloud.com.",
    ],
    [
      "another namespace",
      { Namespace: "prod" },
      "ResourceNotFound.Namespace",
      "The namespace does not exist.",
    ],
    [
      "a variable of the platform",
      variables(["TENCENTCLOUD_SECRETID", "x"]),
      "InvalidParameterValue.EnvironmentSystemProtect",
      "Names of environment variables must not begin with SCF_, QCLOUD_ or TENCENTCLOUD_.",
    ],
    [
      "a variable twice",
      variables(["A", "1"], ["A", "2"]),
      "InvalidParameterValue.Environment",
      "Names of environment variables must be of A-Z, a-z, 0-9 and _, begin with a letter and differ.",
    ],
    [
      "a variable without a value",
      variables(["A", ""]),
      "InvalidParameterValue.Environment",
      "The request is missing the required parameter Environment.Variables.0.Value.",
    ],
    [
      "too many variables",
      variables(["A", "x".repeat(4096)]),
      "InvalidParameterValue.EnvironmentExceededLimit",
      "The environment variables must have at most 4 KB together.",
    ],
    ["what is not emulated", { Layers: [] }, "UnknownParameter", "The parameter Layers is not recognized."],
  ])("%s", async (_name, changes, code, message) => {
    const document = TRUST.replace("scf.qcloud.com", "trtc.cloud.tencent.com");
    const rest = { description: "", consoleLogin: 0, sessionDuration: 7200, tags: [] };
    calls.cam.roles.add({ name: "other", document, ...rest });
    expect(await calls.refusal("CreateFunction", { ...CREATE, ...changes })).toEqual([code, message]);
    expect(calls.functions.all()).toEqual([]);
  });

  test("a name that is in use, in its region only", async () => {
    await calls.call("CreateFunction", CREATE);
    expect(await calls.refusal("CreateFunction", CREATE)).toEqual([
      "ResourceInUse.Function",
      "The function exists already.",
    ]);
    await calls.call("CreateFunction", CREATE, "eu-frankfurt");
  });

  test("a zip file of more than 50 MB, and of more than 20 MB when it is an update", async () => {
    const megabytes = (count: number) => "A".repeat(Math.ceil((count * 1024 * 1024) / 3) * 4 + 4);
    expect(await calls.refusal("CreateFunction", { ...CREATE, Code: { ZipFile: megabytes(50) } })).toEqual([
      "InvalidParameterValue.LimitExceeded",
      "The zip file must have at most 50 MB.",
    ]);
    await calls.call("CreateFunction", CREATE);
    expect(await calls.refusal("UpdateFunctionCode", { ...NAMED, ZipFile: megabytes(20) })).toEqual([
      "InvalidParameterValue.LimitExceeded",
      "The zip file must have at most 20 MB.",
    ]);
  });
});

describe("an update", () => {
  beforeEach(async () => {
    await calls.call("CreateFunction", { ...CREATE, ...variables(["A", "1"]) });
    calls.settle();
  });
  const serving = () => calls.functions.find(REGION, "receiver")?.serving;

  test("of the code is served when it is done", async () => {
    calls.time.lagSeconds = 10;
    await calls.call("UpdateFunctionCode", { ...NAMED, ZipFile: base64(OTHER_ZIP) });
    expect(await calls.call("GetFunction", NAMED)).toMatchObject({
      Status: "Updating",
      CodeSize: OTHER_ZIP.length,
    });
    expect(serving()?.code?.zip).toEqual(ZIP);
    calls.settle();
    expect(serving()?.code?.zip).toEqual(OTHER_ZIP);
    expect(await calls.call("GetFunctionAddress", NAMED)).toEqual({
      Url: "",
      CodeSha256: createHash("sha256").update(OTHER_ZIP).digest("hex"),
    });
  });

  test("of the configuration changes what is given and keeps the rest", async () => {
    calls.time.now += 60_000;
    await calls.call("UpdateFunctionConfiguration", { ...NAMED, Timeout: 5, ...variables(["B", "2"]) });
    calls.settle();
    expect(await calls.call("GetFunction", NAMED)).toMatchObject({
      Status: "Active",
      Timeout: 5,
      MemorySize: 128,
      Environment: { Variables: [{ Key: "B", Value: "2" }] },
      ModTime: "2026-01-02 03:05:05",
    });
    expect(serving()?.code?.zip).toEqual(ZIP);
  });

  test("with an empty role, and an empty environment, takes them away", async () => {
    const rest = { description: "", consoleLogin: 0, sessionDuration: 7200, tags: [] };
    calls.cam.roles.add({ name: "events", document: TRUST, ...rest });
    await calls.call("UpdateFunctionConfiguration", { ...NAMED, Role: "events" });
    calls.settle();
    expect(serving()).toMatchObject({ role: "events", variables: [{ Key: "A", Value: "1" }] });
    await calls.call("UpdateFunctionConfiguration", { ...NAMED, Role: "", ...variables() });
    calls.settle();
    expect(serving()).toMatchObject({ role: "", variables: [] });
  });

  test("that fails says why, leaves what is served, and can be made good", async () => {
    const broken = base64(zipOf({ "index.js": "1" }));
    await calls.call("UpdateFunctionCode", { ...NAMED, Code: { ZipFile: broken } });
    calls.settle();
    expect(await calls.call("GetFunction", NAMED)).toMatchObject({
      Status: "UpdateFailed",
      StatusReasons: [{ ErrorCode: "InvalidParameterValue.Code" }],
      CodeSize: ZIP.length,
    });
    expect(serving()?.code?.zip).toEqual(ZIP);
    await calls.call("UpdateFunctionCode", { ...NAMED, ZipFile: base64(OTHER_ZIP) });
    calls.settle();
    expect(await calls.call("GetFunction", NAMED)).toMatchObject({ Status: "Active", StatusReasons: [] });
  });

  test("is refused while another is under way, and so is deleting", async () => {
    await calls.call("UpdateFunctionConfiguration", { ...NAMED, Timeout: 5 });
    const refused = "The function is in the state Updating, in which it cannot be changed.";
    expect(await calls.refusal("UpdateFunctionConfiguration", { ...NAMED, Timeout: 6 })).toEqual([
      "FailedOperation.FunctionStatusError",
      refused,
    ]);
    expect(await calls.refusal("UpdateFunctionCode", { ...NAMED, ZipFile: base64(ZIP) })).toEqual([
      "FailedOperation.FunctionStatusError",
      refused,
    ]);
    expect(await calls.refusal("DeleteFunction", NAMED)).toEqual([
      "FailedOperation.DeleteFunction",
      "The function is in the state Updating, in which it cannot be deleted.",
    ]);
  });

  test("does not change the runtime", async () => {
    const params = { ...NAMED, Runtime: "Nodejs16.13" };
    expect(await calls.refusal("UpdateFunctionConfiguration", params)).toEqual([
      "InvalidParameterValue.Runtime",
      "The runtime of a function cannot be changed.",
    ]);
  });
});

test("a deleted function is gone with its process", async () => {
  await calls.call("CreateFunction", CREATE);
  calls.settle();
  await calls.call("DeleteFunction", NAMED);
  expect(calls.forgotten).toEqual(["receiver"]);
  expect(await calls.refusal("GetFunction", NAMED)).toEqual([
    "ResourceNotFound.FunctionName",
    "The function does not exist.",
  ]);
  expect((await calls.refusal("DeleteFunction", NAMED))[0]).toBe("ResourceNotFound.Function");
});

test("a version that is not there is not found", async () => {
  await calls.call("CreateFunction", CREATE);
  expect(await calls.refusal("GetFunction", { ...NAMED, Qualifier: "1" })).toEqual([
    "ResourceNotFound.Qualifier",
    "The version or alias of the function does not exist.",
  ]);
});

test("functions of a region are listed by name, page and order", async () => {
  for (const FunctionName of ["beta", "alpha", "gamma"]) {
    await calls.call("CreateFunction", { ...CREATE, FunctionName });
    calls.settle();
  }
  await calls.call("CreateFunction", CREATE, "eu-frankfurt");
  const names = async (params: object) => {
    const { Functions, TotalCount } = await calls.call("ListFunctions", { ...params });
    // a list of functions, each with its name
    return [(Functions as { FunctionName: string }[]).map(({ FunctionName }) => FunctionName), TotalCount];
  };
  expect(await names({})).toEqual([["gamma", "alpha", "beta"], 3]);
  expect(await names({ Orderby: "FunctionName", Order: "ASC", Offset: 1, Limit: 1 })).toEqual([["beta"], 3]);
  expect(await names({ Orderby: "AddTime", Order: "ASC", SearchKey: "a" })).toEqual([
    ["beta", "alpha", "gamma"],
    3,
  ]);
  expect(await names({ SearchKey: "lph" })).toEqual([["alpha"], 1]);
});

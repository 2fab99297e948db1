import COS from "cos-nodejs-sdk-v5";
import { cam } from "tencentcloud-sdk-nodejs/tencentcloud/services/cam";
import { scf } from "tencentcloud-sdk-nodejs/tencentcloud/services/scf";

import { allowing } from "../cam/cam-calls";
import { BUCKET, failureOf, SDK_APP_ID, SDK_SECRET_KEY, startedEmulator } from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";
import { webFunction } from "./function-code";
import { scfCalls, TRUST } from "./scf-calls";

type ScfClient = InstanceType<typeof scf.v20180416.Client>;
type CamClient = InstanceType<typeof cam.v20190116.Client>;

interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

const ADDRESS = { Bucket: BUCKET, Region: "ap-singapore" };
const OPEN = '{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}';
const PUT_EVENTS = allowing(
  ["name/cos:PutObject"],
  [`qcs::cos:ap-singapore:uid/1250000000:${BUCKET}/trtc-events/*`],
);
/** Answers what it was sent, and prints the keys it was given, as no function should. */
const TELLTALE = webFunction(`
    console.log(process.env.TRTC_CALLBACK_KEYS, request.headers["x-scf-secret-key"]);
    const keys = ["id", "key"].map((name) => request.headers["x-scf-secret-" + name]);
    response.end(JSON.stringify([...keys, request.headers["x-scf-session-token"], request.headers.sign ?? ""]));`);

let started: StartedEmulator;
beforeAll(async () => {
  const apps = [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY }];
  started = await startedEmulator({ apps });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

function settingsOf({ secretId, secretKey, token = "" }: Keys) {
  const endpoint = new URL(started.emulator.url).host;
  return {
    credential: { secretId, secretKey, token },
    region: "ap-singapore",
    profile: { httpProfile: { endpoint, protocol: "http://" as const, reqTimeout: 5 } },
  };
}

const scfClient = (keys: Keys = started.emulator): ScfClient => new scf.v20180416.Client(settingsOf(keys));
const camClient = (keys: Keys = started.emulator): CamClient => new cam.v20190116.Client(settingsOf(keys));

function cosClient({ secretId, secretKey, token }: Keys): COS {
  const { host } = new URL(started.emulator.url);
  const credential = { SecretId: secretId, SecretKey: secretKey, ...(token && { SecurityToken: token }) };
  return new COS({ ...credential, Protocol: "http:", Ip: host });
}

async function outcomeOf(request: Promise<unknown>): Promise<unknown> {
  try {
    await request;
    return "done";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : String(error);
  }
}

/** A function whose role may put events, and its URL. */
async function deployed(): Promise<string> {
  const account = camClient();
  await account.CreateRole({ RoleName: "events", PolicyDocument: TRUST });
  const { PolicyId = 0 } = await account.CreatePolicy({ PolicyName: "put", PolicyDocument: PUT_EVENTS });
  await account.AttachRolePolicy({ PolicyId, AttachRoleName: "events" });
  const client = scfClient();
  await client.CreateFunction({
    FunctionName: "receiver",
    Type: "HTTP",
    Runtime: "Nodejs18.15",
    Role: "events",
    Code: { ZipFile: TELLTALE.toString("base64") },
    Environment: { Variables: [{ Key: "TRTC_CALLBACK_KEYS", Value: "plantedA1,plantedB2" }] },
  });
  while ((await client.GetFunction({ FunctionName: "receiver" })).Status !== "Active") continue;
  const trigger = { FunctionName: "receiver", TriggerName: "url", Type: "http", TriggerDesc: OPEN };
  const { TriggerInfo } = await client.CreateTrigger(trigger);
  const description: unknown = JSON.parse(TriggerInfo?.TriggerDesc ?? "");
  return (description as { NetConfig: { ExtranetUrl: string } }).NetConfig.ExtranetUrl;
}

/** What the function answers to a request by path. */
async function ask(url: string): Promise<readonly string[]> {
  const [urlId = ""] = new URL(url).host.split(".");
  const answer = await fetch(`${started.emulator.url}/_functions/${urlId}/`, { method: "POST", body: "{}" });
  return (await answer.json()) as string[];
}

test("the keys of a function's role do what its policies say and nothing else, with their token only", async () => {
  const [secretId = "", secretKey = "", token = ""] = await ask(await deployed());
  const keys = { secretId, secretKey, token };
  const event = { ...ADDRESS, Key: "trtc-events/1.json" };
  const put = (cos: COS, Key = event.Key) => outcomeOf(cos.putObject({ ...ADDRESS, Key, Body: "{}" }));
  expect(await put(cosClient(keys))).toBe("done");
  expect([
    await put(cosClient(keys), "prod/1.json"),
    await outcomeOf(cosClient(keys).getObject(event)),
    await outcomeOf(cosClient(keys).deleteObject(event)),
    await put(cosClient({ secretId, secretKey })),
    await put(cosClient({ ...keys, token: "wrong" })),
  ]).toEqual(Array(5).fill("AccessDenied"));
  expect((await failureOf(scfClient(keys).ListFunctions({}))).code).toBe("AuthFailure.UnauthorizedOperation");
  expect((await failureOf(camClient(keys).GetUserAppId())).code).toBe("AuthFailure.UnauthorizedOperation");
  expect((await failureOf(scfClient({ secretId, secretKey }).ListFunctions({}))).code).toBe(
    "AuthFailure.TokenFailure",
  );
  await camClient().DeleteRole({ RoleName: "events" });
  expect(await put(cosClient(keys))).toBe("InvalidAccessKeyId");
});

test("callbacks to a function URL reach the function, and no log shows a secret", async () => {
  const callbackUrl = await deployed();
  await started.control.app(SDK_APP_ID, { callbackUrl, callbackKey: "plantedA1" });
  const eventInfo = { TaskId: "-a.", Payload: { Status: 0 } };
  const sent = { sdkAppId: SDK_APP_ID, eventGroupId: 10, eventType: 1001, eventInfo };
  expect(await started.control.sendCallback(sent)).toMatchObject([
    { url: `${callbackUrl}/`, status: 200, ok: true },
  ]);
  const view = async () => (await started.control.functions())[0];
  // what it prints comes by another way than its answer
  while ((await view())?.lines.length === 0) continue;
  expect(await view()).toEqual({
    functionName: "receiver",
    region: "ap-singapore",
    status: "Active",
    url: callbackUrl,
    lines: ["*** ***"],
  });
  const [, secretKey = "", token = ""] = await ask(callbackUrl);
  const shown = JSON.stringify([await started.control.calls(), await started.control.functions()]);
  const secrets = [secretKey, token, "plantedA1", "plantedB2", TELLTALE.toString("base64")];
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
});

test("faults meet the calls of SCF", async () => {
  await started.control.fault({ action: "ListFunctions", kind: "error", code: "InternalError.System" });
  expect((await failureOf(scfClient().ListFunctions({}))).code).toBe("InternalError.System");
  expect(await scfClient().ListFunctions({})).toMatchObject({ TotalCount: 0 });
});

test("policies say who may call SCF", async () => {
  const { Uin: uin = 0 } = await camClient().AddUser({ Name: "deployer" });
  const document = allowing(["scf:ListFunctions"], ["*"]);
  const { PolicyId = 0 } = await camClient().CreatePolicy({ PolicyName: "list", PolicyDocument: document });
  await camClient().AttachUserPolicy({ PolicyId, AttachUin: uin });
  const { AccessKey } = await camClient().CreateAccessKey({ TargetUin: uin });
  const { AccessKeyId: secretId = "", SecretAccessKey: secretKey = "" } = AccessKey ?? {};
  const client = scfClient({ secretId, secretKey });
  expect(await client.ListFunctions({})).toMatchObject({ TotalCount: 0 });
  expect((await failureOf(client.DeleteFunction({ FunctionName: "receiver" }))).code).toBe(
    "AuthFailure.UnauthorizedOperation",
  );
});

test("reset ends functions and forgets them", async () => {
  await ask(await deployed());
  await started.control.reset();
  expect(await started.control.functions()).toEqual([]);
});

test("a request may be larger than those of other services", async () => {
  const ZipFile = "A".repeat(11 * 1024 * 1024);
  const create = scfClient().CreateFunction({ FunctionName: "large", Code: { ZipFile }, Handler: "a.b" });
  expect(await outcomeOf(create)).toBe("done");
});

test("secrets of environments are known as such, one by one", async () => {
  const calls = scfCalls();
  const pairs = [
    ["TRTC_CALLBACK_KEYS", "a1,b2"],
    ["TRTC_EVENTS_BUCKET", "events-1250000000"],
  ];
  const Variables = pairs.map(([Key, Value]) => ({ Key, Value }));
  const Code = { ZipFile: TELLTALE.toString("base64") };
  const create = { FunctionName: "receiver", Type: "HTTP", Code, Environment: { Variables } };
  await calls.call("CreateFunction", create);
  expect(new Set(calls.secrets())).toEqual(new Set(["a1,b2", "a1", "b2"]));
  expect(calls.shown("CreateFunction", create)).toEqual({
    FunctionName: "receiver",
    Type: "HTTP",
    Code: { ZipFile: "***" },
    Environment: { Variables: pairs.map(([Key]) => ({ Key, Value: "***" })) },
  });
});

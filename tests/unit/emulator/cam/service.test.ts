import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import COS from "cos-nodejs-sdk-v5";
import { cam } from "tencentcloud-sdk-nodejs/tencentcloud/services/cam";

import type { Emulator } from "../../../../emulator/src";
import { anyText, textLike } from "../any-value";
import {
  BUCKET,
  clientOf,
  createRequest,
  failureOf,
  place,
  SDK_APP_ID,
  SDK_SECRET_KEY,
  startedEmulator,
} from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";
import { allowing } from "./cam-calls";

type CamClient = InstanceType<typeof cam.v20190116.Client>;
type Keys = Pick<Emulator, "secretId" | "secretKey">;

let started: StartedEmulator;
beforeAll(async () => {
  // Nobody listens there; the attempts alone tell what is sent.
  const apps = [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY, callbackUrl: "http://127.0.0.1:9/" }];
  const other = { name: "other-1250000000", region: "ap-singapore" };
  started = await startedEmulator({ apps, buckets: [{ name: BUCKET, region: "ap-singapore" }, other] });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

/** The vendor's client, unchanged but for its endpoint. */
function camClient(keys: Keys = started.emulator, options: { signMethod?: "HmacSHA256" } = {}): CamClient {
  return new cam.v20190116.Client({
    credential: { secretId: keys.secretId, secretKey: keys.secretKey },
    region: "",
    profile: {
      ...options,
      httpProfile: { endpoint: new URL(started.emulator.url).host, protocol: "http://", reqTimeout: 5 },
    },
  });
}

interface Writer extends Keys {
  readonly uin: number;
  readonly policyId: number;
}

/** A sub-user with a key and one policy. */
async function writer(document: string): Promise<Writer> {
  const client = camClient();
  const { Uin: uin = 0 } = await client.AddUser({ Name: "writer" });
  const { PolicyId: policyId = 0 } = await client.CreatePolicy({
    PolicyName: "write",
    PolicyDocument: document,
  });
  await client.AttachUserPolicy({ PolicyId: policyId, AttachUin: uin });
  const { AccessKey } = await client.CreateAccessKey({ TargetUin: uin });
  const { AccessKeyId: secretId = "", SecretAccessKey: secretKey = "" } = AccessKey ?? {};
  return { uin, policyId, secretId, secretKey };
}

function cosClient(keys: Keys): COS {
  return new COS({
    SecretId: keys.secretId,
    SecretKey: keys.secretKey,
    Protocol: "http:",
    Ip: new URL(started.emulator.url).host,
  });
}

const ADDRESS = { Bucket: BUCKET, Region: "ap-singapore" };
const PUT_ONLY = allowing(["name/cos:PutObject"], [`qcs::cos:ap-singapore:uid/1250000000:${BUCKET}/prod/*`]);

const statusOf = async (request: Promise<unknown>): Promise<unknown> => {
  try {
    await request;
    return "done";
  } catch (error) {
    if (typeof error !== "object" || error === null || !("statusCode" in error)) return error;
    return [error.statusCode, "code" in error ? error.code : undefined];
  }
};

describe("the vendor's client", () => {
  test("makes a user with a policy and a key, and takes everything away again", async () => {
    const client = camClient();
    const { uin, policyId, secretId } = await writer(PUT_ONLY);
    expect(await client.GetUser({ Name: "writer" })).toMatchObject({ Uin: uin, RequestId: anyText });
    expect(await started.control.users()).toEqual([
      {
        name: "writer",
        uin,
        accessKeys: [{ accessKeyId: secretId, status: "Active" }],
        policies: ["write"],
      },
    ]);
    await client.UpdateAccessKey({ AccessKeyId: secretId, Status: "Inactive", TargetUin: uin });
    expect((await started.control.users())[0]?.accessKeys).toEqual([
      { accessKeyId: secretId, status: "Inactive" },
    ]);
    await client.DeleteAccessKey({ AccessKeyId: secretId, TargetUin: uin });
    await client.DetachUserPolicy({ PolicyId: policyId, DetachUin: uin });
    await client.DeletePolicy({ PolicyId: [policyId] });
    await client.DeleteUser({ Name: "writer" });
    expect(await started.control.users()).toEqual([]);
    expect(await failureOf(client.GetPolicy({ PolicyId: policyId }))).toEqual({
      code: "ResourceNotFound.PolicyIdNotFound",
      message: "The policy does not exist.",
    });
  });

  test("learns the APPID without parameters", async () => {
    expect(await camClient().GetUserAppId()).toEqual({
      Uin: "100000000001",
      OwnerUin: "100000000001",
      AppId: 1250000000,
      RequestId: anyText,
    });
  });

  test("signs by the older method with numbers in lists too", async () => {
    const client = camClient(started.emulator, { signMethod: "HmacSHA256" });
    const policy = { PolicyName: "p", PolicyDocument: PUT_ONLY };
    const { PolicyId = 0 } = await client.CreatePolicy(policy);
    await client.DeletePolicy({ PolicyId: [PolicyId] });
    expect((await failureOf(client.GetPolicy({ PolicyId }))).code).toBe("ResourceNotFound.PolicyIdNotFound");
  });
});

describe("a key that may only put under a prefix", () => {
  test.each<[string, (cos: COS) => Promise<unknown>]>([
    ["get", (cos) => cos.getObject({ ...ADDRESS, Key: "prod/a" })],
    ["head", (cos) => cos.headObject({ ...ADDRESS, Key: "prod/a" })],
    ["delete", (cos) => cos.deleteObject({ ...ADDRESS, Key: "prod/a" })],
    ["list", (cos) => cos.getBucket({ ...ADDRESS, Prefix: "prod/" })],
    ["put under another prefix", (cos) => cos.putObject({ ...ADDRESS, Key: "test/a", Body: "x" })],
    [
      "put into another bucket",
      (cos) => cos.putObject({ ...ADDRESS, Bucket: "other-1250000000", Key: "prod/a", Body: "x" }),
    ],
    ["open the bucket", (cos) => cos.putBucketAcl({ ...ADDRESS, ACL: "public-read" })],
    ["make a bucket", (cos) => cos.putBucket({ ...ADDRESS, Bucket: "new-1250000000" })],
    ["delete the bucket", (cos) => cos.deleteBucket(ADDRESS)],
    ["list buckets", (cos) => cos.getService({ Region: "ap-singapore" })],
  ])("cannot %s", async (_name, request) => {
    const cos = cosClient(await writer(PUT_ONLY));
    await cos.putObject({ ...ADDRESS, Key: "prod/a", Body: "x" });
    // An answer to HEAD has no body that could name the code.
    expect(await statusOf(request(cos))).toEqual([403, textLike(/^(AccessDenied|403)$/)]);
    expect((await started.control.objects(BUCKET)).map(({ key }) => key)).toEqual(["prod/a"]);
  });

  test("cannot do so by AWS's signature either", async () => {
    const { secretId: accessKeyId, secretKey: secretAccessKey } = await writer(PUT_ONLY);
    const s3 = new S3Client({
      endpoint: started.emulator.url,
      region: "ap-singapore",
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      maxAttempts: 1,
    });
    const object = { Bucket: BUCKET, Key: "prod/a" };
    await s3.send(new PutObjectCommand({ ...object, Body: "x" }));
    const got = s3.send(new GetObjectCommand(object));
    await expect(got).rejects.toMatchObject({ name: "AccessDenied" });
    const put = s3.send(new PutObjectCommand({ ...object, Key: "test/a", Body: "x" }));
    await expect(put).rejects.toMatchObject({ name: "AccessDenied" });
    s3.destroy();
    expect((await started.control.objects(BUCKET)).map(({ key }) => key)).toEqual(["prod/a"]);
  });

  test("cannot delete many at once", async () => {
    const cos = cosClient(await writer(PUT_ONLY));
    await cos.putObject({ ...ADDRESS, Key: "prod/a", Body: "x" });
    const { Error: refused } = await cos.deleteMultipleObject({ ...ADDRESS, Objects: [{ Key: "prod/a" }] });
    expect(refused).toMatchObject([{ Key: "prod/a", Code: "AccessDenied" }]);
    expect(await started.control.objects(BUCKET)).toHaveLength(1);
  });

  test("cannot call any API", async () => {
    const keys = await writer(PUT_ONLY);
    const refusal = (operation: string) => ({
      code: "AuthFailure.UnauthorizedOperation",
      message: textLike(
        new RegExp(
          `^You are not authorized to perform this operation\\. Check your CAM policies, and ensure that you are using the correct access keys\\. \\[\\[request id:[0-9a-f-]{36}\\]you are not authorized to perform operation \\(${operation}\\)\nresource \\(\\*\\) has no permission\n\\]$`,
        ),
      ),
    });
    expect(await failureOf(camClient(keys).AddUser({ Name: "other" }))).toEqual(refusal("cam:AddUser"));
    const client = clientOf({ ...started.emulator, ...keys });
    expect(await failureOf(client.CreateCloudSliceTask(createRequest()))).toEqual(
      refusal("trtc:CreateCloudSliceTask"),
    );
    expect((await started.control.users()).map(({ name }) => name)).toEqual(["writer"]);
    expect(await started.control.tasks()).toEqual([]);
  });
});

test("a key that may create tasks creates them and nothing else", async () => {
  const keys = await writer(allowing(["trtc:CreateCloudSliceTask"], ["*"]));
  const client = clientOf({ ...started.emulator, ...keys });
  const { TaskId = "" } = await client.CreateCloudSliceTask(createRequest());
  const remove = client.DeleteCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId });
  expect((await failureOf(remove)).code).toBe("AuthFailure.UnauthorizedOperation");
  expect((await started.control.health()).running).toBe(1);
});

test("a key that may remove users of one application removes none of another", async () => {
  const application = "qcs::trtc::uin/100000000001:sdkappid/1400000001";
  const client = clientOf({
    ...started.emulator,
    ...(await writer(allowing(["trtc:RemoveUser"], [application]))),
  });
  const remove = (SdkAppId: number) => client.RemoveUser({ SdkAppId, RoomId: 7, UserIds: ["alice"] });
  expect((await failureOf(remove(1400000001))).code).toBe("FailedOperation.RoomNotExist");
  expect((await failureOf(remove(1400000002))).message).toContain(
    "operation (trtc:RemoveUser)\nresource (qcs::trtc::uin/100000000001:sdkappid/1400000002) has no permission",
  );
});

test("a key that is inactive, deleted or of a deleted user is not known to any service", async () => {
  const client = camClient();
  const { uin, ...keys } = await writer(allowing(["*"], ["*"]));
  const target = { AccessKeyId: keys.secretId, TargetUin: uin };
  const refused = async () => [
    (await failureOf(camClient(keys).GetUserAppId())).code,
    await statusOf(cosClient(keys).putObject({ ...ADDRESS, Key: "a", Body: "x" })),
  ];
  const unknown = ["AuthFailure.SecretIdNotFound", [403, "InvalidAccessKeyId"]];
  await client.UpdateAccessKey({ ...target, Status: "Inactive" });
  expect(await refused()).toEqual(unknown);
  await client.UpdateAccessKey({ ...target, Status: "Active" });
  expect(await camClient(keys).GetUserAppId()).toMatchObject({ Uin: String(uin) });
  expect(await statusOf(cosClient(keys).putObject({ ...ADDRESS, Key: "a", Body: "x" }))).toBe("done");
  await client.DeleteUser({ Name: "writer", Force: 1 });
  expect(await refused()).toEqual(unknown);
});

test("with a lag a new key is not known yet", async () => {
  await started.control.settings({ camLagSeconds: 3600 });
  const keys = await writer(allowing(["*"], ["*"]));
  expect((await failureOf(camClient(keys).GetUserAppId())).code).toBe("AuthFailure.SecretIdNotFound");
  expect(await statusOf(cosClient(keys).putObject({ ...ADDRESS, Key: "a", Body: "x" }))).toEqual([
    403,
    "InvalidAccessKeyId",
  ]);
});

test("a task writes with a sub-user's key until the policy is detached", async () => {
  const { uin, policyId, secretId, secretKey } = await writer(PUT_ONLY);
  const storage = { Vendor: 0, Region: "ap-singapore", Bucket: BUCKET, FileNamePrefix: ["prod"] };
  const SliceStorageParams = {
    CloudSliceStorage: { ...storage, AccessKey: secretId, SecretKey: secretKey },
  };
  const SliceParams = { SliceType: 2, MaxIdleTime: 86400 };
  await started.client.CreateCloudSliceTask(createRequest({ SliceParams, SliceStorageParams }));
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  expect(await started.control.tasks()).toMatchObject([{ uploaded: 1, refused: 0 }]);
  await camClient().DetachUserPolicy({ PolicyId: policyId, DetachUin: uin });
  await started.control.advance(5);
  expect(await started.control.tasks()).toMatchObject([{ uploaded: 1, refused: 1 }]);
  expect(await started.control.objects(BUCKET)).toHaveLength(1);
  const bodies = (await started.control.deliveries()).map(({ body }) => JSON.parse(body) as unknown);
  expect(bodies.at(-1)).toMatchObject({
    EventType: 1006,
    EventInfo: { Payload: { Code: 403, Message: "AccessDenied: Access Denied." } },
  });
});

describe("the call log", () => {
  test("shows whose key a call is about, and no secret", async () => {
    const { uin, secretId, secretKey } = await writer(PUT_ONLY);
    const client = camClient();
    await client.AddUser({ Name: "signs-in", ConsoleLogin: 1, Password: "Planted-secret-1", UseApi: 1 });
    await failureOf(client.UpdateUser({ Name: secretKey, Remark: `x${secretKey}` }));
    await client.CreateAccessKey({ TargetUin: uin, Description: secretKey });
    await client.DeleteAccessKey({ AccessKeyId: secretId, TargetUin: uin });
    await failureOf(client.GetUser({ Name: secretKey }));
    const calls = await started.control.calls();
    expect(calls.at(-2)?.params).toEqual({ AccessKeyId: secretId, TargetUin: uin });
    const shown = JSON.stringify([calls, await started.control.users()]);
    expect([secretKey, "Planted-secret-1"].filter((secret) => shown.includes(secret))).toEqual([]);
  });

  test("reset forgets users, keys and policies", async () => {
    const keys = await writer(allowing(["*"], ["*"]));
    await started.control.reset();
    expect(await started.control.users()).toEqual([]);
    expect((await failureOf(camClient(keys).GetUserAppId())).code).toBe("AuthFailure.SecretIdNotFound");
    await writer(PUT_ONLY);
  });
});

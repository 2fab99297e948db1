import {
  bucket,
  errorOf,
  pointings,
  rawRequest,
  region,
  signedRequest,
  startCosApp,
  textOf,
  vendorClient,
} from "./cos-app";
import type { CosApp } from "./cos-app";

const at = { Bucket: bucket, Region: region };
const owner = { ID: "qcs::cam::uin/100000000001:uin/100000000001", DisplayName: "100000000001" };
const everyone = { URI: "http://cam.qcloud.com/groups/global/AllUsers" };

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
  cos.store.put({ bucket, key: "a", body: Buffer.from("body") });
});
afterEach(() => cos.app.close());

const client = () => vendorClient(pointings["a Domain with the bucket as path"](cos));

test("a bucket is private, and its owner has full control", async () => {
  const acl = await client().getBucketAcl(at);
  expect([acl.ACL, acl.Owner, acl.Grants]).toEqual([
    "private",
    owner,
    [{ Grantee: owner, Permission: "FULL_CONTROL" }],
  ]);
});

test.each(["public-read-write", "public-read", "private"] as const)(
  "the vendor's SDK sets %s by header and reads it back",
  async (ACL) => {
    await client().putBucketAcl({ ...at, ACL });
    expect((await client().getBucketAcl(at)).ACL).toBe(ACL);
    expect(cos.store.bucket(bucket)?.acl).toBe(ACL);
  },
);

const grantTo = (Grantee: object, Permission: string) => ({ Grantee, Permission });

test.each([
  [[grantTo(everyone, "READ")], "public-read"],
  [[grantTo(everyone, "READ"), grantTo(everyone, "WRITE")], "public-read-write"],
  [[grantTo(everyone, "FULL_CONTROL")], "public-read-write"],
  [[grantTo(owner, "FULL_CONTROL")], "private"],
])("grants by body %j make it %s", async (Grants, expected) => {
  // the types ask for an ID also of a group
  await client().putBucketAcl({ ...at, AccessControlPolicy: { Owner: owner, Grants: Grants as never } });
  expect(cos.store.bucket(bucket)?.acl).toBe(expected);
});

test("a bucket is created with the list it is put with", async () => {
  await client().putBucket({ Bucket: "open-1250000000", Region: region, ACL: "public-read" });
  expect(cos.store.bucket("open-1250000000")?.acl).toBe("public-read");
});

describe("refused", () => {
  const put = (headers: Record<string, string>, body = "", path = `/${bucket}/?acl=`) =>
    signedRequest(cos, { method: "PUT", path, headers, body });
  const policyOf = (grants: string): string =>
    `<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList>${grants}</AccessControlList></AccessControlPolicy>`;

  test.each([
    ["an unknown list", { "x-cos-acl": "open" }, "", 400, "InvalidArgument"],
    ["neither list nor grants", {}, "", 400, "InvalidArgument"],
    ["a grant to one account", { "x-cos-grant-read": 'id="100000000003"' }, "", 501, "NotImplemented"],
    ["a body of another form", {}, "<Acl/>", 400, "MalformedXML"],
    ["no grants", {}, policyOf(""), 400, "MalformedXML"],
    [
      "a grant to one account by body",
      {},
      policyOf("<Grant><Grantee><ID>other</ID></Grantee><Permission>READ</Permission></Grant>"),
      501,
      "NotImplemented",
    ],
  ])("is %s, and nothing changes", async (_, headers, body, status, code) => {
    const answer = await put(headers, body);
    expect([answer.status, textOf(answer, "Code")]).toEqual([status, code]);
    expect(cos.store.bucket(bucket)?.acl).toBe("private");
  });

  test("is an unknown list of an object or a new bucket, too", async () => {
    const headers = { "x-cos-acl": "open" };
    expect(textOf(await put(headers, "x", `/${bucket}/b`), "Code")).toBe("InvalidArgument");
    expect(textOf(await put(headers, "", "/other-1250000000/"), "Code")).toBe("InvalidArgument");
    expect(cos.store.bucket("other-1250000000")).toBeUndefined();
  });
});

describe("without a signature", () => {
  const send = (method: string, path: string, body = "") => rawRequest(cos, { method, path, body });

  test("a private bucket answers nothing", async () => {
    for (const [method, path] of [
      ["GET", `/${bucket}/a`],
      ["GET", `/${bucket}/`],
      ["PUT", `/${bucket}/b`],
      ["POST", `/${bucket}/?delete=`],
      ["PUT", "/new-1250000000/"],
      ["GET", "/none-1250000000/a"],
    ] as const) {
      expect(errorOf(await send(method, path))).toEqual([403, "AccessDenied", "Access Denied."]);
    }
  });

  test("a public-read bucket is read and listed, and not written", async () => {
    cos.store.changeBucket(bucket, { acl: "public-read" });
    expect((await send("GET", `/${bucket}/a`)).body).toBe("body");
    expect(textOf(await send("GET", `/${bucket}/`), "Key")).toBe("a");
    expect((await send("PUT", `/${bucket}/b`, "x")).status).toBe(403);
    expect((await send("DELETE", `/${bucket}/a`)).status).toBe(403);
    expect((await send("GET", `/${bucket}/?lifecycle=`)).status).toBe(403);
    expect((await send("PUT", `/${bucket}/?acl=`)).status).toBe(403);
  });

  test("a public-read-write bucket is written and not deleted", async () => {
    cos.store.changeBucket(bucket, { acl: "public-read-write" });
    expect((await send("PUT", `/${bucket}/b`, "x")).status).toBe(200);
    expect((await send("DELETE", `/${bucket}/a`)).status).toBe(204);
    expect((await send("DELETE", `/${bucket}/`)).status).toBe(403);
  });

  test("an object's own list goes before the bucket's", async () => {
    cos.store.put({ bucket, key: "open", body: Buffer.from("open"), acl: "public-read" });
    expect((await send("GET", `/${bucket}/open`)).body).toBe("open");
    cos.store.changeBucket(bucket, { acl: "public-read" });
    cos.store.put({ bucket, key: "closed", body: Buffer.from("closed"), acl: "private" });
    expect((await send("GET", `/${bucket}/closed`)).status).toBe(403);
  });

  test("a put with a list makes an object that everyone may get", async () => {
    await client().putObject({ ...at, Key: "open", Body: "open", ACL: "public-read" });
    expect((await send("GET", `/${bucket}/open`)).body).toBe("open");
  });
});

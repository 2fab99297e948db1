import { bucket, pointings, region, startCosApp, vendorClient } from "./cos-app";
import type { CosApp } from "./cos-app";

const at = { Bucket: bucket, Region: region };

let cos: CosApp;
afterEach(() => cos.app.close());

const client = () => vendorClient(pointings["a Domain with the bucket as path"](cos));

function put(key: string): string {
  const stored = cos.store.put({ bucket, key, body: Buffer.from(key) });
  return typeof stored === "string" ? stored : stored.versionId;
}

test("each key asks for the permission to delete it, and says that it was denied", async () => {
  const asked: string[] = [];
  cos = await startCosApp({
    authorize: ({ action, key }) => {
      asked.push(`${action} ${key}`);
      return key.startsWith("mine/");
    },
  });
  put("mine/a");
  put("theirs/a");
  const outcome = await client().deleteMultipleObject({
    ...at,
    Objects: [{ Key: "mine/a" }, { Key: "theirs/a" }],
  });
  expect(outcome.statusCode).toBe(200);
  expect(outcome.Deleted).toEqual([{ Key: "mine/a" }]);
  expect(outcome.Error).toEqual([{ Key: "theirs/a", Code: "AccessDenied", Message: "Access Denied." }]);
  expect(asked).toEqual(["name/cos:DeleteObject mine/a", "name/cos:DeleteObject theirs/a"]);
  expect(cos.store.list({ bucket })).toMatchObject({ objects: [{ key: "theirs/a" }] });
});

test("a version is removed where one is named, else a marker is put", async () => {
  cos = await startCosApp();
  cos.store.changeBucket(bucket, { versioning: "Enabled" });
  const [first, second] = [put("a"), put("a")];
  const outcome = await client().deleteMultipleObject({
    ...at,
    Objects: [{ Key: "a", VersionId: first }, { Key: "a" }],
  });
  const marker = cos.store.version({ bucket, key: "a" })?.versionId;
  expect(outcome.Deleted).toEqual([
    { Key: "a", VersionId: first },
    { Key: "a", DeleteMarker: "true", DeleteMarkerVersionId: marker },
  ]);
  expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
  expect(cos.store.version({ bucket, key: "a", versionId: first })).toBeUndefined();
  expect(cos.store.get({ bucket, key: "a", versionId: second })?.body.toString()).toBe("a");
});

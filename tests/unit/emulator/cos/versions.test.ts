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
import type { CosApp, RawAnswer } from "./cos-app";

const at = { Bucket: bucket, Region: region };

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

const client = () => vendorClient(pointings["a Domain with the bucket as path"](cos));

function setVersioning(Status: "Enabled" | "Suspended"): Promise<unknown> {
  return client().putBucketVersioning({ ...at, VersioningConfiguration: { Status } });
}

/** The version id that the put answers. */
async function put(key: string, body: string, headers: Record<string, string> = {}): Promise<unknown> {
  const path = `/${bucket}/${key}`;
  const answer = await signedRequest(cos, { method: "PUT", path, headers, body });
  expect(answer.status).toBe(200);
  return answer.headers["x-cos-version-id"];
}

function get(key: string, query = ""): Promise<RawAnswer> {
  return signedRequest(cos, { path: `/${bucket}/${key}${query}` });
}

/** Status, version id and delete marker of a delete. */
async function remove(key: string, query = ""): Promise<unknown[]> {
  const answer = await signedRequest(cos, { method: "DELETE", path: `/${bucket}/${key}${query}` });
  return [answer.status, answer.headers["x-cos-version-id"], answer.headers["x-cos-delete-marker"]];
}

describe("versioning", () => {
  test("is empty until it is enabled, then suspended at most", async () => {
    const unset = await signedRequest(cos, { path: `/${bucket}/?versioning=` });
    expect(textOf(unset, "VersioningConfiguration")).toBe("");
    await setVersioning("Enabled");
    expect(await client().getBucketVersioning(at)).toMatchObject({
      VersioningConfiguration: { Status: "Enabled" },
    });
    await setVersioning("Suspended");
    expect(cos.store.bucket(bucket)?.versioning).toBe("Suspended");
  });

  test.each([
    ["<VersioningConfiguration></VersioningConfiguration>", "MalformedXML"],
    ["<VersioningConfiguration><Status>Off</Status></VersioningConfiguration>", "InvalidArgument"],
    ["", "MalformedXML"],
  ])("is not taken back by %p", async (body, code) => {
    await setVersioning("Enabled");
    const answer = await signedRequest(cos, { method: "PUT", path: `/${bucket}/?versioning=`, body });
    expect([answer.status, textOf(answer, "Code")]).toEqual([400, code]);
    expect(cos.store.bucket(bucket)?.versioning).toBe("Enabled");
  });
});

describe("a bucket that never had versions", () => {
  test("answers no version ids", async () => {
    expect(await put("a", "1")).toBeUndefined();
    expect((await get("a")).headers["x-cos-version-id"]).toBeUndefined();
    expect(await remove("a")).toEqual([204, undefined, undefined]);
    expect(cos.store.version({ bucket, key: "a" })).toBeUndefined();
  });

  test("knows its objects as version null", async () => {
    await put("a", "1");
    expect((await get("a", "?versionId=null")).body).toBe("1");
    expect(errorOf(await get("a", "?versionId=other"))).toEqual([
      404,
      "NoSuchVersion",
      "The specified version does not exist.",
    ]);
  });
});

describe("with versions", () => {
  beforeEach(() => setVersioning("Enabled"));

  test("every put is kept and can be got by its id, the newest without", async () => {
    const [first, second] = [await put("a", "1"), await put("a", "2")];
    expect(first).toMatch(/^[A-Za-z0-9]{27}$/);
    expect(second).not.toBe(first);
    const newest = await get("a");
    expect([newest.body, newest.headers["x-cos-version-id"]]).toEqual(["2", second]);
    expect((await get("a", `?versionId=${String(first)}`)).body).toBe("1");
  });

  test("a delete puts a marker, and the object is back when that is deleted", async () => {
    const id = await put("a", "1");
    const [status, marker, isMarker] = await remove("a");
    expect([status, isMarker]).toEqual([204, "true"]);
    const gone = await get("a");
    expect(errorOf(gone)).toEqual([404, "NoSuchKey", "The specified key does not exist."]);
    expect([gone.headers["x-cos-delete-marker"], gone.headers["x-cos-version-id"]]).toEqual(["true", marker]);
    const asked = await get("a", `?versionId=${String(marker)}`);
    expect([asked.status, asked.headers["x-cos-delete-marker"]]).toEqual([405, "true"]);
    expect((await get("a", `?versionId=${String(id)}`)).body).toBe("1");
    expect(cos.store.list({ bucket })).toEqual({ objects: [], commonPrefixes: [] });
    expect(await remove("a", `?versionId=${String(marker)}`)).toEqual([204, marker, "true"]);
    expect((await get("a")).body).toBe("1");
  });

  test("a delete of a version removes it for good", async () => {
    const [first, second] = [await put("a", "1"), await put("a", "2")];
    expect(await remove("a", `?versionId=${String(second)}`)).toEqual([204, second, undefined]);
    expect((await get("a")).body).toBe("1");
    expect(await remove("a", `?versionId=${String(first)}`)).toEqual([204, first, undefined]);
    expect(cos.store.version({ bucket, key: "a" })).toBeUndefined();
    expect(await remove("a", `?versionId=${String(first)}`)).toEqual([204, first, undefined]);
  });

  test("x-cos-forbid-overwrite is void, suspended or not", async () => {
    const forbid = { "x-cos-forbid-overwrite": "true" };
    await put("a", "1");
    await put("a", "2", forbid);
    await setVersioning("Suspended");
    await put("a", "3", forbid);
    expect((await get("a")).body).toBe("3");
  });

  test("suspended, puts and deletes replace the null version only", async () => {
    const first = await put("a", "1");
    await setVersioning("Suspended");
    expect([await put("a", "2"), await put("a", "3")]).toEqual(["null", "null"]);
    expect(await remove("a")).toEqual([204, "null", "true"]);
    expect((await get("a")).status).toBe(404);
    expect((await get("a", `?versionId=${String(first)}`)).body).toBe("1");
    const { Versions, DeleteMarkers } = await client().listObjectVersions(at);
    expect([
      Versions.map(({ VersionId }) => VersionId),
      DeleteMarkers.map(({ VersionId }) => VersionId),
    ]).toEqual([[first], ["null"]]);
  });

  test("an object from before is the version null", async () => {
    cos.store.createBucket({ name: "old-1250000000", region });
    cos.store.put({ bucket: "old-1250000000", key: "a", body: Buffer.from("0") });
    cos.store.changeBucket("old-1250000000", { versioning: "Enabled" });
    const answer = await signedRequest(cos, { path: "/old-1250000000/a" });
    expect([answer.body, answer.headers["x-cos-version-id"]]).toEqual(["0", "null"]);
  });

  test("a bucket is not deleted while a delete marker is in it", async () => {
    const [, marker] = await remove("never-there");
    await expect(client().deleteBucket(at)).rejects.toMatchObject({
      statusCode: 409,
      code: "BucketNotEmpty",
    });
    await remove("never-there", `?versionId=${String(marker)}`);
    expect((await client().deleteBucket(at)).statusCode).toBe(204);
  });
});

describe("the list of versions", () => {
  let ids: Record<string, unknown>;
  beforeEach(async () => {
    await setVersioning("Enabled");
    ids = {
      a1: await put("a", "1"),
      a2: await put("a", "22"),
      b1: await put("b/1", "1"),
      b2: await put("b/2", "1"),
    };
    ids["b3"] = (await remove("b/1"))[1];
  });

  test("is by key, newest first, with delete markers apart", async () => {
    const list = await client().listObjectVersions(at);
    expect(
      list.Versions.map(({ Key, VersionId, IsLatest, Size }) => [Key, VersionId, IsLatest, Size]),
    ).toEqual([
      ["a", ids["a2"], "true", "2"],
      ["a", ids["a1"], "false", "1"],
      ["b/1", ids["b1"], "false", "1"],
      ["b/2", ids["b2"], "true", "1"],
    ]);
    expect(list.DeleteMarkers.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ["b/1", ids["b3"], "true"],
    ]);
    expect(list.IsTruncated).toBe("false");
  });

  test("goes on within a key, page by page", async () => {
    const seen: string[][] = [];
    let marks: Record<string, string> = {};
    for (;;) {
      const query = new URLSearchParams({ versions: "", "max-keys": "2", ...marks });
      const page = await signedRequest(cos, { path: `/${bucket}/?${query.toString()}` });
      seen.push([...page.body.matchAll(/<VersionId>(.*?)<\/VersionId>/g)].map(([, id = ""]) => id));
      if (textOf(page, "IsTruncated") === "false") break;
      marks = {
        "key-marker": textOf(page, "NextKeyMarker") ?? "",
        "version-id-marker": textOf(page, "NextVersionIdMarker") ?? "",
      };
    }
    expect(seen).toEqual([
      [ids["a2"], ids["a1"]],
      // versions come before markers in one page
      [ids["b1"], ids["b3"]],
      [ids["b2"]],
    ]);
  });

  test("keeps to the prefix and gathers what comes after the delimiter", async () => {
    const gathered = await client().listObjectVersions({ ...at, Delimiter: "/" });
    expect(gathered.Versions.map(({ Key }) => Key)).toEqual(["a", "a"]);
    expect(gathered.CommonPrefixes).toEqual({ Prefix: "b/" });
    const within = await client().listObjectVersions({ ...at, Prefix: "b/2" });
    expect(within.Versions.map(({ Key }) => Key)).toEqual(["b/2"]);
  });

  test("without a version marker goes on with the next key", async () => {
    const page = await signedRequest(cos, { path: `/${bucket}/?versions=&key-marker=a` });
    expect(textOf(page, "Key")).toBe("b/1");
    const without = await signedRequest(cos, { path: `/${bucket}/?versions=&version-id-marker=x` });
    expect([without.status, textOf(without, "Code")]).toEqual([400, "InvalidArgument"]);
  });

  test("is not for everyone", async () => {
    expect((await rawRequest(cos, { path: `/${bucket}/?versions=` })).status).toBe(403);
  });
});

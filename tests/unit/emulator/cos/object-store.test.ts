import { createObjectStore } from "../../../../emulator/src/cos";
import type { ListObjects, ObjectStore } from "../../../../emulator/src/cos";

const bucket = "slices-1250000000";

function storeWith(...keys: string[]): ObjectStore {
  const store = createObjectStore({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  store.createBucket({ name: bucket, region: "ap-singapore" });
  for (const key of keys) store.put({ bucket, key, body: Buffer.from(key) });
  return store;
}

function listed(store: ObjectStore, query: Omit<ListObjects, "bucket"> = {}) {
  const list = store.list({ bucket, ...query });
  if (list === "NoSuchBucket") throw new Error(list);
  return { keys: list.objects.map(({ key }) => key), prefixes: list.commonPrefixes, next: list.nextMarker };
}

describe("buckets", () => {
  test("are created once under a name, whatever the region", () => {
    const store = createObjectStore({ now: () => 0 });
    const created = { name: bucket, region: "ap-singapore", createdAt: new Date(0), acl: "private" };
    expect(store.createBucket({ name: bucket, region: "ap-singapore" })).toEqual(created);
    expect(store.createBucket({ name: bucket, region: "eu-frankfurt" })).toBeUndefined();
    expect(store.bucket(bucket)).toEqual(created);
    expect(store.bucket("other-1250000000")).toBeUndefined();
  });

  test("are listed in order of name", () => {
    const store = createObjectStore();
    for (const name of ["b-1", "a-1", "c-1"]) store.createBucket({ name, region: "ap-singapore" });
    expect(store.buckets().map(({ name }) => name)).toEqual(["a-1", "b-1", "c-1"]);
  });

  test("are deleted only when empty", () => {
    const store = storeWith("a");
    expect(store.deleteBucket(bucket)).toBe("BucketNotEmpty");
    store.delete({ bucket, key: "a" });
    expect(store.deleteBucket(bucket)).toBe("deleted");
    expect(store.deleteBucket(bucket)).toBe("NoSuchBucket");
  });

  test("are all forgotten by clear", () => {
    const store = storeWith("a");
    store.clear();
    expect(store.buckets()).toEqual([]);
    expect(store.list({ bucket })).toBe("NoSuchBucket");
  });
});

describe("objects", () => {
  test("carry the etag, checksum, time and headers of their put", () => {
    const store = storeWith();
    const headers = { "x-cos-meta-room": "lobby" };
    const put = store.put({
      bucket,
      key: "a",
      body: Buffer.from("123456789"),
      contentType: "text/plain",
      headers,
    });
    expect(put).toEqual({
      key: "a",
      body: Buffer.from("123456789"),
      contentType: "text/plain",
      headers,
      etag: '"25f9e794323b453885f5181f1b624d0b"',
      crc64: "11051210869376104954",
      lastModified: new Date("2026-01-02T03:04:05Z"),
      versionId: "null",
    });
    expect(store.get({ bucket, key: "a" })).toBe(put);
  });

  test("are application/octet-stream without headers unless said otherwise", () => {
    const stored = storeWith("a").get({ bucket, key: "a" });
    expect(stored?.contentType).toBe("application/octet-stream");
    expect(stored?.headers).toEqual({});
  });

  test("are overwritten unless that is forbidden", () => {
    const store = storeWith("a");
    const refused = store.put({ bucket, key: "a", body: Buffer.from("2"), forbidOverwrite: true });
    expect(refused).toBe("FileAlreadyExists");
    expect(store.get({ bucket, key: "a" })?.body.toString()).toBe("a");
    store.put({ bucket, key: "a", body: Buffer.from("3") });
    expect(store.get({ bucket, key: "a" })?.body.toString()).toBe("3");
  });

  test("are gone after delete, which gives back what is gone", () => {
    const store = storeWith("a");
    const stored = store.get({ bucket, key: "a" });
    expect(store.delete({ bucket, key: "a" })).toBe(stored);
    expect(store.delete({ bucket, key: "a" })).toBeUndefined();
    expect(store.delete({ bucket: "other-1", key: "a" })).toBeUndefined();
    expect(store.get({ bucket, key: "a" })).toBeUndefined();
  });

  test("are neither put into nor got from a bucket that is not there", () => {
    const store = createObjectStore();
    expect(store.put({ bucket, key: "a", body: Buffer.alloc(0) })).toBe("NoSuchBucket");
    expect(store.get({ bucket, key: "a" })).toBeUndefined();
  });
});

describe("list", () => {
  test("is in the order of UTF-8 bytes, not of UTF-16 units", () => {
    expect(listed(storeWith("\u{1f600}", "\uffee", "b", "B", "a"))).toEqual({
      keys: ["B", "a", "b", "\uffee", "\u{1f600}"],
      prefixes: [],
      next: undefined,
    });
  });

  test("keeps to the prefix and gathers what comes after the delimiter", () => {
    const store = storeWith("a/1", "a/b/1", "a/b/2", "a/c/1", "a/2", "b/1");
    expect(listed(store, { prefix: "a/", delimiter: "/" })).toEqual({
      keys: ["a/1", "a/2"],
      prefixes: ["a/b/", "a/c/"],
      next: undefined,
    });
  });

  test("goes on after the marker, page by page, each common prefix once", () => {
    const store = storeWith("a", "b/1", "b/2", "c", "d/1");
    const first = listed(store, { delimiter: "/", maxKeys: 2 });
    expect(first).toEqual({ keys: ["a"], prefixes: ["b/"], next: "b/" });
    const second = listed(store, { delimiter: "/", maxKeys: 2, marker: first.next ?? "" });
    expect(second).toEqual({ keys: ["c"], prefixes: ["d/"], next: undefined });
  });
});

test("a page of no keys has no next one", () => {
  const store = createObjectStore();
  store.createBucket({ name: "b-1", region: "ap-singapore" });
  store.put({ bucket: "b-1", key: "k", body: Buffer.from("x") });
  expect(store.list({ bucket: "b-1", maxKeys: 0 })).toEqual({ objects: [], commonPrefixes: [] });
});

describe("versions", () => {
  const at = { bucket, key: "a" };

  test("are kept from the moment versioning is on", () => {
    const store = storeWith("a");
    store.changeBucket(bucket, { versioning: "Enabled" });
    store.put({ ...at, body: Buffer.from("2") });
    const marker = store.delete(at);
    expect(marker).toEqual({
      key: "a",
      versionId: "MTg0NDY3NDQwNzM3MDk1NTE2MTM",
      lastModified: new Date("2026-01-02T03:04:05Z"),
      deleteMarker: true,
    });
    const page = store.versions({ bucket });
    if (page === "NoSuchBucket") throw new Error(page);
    expect(page.entries.map(({ versionId }) => versionId)).toEqual([
      "MTg0NDY3NDQwNzM3MDk1NTE2MTM",
      "MTg0NDY3NDQwNzM3MDk1NTE2MTQ",
      "null",
    ]);
    expect(listed(store).keys).toEqual([]);
    expect(store.get({ ...at, versionId: "null" })?.body.toString()).toBe("a");
    expect(store.get({ ...at, versionId: marker?.versionId })).toBeUndefined();
  });

  test("of a bucket that is not there are none", () => {
    const store = createObjectStore();
    expect(store.versions({ bucket })).toBe("NoSuchBucket");
    expect(store.version(at)).toBeUndefined();
    expect(store.delete(at)).toBeUndefined();
    expect(store.uploads(bucket)).toBeUndefined();
  });
});

test("settings are kept by bucket and name, and go with the bucket", () => {
  const store = storeWith();
  store.putSetting({ bucket, name: "policy", text: "{}" });
  expect(store.setting({ bucket, name: "policy" })).toBe("{}");
  expect(store.setting({ bucket, name: "cors" })).toBeUndefined();
  store.deleteSetting({ bucket, name: "policy" });
  expect(store.setting({ bucket, name: "policy" })).toBeUndefined();
  store.putSetting({ bucket: "other-1", name: "policy", text: "{}" });
  expect(store.setting({ bucket: "other-1", name: "policy" })).toBeUndefined();
});

import { currentObject, versionIdOf, withVersion } from "../../../../emulator/src/cos/version";
import type { DeleteMarker, StoredObject } from "../../../../emulator/src/cos/version";

const object = (versionId: string): StoredObject => ({
  key: "a",
  body: Buffer.alloc(0),
  contentType: "text/plain",
  headers: {},
  etag: '"d41d8cd98f00b204e9800998ecf8427e"',
  crc64: "0",
  lastModified: new Date(0),
  versionId,
});
const marker: DeleteMarker = { key: "a", versionId: "m", lastModified: new Date(0), deleteMarker: true };

test("a version goes before the others, and a null version in the place of the last", () => {
  const history = withVersion(withVersion(withVersion([], object("null")), object("v1")), object("null"));
  expect(history.map(({ versionId }) => versionId)).toEqual(["null", "v1"]);
});

test("the current object is the newest version unless that is a delete marker", () => {
  const stored = object("v1");
  expect(currentObject([stored])).toBe(stored);
  expect(currentObject([marker, stored])).toBeUndefined();
  expect(currentObject(undefined)).toBeUndefined();
});

test("version ids have COS's form and differ", () => {
  expect([versionIdOf(0), versionIdOf(1)]).toEqual([
    "MTg0NDY3NDQwNzM3MDk1NTE2MTU",
    "MTg0NDY3NDQwNzM3MDk1NTE2MTQ",
  ]);
});

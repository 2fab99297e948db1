import { createUploads, etagOf, multipartEtagOf } from "../../../../emulator/src/cos/uploads";

const uploads = () => createUploads(() => Date.UTC(2026, 0, 2, 3, 4, 5));

test("an upload is known by key and id until it ends", () => {
  const all = uploads();
  const { uploadId, initiated } = all.initiate({ key: "a" });
  expect(uploadId).toMatch(/^1767323045[0-9a-f]{64}$/);
  expect(initiated).toEqual(new Date("2026-01-02T03:04:05Z"));
  expect(all.get({ key: "a", uploadId })?.parts).toEqual([]);
  expect(all.get({ key: "b", uploadId })).toBeUndefined();
  expect([all.end({ key: "b", uploadId }), all.isEmpty()]).toEqual([false, false]);
  expect([all.end({ key: "a", uploadId }), all.isEmpty()]).toEqual([true, true]);
  expect(all.putPart({ key: "a", uploadId, partNumber: 1, body: Buffer.alloc(0) })).toBeUndefined();
});

test("parts are in order of number, each the last of its number", () => {
  const all = uploads();
  const address = { key: "a", uploadId: all.initiate({ key: "a" }).uploadId };
  for (const [partNumber, text] of [
    [2, "b"],
    [10, "c"],
    [1, "x"],
    [1, "a"],
  ] as const) {
    all.putPart({ ...address, partNumber, body: Buffer.from(text) });
  }
  const parts = all.get(address)?.parts ?? [];
  expect(parts.map(({ partNumber, body }) => [partNumber, body.toString()])).toEqual([
    [1, "a"],
    [2, "b"],
    [10, "c"],
  ]);
});

test("the ETag of parts is the MD5 of their MD5s with their number", () => {
  const part = (partNumber: number, text: string) => {
    const body = Buffer.from(text);
    return { partNumber, body, etag: etagOf(body), lastModified: new Date(0) };
  };
  expect(etagOf(Buffer.from("a"))).toBe('"0cc175b9c0f1b6a831c399e269772661"');
  expect(multipartEtagOf([part(1, "a"), part(2, "b")])).toBe('"96e024ba2074fe77e8e965ba43a704be-2"');
});

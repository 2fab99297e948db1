import { compareUtf8, pageOf } from "../../../../emulator/src/cos/listing";

const entries = [
  { key: "a", id: 1 },
  { key: "a", id: 2 },
  { key: "b/1", id: 3 },
  { key: "b/2", id: 4 },
  { key: "c", id: 5 },
];

test("entries of the marker's key come again only when they follow", () => {
  expect(pageOf(entries, { marker: "a" }).entries.map(({ id }) => id)).toEqual([3, 4, 5]);
  const follows = ({ id }: { id: number }): boolean => id > 1;
  expect(pageOf(entries, { marker: "a", follows }).entries.map(({ id }) => id)).toEqual([2, 3, 4, 5]);
});

test("a page says where the next one goes on, by entry or by common prefix", () => {
  expect(pageOf(entries, { maxKeys: 1 }).next).toEqual({ marker: "a", entry: { key: "a", id: 1 } });
  const gathered = pageOf(entries, { delimiter: "/", maxKeys: 3 });
  expect(gathered.commonPrefixes).toEqual(["b/"]);
  expect(gathered.next).toEqual({ marker: "b/", entry: undefined });
  const rest = pageOf(entries, { delimiter: "/", marker: "b/", follows: () => true });
  expect([rest.entries.map(({ id }) => id), rest.commonPrefixes]).toEqual([[5], []]);
});

test("keys compare by their UTF-8 bytes", () => {
  expect(Math.sign(compareUtf8("\u{1f600}", "\uffee"))).toBe(1);
  expect(compareUtf8("a", "a")).toBe(0);
});

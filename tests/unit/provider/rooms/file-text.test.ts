import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readRooms } from "../../../../provider/rooms/file-text";
import { refusalOf, roomsFolder, written } from "./rooms-file";

const folder = roomsFolder();

test.each([
  ["rooms.yaml", "YAML"],
  ["rooms.yml", "YAML"],
  ["ROOMS.YAML", "YAML"],
  ["rooms.json", "JSON"],
])("%s is read as %s, without the mark of its byte order", (name, language) => {
  expect(readRooms(written(folder, name, "\uFEFFrooms: é"))).toEqual({ text: "rooms: é", language });
});

test("one million bytes are read, one more is refused", () => {
  expect(readRooms(written(folder, "large.yaml", " ".repeat(1_000_000))).text).toHaveLength(1_000_000);
  const larger = written(folder, "larger.yaml", " ".repeat(1_000_001));
  expect(refusalOf(folder, () => readRooms(larger))).toBe(
    "larger.yaml has 1000001 bytes, allowed are at most 1000000: split the rooms over several files, " +
      "or write what they share once (YAML anchors)",
  );
});

test.each([
  [
    "rooms.txt",
    'file is "rooms.txt", allowed is a path that ends with .yaml, .yml or .json: rename the file',
  ],
  ["", 'file is "", allowed is a path that ends with .yaml, .yml or .json: rename the file'],
  [undefined, "file is undefined, allowed is a path that ends with .yaml, .yml or .json: rename the file"],
])("%p is refused before anything is read", (file, message) => {
  // as a program in JavaScript may give it
  expect(refusalOf(folder, () => readRooms(file as string))).toBe(message);
});

test("a file that is not there is refused with the whole path that was tried", () => {
  const file = join(folder, "none.yaml");
  expect(refusalOf("no folder", () => readRooms(file))).toBe(
    `${file} does not exist, allowed is a file of rooms: correct the path, which was taken as ${file}`,
  );
});

test("a folder is refused", () => {
  mkdirSync(join(folder, "folder.yaml"));
  expect(refusalOf(folder, () => readRooms(join(folder, "folder.yaml")))).toBe(
    "folder.yaml is a folder, allowed is a file: name the file in it",
  );
});

test("a file that the system does not give is refused with the system's code", () => {
  expect(refusalOf(folder, () => readRooms("a\0.yaml"))).toBe(
    "a\0.yaml cannot be read (ERR_INVALID_ARG_VALUE), allowed is a file that this user may read: correct the path or its permissions",
  );
});

test("a text in another encoding is refused", () => {
  const file = written(folder, "latin1.yaml", Buffer.from("rooms: é", "latin1"));
  expect(refusalOf(folder, () => readRooms(file))).toBe(
    "latin1.yaml is not UTF-8, allowed is a text in UTF-8: save it again as UTF-8",
  );
});

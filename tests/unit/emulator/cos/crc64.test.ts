import { crc64 } from "../../../../emulator/src/cos/crc64";

test.each([
  ["", "0"],
  ["123456789", "11051210869376104954"],
])("the CRC-64/XZ of %p is %s", (text, expected) => {
  expect(crc64(Buffer.from(text))).toBe(expected);
});

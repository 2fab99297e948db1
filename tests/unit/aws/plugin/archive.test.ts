import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { archiveHash, zipped } from "../../../aws/plugin/archive";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

/** Files as the engine hands them over. */
function archive(assets: Record<string, object>, hash = "1f") {
  const marked = Object.entries(assets).map(([name, asset]) => [name, { [SIGNATURE]: ASSET, ...asset }]);
  return { [SIGNATURE]: ARCHIVE, hash, assets: Object.fromEntries(marked) as object };
}

test("files and texts become a zip file, the same bytes each time", () => {
  const code = archive({
    "index.js": { text: "exports.handler = 1;", hash: "2f" },
    LICENSE: { path: join(__dirname, "../../../../LICENSE"), hash: "3f" },
  });
  const zip = zipped(code);
  const files = unzipSync(zip);
  expect(Object.keys(files)).toEqual(["index.js", "LICENSE"]);
  expect(strFromU8(files["index.js"] ?? new Uint8Array())).toBe("exports.handler = 1;");
  expect(strFromU8(files["LICENSE"] ?? new Uint8Array())).toContain("Apache License");
  expect(zipped(code).equals(zip)).toBe(true);
});

test("an archive is known by its hash, wherever its files lie", () => {
  expect(archiveHash(archive({ "index.js": { path: "a" } }, "1f"))).toBe("1f");
  expect(archiveHash({ hash: "1f" })).toBeUndefined();
  expect(archiveHash(undefined)).toBeUndefined();
});

test("what is no archive of files and texts is refused by name", () => {
  const whole = { [SIGNATURE]: ARCHIVE, hash: "1f", path: "code.zip" };
  expect(() => zipped(whole)).toThrow(new Error("aws test plugin: code is known as an AssetArchive only"));
  expect(() => zipped(archive({ "index.js": { uri: "https://example.com" } }))).toThrow(
    new Error("aws test plugin: index.js in the code is neither a file nor a text"),
  );
});

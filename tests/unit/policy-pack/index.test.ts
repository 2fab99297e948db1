import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");

function versionIn(file: string): unknown {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, file), "utf8"));
  return typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
}

test("the pack has the version of the package", () => {
  expect(versionIn("policy-pack/package.json")).toBe(versionIn("package.json"));
});

test("what starts the pack may be run", () => {
  const launcher = join(ROOT, "policy-pack/pulumi-analyzer-pulumi-trtc");
  expect(() => accessSync(launcher, constants.X_OK)).not.toThrow();
});

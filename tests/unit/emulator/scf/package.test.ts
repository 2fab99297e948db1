import { createHash } from "node:crypto";

import fc from "fast-check";

import { bootstrapProblem, readPackage, unpack } from "../../../../emulator/src/scf/package";
import type { FunctionPackage } from "../../../../emulator/src/scf/package";
import { BOOTSTRAP, zipOf } from "./function-code";

function packageOf(zip: Buffer): FunctionPackage {
  const read = readPackage(zip);
  if ("message" in read) throw new Error(read.message);
  return read;
}

test("a package is read with its files, their permissions and its hash", () => {
  const zip = zipOf({ scf_bootstrap: BOOTSTRAP, "lib/a.js": "1" });
  const read = packageOf(zip);
  expect(read.files).toMatchObject([
    { name: "scf_bootstrap", executable: true },
    { name: "lib/a.js", executable: false },
  ]);
  expect(read.sha256).toBe(createHash("sha256").update(zip).digest("hex"));
  expect(Buffer.from(unpack(read)["lib/a.js"] ?? []).toString()).toBe("1");
});

test.each([
  [
    "no zip file",
    Buffer.from("no zip file, but longer than its end"),
    "it has no end of a central directory",
  ],
  ["nothing", Buffer.alloc(0), "it has no end of a central directory"],
  ["an empty zip file", zipOf({}), "it is empty"],
  ["a way out of the folder", zipOf({ "a/../../b": "1" }), "a name leads out of it"],
  ["an absolute path", zipOf({ "/b": "1" }), "a name leads out of it"],
])("%s is no package", (_name, zip, reason) => {
  expect(readPackage(zip)).toEqual({
    code: "InvalidParameterValue.ZipFile",
    message: `The code package is not a readable zip file: ${reason}.`,
  });
});

test("a zip file that is damaged anywhere is a package or a problem, never a failure", () => {
  const zip = zipOf({ scf_bootstrap: BOOTSTRAP, "index.js": "x".repeat(100) });
  const damage = fc.tuple(fc.nat(zip.length - 1), fc.nat(255));
  fc.assert(
    fc.property(damage, ([at, value]) => {
      const damaged = Buffer.from(zip);
      damaged[at] = value;
      readPackage(damaged);
    }),
    { numRuns: 300 },
  );
});

test("a web function needs an executable start file at the top of its package", () => {
  expect(bootstrapProblem(packageOf(zipOf({ scf_bootstrap: BOOTSTRAP })))).toBeUndefined();
  expect(bootstrapProblem(packageOf(zipOf({ "dist/scf_bootstrap": BOOTSTRAP })))).toEqual({
    code: "InvalidParameterValue.Code",
    message: "The code package of a web function needs scf_bootstrap at its top.",
  });
  expect(bootstrapProblem(packageOf(zipOf({ scf_bootstrap: BOOTSTRAP }, { mode: 0o644 })))).toEqual({
    code: "InvalidParameterValue.Code",
    message: "scf_bootstrap in the code package is not executable: give it the permissions 755 or 777.",
  });
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const MAIN = join(__dirname, "../../../../provider/command-line/main.ts");

test("runs as a process, with its own streams and exit code", () => {
  // the source, so that no build is needed
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", MAIN, "probe", "http://127.0.0.1:1", "--sdk-app-id", "1400000001"],
    { env: { PATH: process.env["PATH"], TRTC_CALLBACK_KEY: "plantedKey" }, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("\nunsigned        401                                ECONNREFUSED  no\n");
  expect(stdout).not.toContain("planted");
}, 20_000);

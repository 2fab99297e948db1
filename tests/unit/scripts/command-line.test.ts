import { join } from "node:path";
import { environment, ROOT, start, temporaryFolder } from "./sandbox";

const SCRIPTS = ["setup", "run", "test", "check", "complete-lock", "bundle", "tccli"];

async function call(script: string, ...args: string[]) {
  const started = start([join(ROOT, "scripts", `${script}.mjs`), ...args], environment(temporaryFolder()));
  const { code, stdout, stderr } = await started.ended;
  return { code, stdout, stderr };
}

test.each(SCRIPTS)("%s --help explains itself", async (script) => {
  const { code, stdout, stderr } = await call(script, "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toMatch(new RegExp(`^node scripts/${script}\\.mjs`));
});

test.each([
  ["setup", ["--fast"], "setup: Unknown option '--fast': see --help\n"],
  ["setup", ["now"], "setup: Unexpected argument 'now': see --help\n"],
  ["run", ["--fast", "jest"], "run: unknown option --fast: see --help\n"],
  ["tccli", ["--fast"], "tccli: unknown option --fast: see --help\n"],
  ["run", [], "run: there is no command to run: see --help\n"],
  [
    "check",
    ["lint", "style"],
    'check: there is no step "style": choose among types, lint, unit, exports, unused, format\n',
  ],
])("%s %j is refused with what to do", async (script, args, message) => {
  expect(await call(script, ...args)).toEqual({ code: 1, stdout: "", stderr: message });
});

test("a cache that is not an absolute path is refused before anything is done", async () => {
  const env = environment(temporaryFolder(), { PULUMI_TRTC_CACHE: "cache" });
  const { code, stderr } = await start([join(ROOT, "scripts", "setup.mjs")], env).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'setup: PULUMI_TRTC_CACHE is "cache": set it to an absolute path, or unset it\n',
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../../../provider/command-line/program";
import { refusedLine } from "../../../../provider/command-line/reconcile-report";
import { fakeTerminal } from "./fake-terminal";

const MANIFEST: unknown = JSON.parse(readFileSync(join(__dirname, "../../../../package.json"), "utf8"));
const PROBE = ["probe", "http://127.0.0.1:1"];
const IMPORT = ["import-file", "lobby.json", "--name", "lobby", "--task-id", "-id"];
const REPLAY = ["replay-events", "--bucket", "b", "--region", "r"];

test.each([["--version"], ["-V"]])("%s is that of the package", async (option) => {
  const terminal = fakeTerminal();
  expect(await runProgram([option], terminal)).toBe(0);
  expect(MANIFEST).toMatchObject({ version: terminal.out().trim() });
});

test("help names the commands and is right", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram(["--help"], terminal)).toBe(0);
  expect(terminal.out()).toContain("\n  probe [options] <url> ");
  expect(terminal.out()).toContain("\n  replay-events [options] [file...] ");
  expect(terminal.out()).toContain("\n  reconcile [options] ");
  expect(terminal.out()).toContain("\n  import-file [options] <file> ");
});

test("help of probe says where the key comes from and has no option for it", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram(["probe", "--help"], terminal)).toBe(0);
  expect(terminal.out()).toContain("The callback key comes from TRTC_CALLBACK_KEY, or is asked for.");
  expect(terminal.out()).not.toContain("--key");
});

test("without a command there is help, and exit code 2", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram([], terminal)).toBe(2);
  expect([terminal.out(), terminal.err().split("\n")[0]]).toEqual([
    "",
    "Usage: pulumi-trtc [options] [command]",
  ]);
});

test.each<[args: readonly string[], sentence: string]>([
  [["prob"], "error: unknown command 'prob'\n(Did you mean probe?)"],
  [["probe", "--sdk-app-id", "1"], "error: missing required argument 'url'"],
  [PROBE, "error: required option '--sdk-app-id <id>' not specified"],
  [
    [...PROBE, "--sdk-app-id", "0"],
    "error: option '--sdk-app-id <id>' argument '0' is invalid. Allowed is a whole number from 1 to 4294967295.",
  ],
  [
    [...PROBE, "--sdk-app-id", "1", "--timeout", "61"],
    "error: option '--timeout <seconds>' argument '61' is invalid. Allowed are seconds above 0, up to 60.",
  ],
  [[...PROBE, "--sdk-app-id", "1", "--callback-key=planted"], "error: unknown option '--callback-key'"],
  [[...PROBE, "--sdk-app-id", "1", "-kplanted"], "error: unknown option '-k'"],
  [
    [...PROBE, "--sdk-app-id", "1", "--key", "planted"],
    "--key is not taken: every user of the machine can read the arguments of a process, and the shell keeps them; " +
      "set TRTC_CALLBACK_KEY, or leave it out to be asked",
  ],
  [
    [...PROBE, "--sdk-app-id", "1"],
    "there is no callback key: set TRTC_CALLBACK_KEY, or run it in a terminal to be asked",
  ],
  [REPLAY, "error: required option '--vendor <vendor>' not specified"],
  [
    [...REPLAY, "--vendor", "oss"],
    "error: option '--vendor <vendor>' argument 'oss' is invalid. Allowed choices are s3, cos.",
  ],
  [IMPORT.slice(0, -2), "error: required option '--task-id <id>' not specified"],
  [
    [...IMPORT, "--name", " "],
    "error: option '--name <name>' argument ' ' is invalid. Allowed is a text that is not empty.",
  ],
  [
    [...IMPORT, "--type", "Task"],
    "error: option '--type <class>' argument 'Task' is invalid. Allowed choices are CloudSliceTask, CloudRecordingTask, " +
      "CloudModerationTask, StreamIngestTask, PublishCdnStreamTask, CloudTranscriptionTask.",
  ],
  [
    [...IMPORT, "--created-at", "yesterday"],
    "error: option '--created-at <time>' argument 'yesterday' is invalid. Allowed are a time with its zone such as " +
      "2026-01-31T12:00:00Z, and milliseconds since 1970.",
  ],
  [[...IMPORT, "--secret-key=planted"], "error: unknown option '--secret-key'"],
])("%j is exit code 2 and a sentence", async (args, sentence) => {
  const terminal = fakeTerminal();
  expect(await runProgram(args, terminal)).toBe(2);
  expect([terminal.out(), terminal.err()]).toEqual(["", `${sentence}\n`]);
});

test("what is not right is exit code 1", async () => {
  const terminal = fakeTerminal({ environment: { TRTC_CALLBACK_KEY: "key" } });
  expect(await runProgram([...PROBE, "--sdk-app-id", "1"], terminal)).toBe(1);
  expect([terminal.out().split("\n")[0], terminal.err()]).toEqual([
    "event           expected                           answered      right",
    "",
  ]);
});

test("what fails is exit code 1 and a sentence", async () => {
  const terminal = fakeTerminal({
    environment: { TENCENTCLOUD_SECRET_ID: "AKID", TENCENTCLOUD_SECRET_KEY: "planted" },
  });
  const cos = [...REPLAY, "--vendor", "cos", "--bucket", "slices-1250000000"];
  expect(await runProgram([...cos, "missing.log"], terminal)).toBe(1);
  expect([terminal.out(), terminal.err()]).toEqual([
    "0 put back, 0 already there, 0 other lines, 0 damaged\n",
    "missing.log cannot be read (ENOENT): name a log file\n",
  ]);
});

test("help of import-file says which variable holds which secret, each once, and gives an example", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram(["import-file", "--help"], terminal)).toBe(0);
  expect(terminal.out().split("\n  storage.accessKey: TRTC_STORAGE_ACCESS_KEY\n").length).toBe(2);
  expect(terminal.out()).toContain("\n  publishCdnParams: TRTC_PUBLISH_CDN_PARAMS, as JSON\n");
  expect(terminal.out()).toContain("\n  pulumi-trtc import-file plan.json --name lobby --task-id <id>\n");
});

test.each([
  ["2100-01-31T13:00:00+01:00", "2100-01-31T12:00:00.000Z"],
  ["4105080000000", "2100-01-31T12:00:00.000Z"],
])("--created-at %s is read as a time", async (given, time) => {
  const terminal = fakeTerminal();
  expect(await runProgram([...IMPORT, "--created-at", given], terminal)).toBe(2);
  expect(terminal.err()).toBe(
    `--created-at is ${time}, allowed is a time that has been: correct it, or the clock of this machine\n`,
  );
});

test("help of reconcile says the exit codes and every field of the line", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram(["reconcile", "--help"], terminal)).toBe(0);
  for (const exitCode of [0, 1, 2, 7, 75, 130])
    expect(terminal.out()).toMatch(new RegExp(`\n  ${exitCode} +\\w`));
  const fields = JSON.parse(refusedLine("", 0)) as object;
  for (const field of [...Object.keys(fields), "stack", "project"])
    expect(terminal.out()).toMatch(new RegExp(`\n  ${field} +\\S`));
});

test.each<[args: readonly string[], sentence: string]>([
  [[], "required option '--stack <name>' not specified"],
  [["--stack", "dev", "--passphrase=planted"], "unknown option '--passphrase'"],
  [["--stack", "dev", "again"], "too many arguments for 'reconcile'. Expected 0 arguments but got 1."],
  [
    ["--stack", "dev", "--wait-for-lock", "-1"],
    "option '--wait-for-lock <seconds>' argument '-1' is invalid. Allowed are seconds from 0 to 86400.",
  ],
  [
    ["--stack", "dev", "--break-lock-after", "86401"],
    "option '--break-lock-after <seconds>' argument '86401' is invalid. Allowed are seconds from 0 to 86400.",
  ],
  [
    ["--stack", "dev", "--settle", "soon"],
    "option '--settle <seconds>' argument 'soon' is invalid. Allowed are seconds from 0 to 86400.",
  ],
  [
    ["--stack", "dev", "--cwd", "/none", "--policy-pack", "/a", "--policy-pack", "/b"],
    '--cwd is "/none", which is no folder: give that of the Pulumi program; ' +
      '--policy-pack is "/a", which is not there: give the folder of a pack or its launcher; ' +
      '--policy-pack is "/b", which is not there: give the folder of a pack or its launcher',
  ],
])("reconcile %j is refused with a line of JSON too, exit code 2", async (args, sentence) => {
  const terminal = fakeTerminal();
  expect(await runProgram(["reconcile", ...args], terminal)).toBe(2);
  expect(JSON.parse(terminal.out())).toMatchObject({ outcome: "refused", error: sentence });
  expect(terminal.err()).toContain(sentence);
});

import { LockedError } from "../../../../provider/command-line/reconcile-lock";
import { problemOf, unknownStack } from "../../../../provider/command-line/reconcile-problem";
import { UsageError } from "../../../../provider/command-line/terminal";

const RUN = { stack: "dev", folder: "/program", problems: [] };

/** The error of a command of the Automation API. */
function failed(stderr = "", ended = "failed with exit code 1"): Error {
  const message = `Command ${ended}: pulumi up --stack dev\n${stderr}`;
  return new Error(`code: -2\n stdout: \n stderr: ${message}\n err?: Error: ${message}\n`);
}

interface Case {
  thrown?: unknown;
  problems?: readonly string[];
}

const problemIn = ({ thrown = failed(), problems = [] }: Case) => problemOf(thrown, { ...RUN, problems });

test.each<[engine: string, given: Case, sentence: string]>([
  [
    "no project",
    { thrown: failed("error: no Pulumi.yaml project file found (searching upwards from ). If you have not") },
    "there is no Pulumi.yaml in /program or above it: give the folder of the Pulumi program with --cwd",
  ],
  [
    "no project for an export",
    {
      thrown: failed(
        "error: if you're using the --stack flag, pass the fully qualified name (organization/project/stack)",
      ),
    },
    "there is no Pulumi.yaml in /program or above it: give the folder of the Pulumi program with --cwd",
  ],
  [
    "no passphrase",
    {
      thrown: failed(
        "error: getting stack configuration: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
      ),
    },
    "the secrets of the stack cannot be read: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
  ],
  [
    "another passphrase",
    { thrown: failed("error: getting stack configuration: get stack secrets manager: incorrect passphrase") },
    "the passphrase is not that of the stack: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one it was made with",
  ],
  [
    "no login",
    {
      thrown: failed(
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "failed with exit code 3",
      ),
    },
    "the backend lets nobody in without a login: set PULUMI_ACCESS_TOKEN, or PULUMI_BACKEND_URL for a backend of your own",
  ],
  [
    "missing configuration",
    {
      problems: [
        "Missing required configuration variable 'proof:size'\n\tplease set a value using the command `pulumi config set proof:size <value>`",
        "Missing required configuration variable 'trtc:key'\n\tplease set a value using the command `pulumi config set --secret trtc:key <value>`",
      ],
    },
    "proof:size is not set in stack dev: run pulumi config set proof:size <value> --stack dev; " +
      "trtc:key is not set in stack dev: run pulumi config set --secret trtc:key <value> --stack dev",
  ],
  [
    "no key",
    {
      problems: [
        "a: Preview failed: no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID",
        "b: Preview failed: no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID",
        "preview failed",
      ],
    },
    "no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID",
  ],
])("%s is for the caller to give", (_engine, given, sentence) => {
  expect(problemIn(given)).toEqual(new UsageError(sentence));
  expect(problemIn(given)).toBeInstanceOf(UsageError);
});

test.each<[what: string, given: Case, sentence: string]>([
  [
    "sentences of the events, without what says nothing",
    { problems: ["a: userId is wrong", "preview failed"] },
    "a: userId is wrong",
  ],
  [
    "the program's error without its stack trace, in one line",
    {
      problems: [
        "Running program 'index.js' failed:\nError: boom\n    at Object (index.js:1:7)\n    at Module",
      ],
    },
    "Running program 'index.js' failed: Error: boom",
  ],
  ["errors on stderr", { thrown: failed("warning: odd\nerror: one\nerror: two\n") }, "one; two"],
  [
    "each once",
    { thrown: failed("error: one\n"), problems: ["one", "one\n    at index.js", "update failed"] },
    "one",
  ],
  [
    "killed",
    { thrown: failed("", "was killed with SIGKILL (Forced termination)") },
    "the Pulumi engine was killed with SIGKILL and gave no reason: run it again, and see its progress above",
  ],
  [
    "no reason",
    { thrown: failed("", "failed with exit code 255") },
    "the Pulumi engine failed with exit code 255 and gave no reason: run it again, and see its progress above",
  ],
  ["no pulumi", { thrown: failed("spawn pulumi ENOENT") }, "pulumi is not on PATH: install the Pulumi CLI"],
  ["not of the engine", { thrown: new TypeError("odd\n    at x") }, "odd"],
  ["no error at all", { thrown: "odd" }, "odd"],
])("of another failure: %s", (_what, given, sentence) => {
  const problem = problemIn(given);
  expect(problem).toEqual(new Error(sentence));
  expect(problem).not.toBeInstanceOf(UsageError);
});

test("missing configuration is named once, however often it is printed", () => {
  const line =
    "error: Missing required configuration variable 'a:b'\n please set a value using the command `pulumi config set a:b <value>`";
  expect(problemIn({ thrown: failed(line), problems: [line] }).message).toBe(
    "a:b is not set in stack dev: run pulumi config set a:b <value> --stack dev",
  );
});

test.each([new UsageError("given"), new LockedError([], "dev")])("%p is a problem as it is", (thrown) => {
  expect(problemIn({ thrown, problems: ["more"] })).toBe(thrown);
});

test("of many the first ten are said, and how many more", () => {
  const problems = Array.from({ length: 12 }, (_, n) => `p${n}`);
  expect(problemIn({ problems }).message).toBe("p0; p1; p2; p3; p4; p5; p6; p7; p8; p9; and 2 more");
});

test("an endless sentence is cut", () => {
  const endless = "x".repeat(5_000);
  expect(problemIn({ problems: [endless] }).message).toBe(`${"x".repeat(2_000)}…`);
  expect(problemIn({ thrown: new Error(endless) }).message).toBe(`${"x".repeat(2_000)}…`);
});

test.each([
  [
    ["dev", "prod"],
    '--stack is "x", there are dev, prod: give one of these, or make it with pulumi stack init x',
  ],
  [[], '--stack is "x", there is none in this project: make it with pulumi stack init x'],
])("an unknown stack beside %j", (names, sentence) => {
  expect(unknownStack("x", names)).toEqual(new UsageError(sentence));
});

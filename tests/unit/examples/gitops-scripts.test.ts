import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The steps of the GitOps project with a `pulumi` and a `gh` that write down what they are asked and answer as told. */

const PROJECT = join(__dirname, "../../../examples/gitops");

const KEYS = {
  PULUMI_CONFIG_PASSPHRASE: "passphrase",
  TENCENTCLOUD_SECRET_ID: "AKIDplanted",
  TENCENTCLOUD_SECRET_KEY: "plantedKey",
  TRTC_SDK_SECRET_KEY: "plantedSdkKey",
};

const PULUMI = `#!/bin/sh
printf '%s\\n' "pulumi $*" >>"$CALLS"
if [ "$1" = stack ]; then
  case " $STACKS " in *" $3 "*) exit 0 ;; esac
  printf '%s\\n' "\${STACK_ERROR:-error: no stack named '$3' found}" >&2
  exit 255
fi
printf '%s\\n' "\${OUTPUT-}"
exit "\${CODE:-0}"
`;
const PULUMI_TRTC = `#!/bin/sh
printf '%s\\n' "pulumi-trtc $*" >>"$CALLS"
printf '{"outcome":"changed"}\\n'
printf 'progress\\n' >&2
exit "\${CODE:-0}"
`;
/** The package's check of the configuration: what it says is tested with it. */
const POLICY = `exports.readPolicyConfig = (file) => {
  const config = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
  if ("misspelt" in config) throw new Error(file + ": misspelt is not a policy");
};
`;
/** Answers a list with KNOWN, and any other request with nothing. */
const GH = `#!/bin/sh
printf '%s\\n' "gh $*" >>"$CALLS"
[ "$2" != --silent ] || exit "\${CODE:-0}"
printf '%s' "\${KNOWN-}"
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gitops-"));
  for (const file of ["scripts", "policy.json", "Pulumi.prod.yaml"])
    cpSync(join(PROJECT, file), join(folder, file), { recursive: true });
  write(
    "Pulumi.staging.yaml",
    `${readFileSync(join(PROJECT, "Pulumi.staging.yaml"), "utf8")}encryptionsalt: v1:x\n`,
  );
  write("node_modules/pulumi-trtc/package.json", "{}");
  write("node_modules/pulumi-trtc/policy.js", POLICY);
  for (const [name, script] of Object.entries({ pulumi: PULUMI, gh: GH, "pulumi-trtc": PULUMI_TRTC })) {
    write(`bin/${name}`, script);
    chmodSync(join(folder, "bin", name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), content);
}

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What pulumi, pulumi-trtc and gh were asked, with the folder of the test left out. */
  calls: string[];
}

/** Runs a file of scripts/ in the project's folder. */
function run(
  script: string,
  args: readonly string[],
  { shell = "sh", ...environment }: Record<string, string> = {},
): Ran {
  const calls = join(folder, "calls");
  rmSync(calls, { force: true });
  const { status, stdout, stderr } = spawnSync(shell, [`scripts/${script}`, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
      HOME: folder,
      CALLS: calls,
      STACKS: "staging prod",
      GITHUB_REPOSITORY: "acme/classroom",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: "7",
      ...environment,
    },
  });
  const called = existsSync(calls)
    ? readFileSync(calls, "utf8").replaceAll(folder, "").trimEnd().split("\n")
    : [];
  return { code: status, stdout, stderr, calls: called };
}

const POLICIES =
  "--policy-pack /node_modules/pulumi-trtc/policy-pack/pulumi-analyzer-pulumi-trtc --policy-pack-config policy.json";
const ASKED = "pulumi stack --stack staging --show-name --non-interactive --color never";

describe.each(["sh", "bash"])("under %s", (shell) => {
  test("a preview asks the policies and is no failure when there are changes", () => {
    const { code, stdout, stderr, calls } = run("preview.sh", ["staging"], {
      shell,
      ...KEYS,
      OUTPUT: "+ a task\nerror: no changes were expected for preview but changes were proposed",
      CODE: "7",
    });
    expect([code, stdout, stderr]).toEqual([0, "+ a task\nstaging: changes\n", ""]);
    expect(calls).toEqual([
      ASKED,
      `pulumi preview --stack staging --diff --expect-no-changes --non-interactive --color never ${POLICIES}`,
    ]);
  });

  test("a preview without changes and one that fails say so", () => {
    const none = run("preview.sh", ["staging"], { shell, ...KEYS, OUTPUT: "19 unchanged" });
    expect([none.code, none.stdout]).toEqual([0, "19 unchanged\nstaging: no changes\n"]);
    const failed = run("preview.sh", ["staging"], { shell, ...KEYS, OUTPUT: "error: refused", CODE: "255" });
    expect([failed.code, failed.stdout]).toEqual([
      255,
      "error: refused\nstaging: the preview failed with exit code 255\n",
    ]);
  });

  test("an apply runs up with the policies and hands its exit code on", () => {
    const { code, calls } = run("apply.sh", ["prod"], { shell, ...KEYS, CODE: "3" });
    expect(code).toBe(3);
    expect(calls[1]).toBe(`pulumi up --yes --stack prod --non-interactive --color never ${POLICIES}`);
  });

  test("a check for drift changes nothing and tells drift from failure", () => {
    const drift = run("drift.sh", ["staging"], { shell, ...KEYS, CODE: "7" });
    expect(drift.calls[1]).toBe(
      "pulumi preview --refresh --diff --expect-no-changes --stack staging --non-interactive --color never",
    );
    expect([drift.code, drift.stdout.trim()]).toEqual([
      7,
      "staging: what runs is not what the program says: npm run reconcile -- staging makes it so",
    ]);
    const same = run("drift.sh", ["staging"], { shell, ...KEYS });
    expect([same.code, same.stdout.trim()]).toEqual([0, "staging: what runs is what the program says"]);
    const failed = run("drift.sh", ["staging"], { shell, ...KEYS, CODE: "1" });
    expect([failed.code, failed.stdout.trim()]).toEqual([1, "staging: the check failed with exit code 1"]);
  });

  test("a repair prints its line, or appends it to a log, and hands its exit code on", () => {
    const printed = run("reconcile.sh", ["staging"], { shell, ...KEYS, CODE: "75" });
    expect([printed.code, printed.stdout, printed.stderr]).toEqual([
      75,
      '{"outcome":"changed"}\n',
      "progress\n",
    ]);
    expect(printed.calls[1]).toBe(`pulumi-trtc reconcile --stack staging ${POLICIES}`);
    for (const [index] of ["first", "second"].entries()) {
      const logged = run("reconcile.sh", ["staging", "log.jsonl"], { shell, ...KEYS });
      expect([logged.code, logged.stdout, logged.stderr]).toEqual([0, "", "progress\n"]);
      expect(readFileSync(join(folder, "log.jsonl"), "utf8")).toBe(
        '{"outcome":"changed"}\n'.repeat(index + 1),
      );
    }
  });

  test("what a step cannot do without is said in one sentence, before it starts anything", () => {
    const refusal = (args: string[], environment: Record<string, string> = KEYS) => {
      const { code, stdout, stderr, calls } = run(`apply.sh`, args, { shell, ...environment });
      expect([code, stdout, calls.filter((call) => !call.startsWith("pulumi stack "))]).toEqual([2, "", []]);
      return stderr;
    };
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(KEYS).filter(([name]) => !names.includes(name)));

    expect(refusal([])).toBe(`apply.sh: no stack is named: say which, as in npm run apply -- staging\n`);
    expect(refusal(["a stack"])).toBe(
      `apply.sh: the stack is named with other characters than letters, digits and . _ - /: choose one of pulumi stack ls\n`,
    );
    expect(refusal(["dev"])).toBe(
      `apply.sh: there is no stack dev, and a step makes none: choose one of pulumi stack ls, or run pulumi stack init dev once\n`,
    );
    expect(
      refusal(["dev"], { ...KEYS, STACK_ERROR: "warning: w\nerror: no access to the state\nmore" }),
    ).toBe(`apply.sh: the stack dev cannot be read: no access to the state\n`);
    expect(refusal(["dev"], { ...KEYS, STACKS: "dev" })).toBe(
      `apply.sh: there is no Pulumi.dev.yaml: write down the settings of the stack dev, as Pulumi.staging.yaml does\n`,
    );
    expect(refusal(["staging"], without("PULUMI_CONFIG_PASSPHRASE"))).toBe(
      `apply.sh: the secrets of the stack staging are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE\n`,
    );
    expect(refusal(["staging"], without("TENCENTCLOUD_SECRET_KEY"))).toBe(
      `apply.sh: there is no key of Tencent Cloud: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY\n`,
    );
    expect(refusal(["staging"], without("TRTC_SDK_SECRET_KEY"))).toBe(
      `apply.sh: there is no key of the TRTC application: set TRTC_SDK_SECRET_KEY, or run pulumi config set --secret trtc:sdkSecretKey --stack staging\n`,
    );
    write("policy.json", '{ "misspelt": {} }');
    expect(refusal(["staging"])).toBe(`apply.sh: policy.json: misspelt is not a policy\n`);
    rmSync(join(folder, "node_modules"), { recursive: true });
    expect(refusal(["staging"])).toBe(`apply.sh: the packages are not installed: run npm ci\n`);
  });

  test("the key of the application may be that of one application", () => {
    const { TRTC_SDK_SECRET_KEY, ...others } = KEYS;
    const forOne = { ...others, TRTC_SDK_SECRET_KEY_1400000001: TRTC_SDK_SECRET_KEY };
    expect(run("drift.sh", ["staging"], { shell, ...forOne }).code).toBe(0);
    expect(run("drift.sh", ["staging"], { shell, ...others, TRTC_SDK_SECRET_KEY: "" }).code).toBe(2);
  });

  test("keys may also stand in the stack's settings, and a pack of one's own takes the place of the package's", () => {
    write(
      "Pulumi.prod.yaml",
      "config:\n  trtc:secretId:\n    secure: v1:x\n  trtc:sdkSecretKey:\n    secure: v1:x\n",
    );
    write("policy.json", '{ "misspelt": {} }');
    const { code, calls } = run("apply.sh", ["acme/classroom/prod"], {
      shell,
      STACKS: "acme/classroom/prod",
      POLICY_PACK: "our-pack",
    });
    expect(code).toBe(0);
    expect(calls[1]).toContain("--policy-pack our-pack ");
  });
});

test.each(["preview", "apply", "drift", "reconcile"])("%s makes no stack", (step) => {
  const { code, stdout, stderr, calls } = run(`${step}.sh`, ["dev"], KEYS);
  expect([code, stdout, stderr, calls]).toEqual([
    2,
    "",
    `${step}.sh: there is no stack dev, and a step makes none: choose one of pulumi stack ls, or run pulumi stack init dev once\n`,
    ["pulumi stack --stack dev --show-name --non-interactive --color never"],
  ]);
});

describe("the comment", () => {
  function comment(output: string, environment: Record<string, string> = {}): string {
    run("preview.sh", ["staging", "comment.md"], { ...KEYS, OUTPUT: output, CODE: "7", ...environment });
    return readFileSync(join(folder, "comment.md"), "utf8");
  }

  test("begins with the line it is found by, and folds the preview away", () => {
    expect(comment("+ a task")).toBe(
      [
        "<!-- preview of staging -->",
        "**staging**: changes",
        "",
        "<details><summary>preview</summary>",
        "",
        "```",
        "+ a task",
        "```",
        "",
        "</details>",
        "",
      ].join("\n"),
    );
  });

  test("holds no colours, and nothing in it ends its fence", () => {
    const text = comment("\x1b[32m+ a task\x1b[0m\n````\n@everyone <script>\n</details>");
    expect(text).toContain("\n`````\n+ a task\n````\n@everyone <script>\n</details>\n`````\n");
    expect(text).not.toContain("\x1b");
  });

  test("keeps the end, whole lines only, when it is longer than GitHub takes", () => {
    const lines = Array.from({ length: 9000 }, (_, index) => `line ${index} é`);
    const text = comment(lines.join("\n"));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(65_500);
    expect(text).toContain(
      "The beginning is left out here; [the run](https://github.example/acme/classroom/actions/runs/7) has all of it.\n\n```\nline ",
    );
    expect(text.endsWith("\nline 8999 é\n```\n\n</details>\n")).toBe(true);
  });

  test("tells of a preview that failed", () => {
    expect(comment("error: refused", { CODE: "1" })).toContain(
      "**staging**: the preview failed with exit code 1\n",
    );
  });
});

describe("on GitHub", () => {
  test("a comment is written once for each stack and kept up to date", () => {
    write("staging.md", "<!-- preview of staging -->\nnew");
    write("prod.md", "<!-- preview of prod -->\nnew");
    const { code, calls } = run("github/comment.sh", ["staging.md", "prod.md", "not-there.md"], {
      PULL_REQUEST: "12",
      KNOWN: "5 hello\n77 <!-- preview of staging -->\n",
    });
    expect(code).toBe(0);
    expect(calls.filter((call) => call.startsWith("gh api --silent"))).toEqual([
      "gh api --silent --method PATCH repos/acme/classroom/issues/comments/77 --field body=@staging.md",
      "gh api --silent repos/acme/classroom/issues/12/comments --field body=@prod.md",
    ]);
  });

  test("a promotion moves the branch of the stack to the commit of the run, or makes it", () => {
    const moved = run("github/promote.sh", ["prod"], { GITHUB_SHA: "c0ffee" });
    expect(moved.calls).toEqual([
      "gh api --silent repos/acme/classroom/git/ref/heads/deploy/prod",
      "gh api --silent --method PATCH repos/acme/classroom/git/refs/heads/deploy/prod --raw-field sha=c0ffee --field force=true",
    ]);
    const made = run("github/promote.sh", ["prod"], { GITHUB_SHA: "c0ffee", CODE: "1" });
    expect([made.code, made.calls[1]]).toEqual([
      1,
      "gh api --silent repos/acme/classroom/git/refs --raw-field ref=refs/heads/deploy/prod --raw-field sha=c0ffee",
    ]);
  });

  test.each([
    ["nothing", "0", "repair", 0, ""],
    ["drift that is repaired", "7", "repair", 0, "drift=true\n"],
    ["drift that is reported", "7", "report", 7, "drift=true\n"],
    ["drift when nothing is chosen", "7", "", 7, "drift=true\n"],
    ["a check that fails", "1", "repair", 1, ""],
  ])("the check passes %s on to the next step", (_what, CODE, ON_DRIFT, exitCode, output) => {
    write("output", "");
    const { code } = run("github/drift.sh", ["staging"], {
      ...KEYS,
      CODE,
      ON_DRIFT,
      GITHUB_OUTPUT: join(folder, "output"),
    });
    expect([code, readFileSync(join(folder, "output"), "utf8")]).toEqual([exitCode, output]);
  });

  test("a choice that there is not is refused", () => {
    const { code, stderr, calls } = run("github/drift.sh", ["staging"], { ...KEYS, ON_DRIFT: "Repair" });
    expect([code, stderr, calls]).toEqual([
      2,
      'drift.sh: the variable ON_DRIFT is "Repair", allowed are "report" and "repair": choose one\n',
      [],
    ]);
  });

  test("an issue is opened once and closed when all is well again", () => {
    const writes = (what: string, KNOWN: string) => {
      const { code, calls } = run("github/issue.sh", [what, "prod"], { KNOWN });
      expect(code).toBe(0);
      return calls.filter((call) => call.startsWith("gh api --silent"));
    };
    const title = "prod is not what its program says, or could not be checked";
    expect(writes("open", "")).toEqual([
      `gh api --silent repos/acme/classroom/issues --raw-field title=${title} --raw-field body=Seen in https://github.example/acme/classroom/actions/runs/7.`,
    ]);
    expect(writes("open", "31\n")).toEqual([]);
    expect(writes("close", "31\n")).toEqual([
      "gh api --silent --method PATCH repos/acme/classroom/issues/31 --raw-field state=closed",
    ]);
    expect(writes("close", "")).toEqual([]);
  });
});

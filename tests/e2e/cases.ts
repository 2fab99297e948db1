/** What holds a claim. */
export type Evidence =
  /** A file with proofs whose names begin with the case. */
  | { file: string }
  /** A proof of another job, by a part of its name that no other has. */
  | { proof: string; of: Job }
  /** A file of unit tests, or those in it whose names have this part. */
  | { test: string; named?: string }
  /** What was measured: aims of `bench/RESULTS.md`, by parts of their texts, and the section that shows the figures. */
  | { section: string; aims: readonly string[] };

export type Job = "main" | "storage" | "callbacks" | "gitops" | "jobs";

/** Something that can go wrong, and what is to hold then. */
export interface Case {
  id: string;
  claim: string;
  heldBy: readonly Evidence[];
  /** Where it cannot be met as one might wish: why, and what to do. */
  explained?: string;
}

/** The groups, by the letter of their cases. */
export const GROUPS: Readonly<Record<string, string>> = {
  A: "One call goes wrong",
  E: "The engine or a process goes wrong",
  D: "What runs is no longer what state says",
  L: "Load",
  S: "Secrets and least privilege",
  C: "Correctness",
};

const CALLS: Evidence = { file: "tests/e2e/fault-calls.ts" };
const DRIFT: Evidence = { file: "tests/e2e/fault-drift.ts" };
const SECRETS: Evidence = { file: "tests/e2e/fault-secrets.ts" };
const PROCESS: Evidence = { file: "tests/e2e/fault-process.ts" };
const LOAD: Evidence = { file: "tests/e2e/fault-load.ts" };

function main(proof: string): Evidence {
  return { proof, of: "main" };
}

/** The same on both clouds. */
function onBoth(of: Job, proof: string): Evidence[] {
  return ["COS", "S3"].map((cloud) => ({ proof: `${cloud}: ${proof}`, of }));
}

const TASK_TESTS = "tests/unit/provider/task";
const BENCH_TASKS = "500 tasks";

export const cases: readonly Case[] = [
  {
    id: "A1",
    claim:
      "Throttles, 429, 502 and 503 in a row: the call succeeds, and never do more than 20 start in a second",
    heldBy: [CALLS, { test: "tests/unit/provider/trtc/retry.test.ts", named: "jitter" }],
    explained:
      "502 and 503 may be told of a Create that went through: it is not just sent again, but its robot is removed before each of three tries; " +
      "an operation has 90 s in all",
  },
  {
    id: "A2",
    claim:
      "InternalError is repeated with the same bytes after 3, 6 and 12 s, then fails with code and RequestId",
    heldBy: [CALLS],
    explained: "a Create may have gone through: its robot is removed and all is tried again, within 90 s",
  },
  { id: "A3", claim: "A wrong argument, key or permission is one call, never repeated", heldBy: [CALLS] },
  {
    id: "A4",
    claim: "An application whose tasks are used up: one call, and the message names the quota and the remedy",
    heldBy: [CALLS, main("partial failure, then up, then destroy")],
    explained:
      "how many of them the stack holds is not said: a provider sees one resource at a time, never its stack; `pulumi stack` lists them, " +
      "and the policy `task-quota` counts them before anything is made",
  },
  {
    id: "A5",
    claim: "A Create that takes effect and is not answered: one live task, the one in state",
    heldBy: [
      main('timeout on Create, robot conflict "takeover"'),
      main('timeout on Create, robot conflict "fail"'),
      { proof: 'timeout on each kind\'s Create, robot conflict "takeover"', of: "jobs" },
      { proof: 'timeout on each kind\'s Create, robot conflict "fail"', of: "jobs" },
    ],
  },
  {
    id: "A6",
    claim: "A connection that breaks in the middle of the answer: one live task, the one in state",
    heldBy: [
      main('reset on Create, robot conflict "takeover"'),
      main('reset on Create, robot conflict "fail"'),
      { proof: 'reset on each kind\'s Create, robot conflict "takeover"', of: "jobs" },
      { proof: 'reset on each kind\'s Create, robot conflict "fail"', of: "jobs" },
    ],
  },
  {
    id: "A7",
    claim: "HTML, cut JSON, nothing, 11 MB or an answer without TaskId: one live task, the one in state",
    heldBy: [
      CALLS,
      main('body on Create, robot conflict "takeover"'),
      main('body on Create, robot conflict "fail"'),
    ],
  },
  {
    id: "A8",
    claim:
      "No try is answered: the create fails and names room and robot, nothing runs, and up again makes one task",
    heldBy: [
      main("all tries without an answer"),
      { test: `${TASK_TESTS}/lifecycle.create.test.ts`, named: "could not be removed" },
    ],
  },
  {
    id: "A9",
    claim:
      "A first request that takes effect after the second: refresh does not call the stored task healthy, the next run has one",
    heldBy: [CALLS],
  },
  {
    id: "A10",
    claim: "No name, no TLS, a proxy that refuses: the network error is named, without trace or secret",
    heldBy: [CALLS, main("an endpoint that is not there")],
  },
  {
    id: "A11",
    claim: "A clock that is off by more than five minutes: one call, and the message names the clock",
    heldBy: [main("a clock that is six minutes off")],
  },
  {
    id: "A12",
    claim:
      "The key expires in mid-run of 50: what was made is in state, and a run with a new key makes the rest, nothing twice",
    heldBy: [CALLS],
  },
  {
    id: "A13",
    claim: "A UserSig that ends before its task may is refused in the preview",
    heldBy: [
      { test: `${TASK_TESTS}/lifecycle.check.test.ts`, named: "that ends before the handle is refused" },
    ],
  },
  {
    id: "A14",
    claim: "A task that has ended or is not known: Delete succeeds, Modify fails and says how to go on",
    heldBy: [CALLS],
    explained:
      "Modify does not make the task again by itself: that is a replacement, which a plan is to show first (`pulumi up --refresh`)",
  },
  {
    id: "A15",
    claim: "A Delete that is not answered is repeated, and Describe has the last word",
    heldBy: [CALLS],
  },

  {
    id: "E1",
    claim:
      "The CLI is killed between the API's accept and its answer: the way back leads to one live task, or none",
    heldBy: [PROCESS],
  },
  {
    id: "E2",
    claim: "The same with PULUMI_SKIP_CHECKPOINTS: nothing is known of what was made, and up takes it over",
    heldBy: [PROCESS],
  },
  { id: "E3", claim: "Ctrl-C: the call in flight ends, state is saved", heldBy: [PROCESS] },
  {
    id: "E4",
    claim: "The provider's process is killed: an error, no hang, and the next run heals",
    heldBy: [PROCESS],
  },
  {
    id: "E5",
    claim: "Two runs on one stack: the second is refused by the lock, without a call",
    heldBy: [PROCESS],
  },
  {
    id: "E6",
    claim: "Two stacks that give one robot to one room: the loss shows at the next refresh",
    heldBy: [
      DRIFT,
      main("one robot for two tasks of a room in one run"),
      { test: "tests/unit/provider/pipeline/robot-name.test.ts", named: "another stack is another name" },
    ],
    explained:
      "they cannot be told of each other: no API lists tasks, and neither stack reads the other's state. Give each stack robots of its own " +
      "(`SlicingPipeline` names them after project and stack); within a stack it is refused, and the policy `no-shared-robot` says it in the preview",
  },
  {
    id: "E7",
    claim: "50 tasks of which 5 are refused, with --continue-on-error: 45 in state, and up again makes 5",
    heldBy: [PROCESS],
  },
  {
    id: "E8",
    claim: "A replacement whose Create fails after its Delete: the next up makes it",
    heldBy: [PROCESS],
  },

  {
    id: "D1",
    claim: "A task that was stopped outside is dropped by refresh and made again by up",
    heldBy: [
      main("stopped outside, onExit recreate"),
      { proof: "each kind stopped outside, onExit recreate", of: "jobs" },
    ],
  },
  {
    id: "D2",
    claim:
      "Ended in an empty room: onExit recreate makes it again, onExit keep leaves every later preview empty",
    heldBy: [DRIFT, main("ended, onExit keep")],
  },
  {
    id: "D3",
    claim:
      "Past its ResourceExpiredHour a task is not dropped for an error; the next up replaces it or keeps it, as told",
    heldBy: [
      main("handle expired, onHandleExpired replace"),
      main("handle expired, onHandleExpired keep"),
      { proof: "each kind with a handle, past its end", of: "jobs" },
    ],
  },
  {
    id: "D4",
    claim: "A Describe that is not answered, or with 5xx, fails the refresh and leaves state alone",
    heldBy: [DRIFT, main("a refresh that cannot ask fails")],
  },
  {
    id: "D5",
    claim: "Lists that were changed outside cause no false diff, and the next change sends all four",
    heldBy: [DRIFT],
    explained: "Describe answers no lists, so that nobody can see the change; README's limits say so",
  },

  {
    id: "L1",
    claim: "500 creates at an API latency of 0.1 s, beside the bound of 20 a second",
    heldBy: [{ section: BENCH_TASKS, aims: ["up with", "RequestLimitExceeded"] }],
  },
  {
    id: "L2",
    claim: "Latency by parallelism, beside the bound",
    heldBy: [{ section: "Latency of the API by parallelism", aims: ["up at"] }],
  },
  {
    id: "L3",
    claim: "Preview without changes, refresh and destroy of 500",
    heldBy: [{ section: BENCH_TASKS, aims: ["no-op preview", "refresh with", "destroy with"] }],
  },
  {
    id: "L4",
    claim: "State of a task, and the provider's text in it",
    heldBy: [
      { section: BENCH_TASKS, aims: ["bytes a task"] },
      main("state of one task"),
      main("__provider is the pinned text"),
    ],
  },
  {
    id: "L5",
    claim: "A file backend with and without checkpoints",
    heldBy: [{ section: "How cost grows", aims: [] }],
  },
  { id: "L6", claim: "Two stacks at once on one account: no failure", heldBy: [LOAD] },
  {
    id: "L7",
    claim: "The API is dead for 60 s in mid-run: everything is made, nothing twice",
    heldBy: [LOAD],
  },
  {
    id: "L8",
    claim: "Memory of the provider's process at 500 tasks",
    heldBy: [{ section: BENCH_TASKS, aims: ["memory"] }],
  },
  {
    id: "L9",
    claim: "100,000 random arrivals: in no second do more than 20 start, first come, first served",
    heldBy: [{ test: "tests/unit/provider/trtc/rate-limit.test.ts" }],
  },

  {
    id: "S1",
    claim: "Planted secrets are nowhere: state, preview, logs, gRPC log, errors, output of policies",
    heldBy: [
      SECRETS,
      main("planted secrets are nowhere in the clear"),
      { proof: "the secrets of every kind are nowhere in the clear", of: "jobs" },
      { proof: "a stack that breaks several rules is refused in its preview", of: "gitops" },
      ...onBoth("callbacks", "callback keys stand nowhere in the clear"),
    ],
    explained:
      "the engine's own debug log and gRPC log print the arguments that it hands over (README warns): nothing that this package writes or answers adds to them",
  },
  {
    id: "S2",
    claim: "Secrets that the program did not mark are marked all the same, and no output holds one",
    heldBy: [SECRETS],
  },
  {
    id: "S3",
    claim: "Keys are rotated with two that overlap, and no slice is refused",
    heldBy: [
      ...onBoth("storage", "a key is rotated in two steps"),
      ...onBoth("callbacks", "the key is rotated with events under way"),
      main("a changed storage key is seen without being kept"),
    ],
  },
  {
    id: "S4",
    claim: "The task's key writes slices, and every other request is denied",
    heldBy: [
      ...onBoth("storage", "the task's key writes slices"),
      { test: "tests/unit/provider/aws/s3-policies.test.ts" },
      { test: "tests/unit/provider/tencent/cos-policies.test.ts" },
    ],
  },
  {
    id: "S5",
    claim:
      "Rules of checkov and cdk-nag: nothing but what is waived with a reason; each rule finds what breaks it",
    heldBy: [
      { test: "tests/unit/rules/rules.test.ts" },
      { test: "tests/unit/rules/s3-slice-storage.test.ts" },
      { test: "tests/unit/rules/callback-endpoint.test.ts" },
    ],
  },
  {
    id: "S6",
    claim: "Destroy of a storage with slices refuses, retains or empties, as told",
    heldBy: ["refuse", "retain", "empty"].flatMap((way) => onBoth("storage", `onDestroy ${way}`)),
  },
  {
    id: "S7",
    claim: "Both permissions of an open function URL are there: what is signed gets in",
    heldBy: [
      { proof: "S3: what is not signed, wrongly signed, old", of: "callbacks" },
      {
        test: "tests/unit/provider/aws/callback-endpoint.test.ts",
        named: "the permissions are left to the provider",
      },
    ],
    explained:
      "the AWS provider itself adds both from 7.16 on, which the peer range asks for; what stands in for it in the tests adds them too",
  },
  {
    id: "S8",
    claim: "No network, clock or random in check and diff; exact dependencies; nothing runs at install",
    heldBy: [SECRETS, { test: `${TASK_TESTS}/lifecycle.pure.test.ts` }],
  },

  {
    id: "C1",
    claim: "The second preview is empty, the second up makes no call, refresh changes nothing",
    heldBy: [
      main("second preview is empty, second up writes nothing"),
      main("a drift check changes nothing"),
      ...onBoth("storage", "second preview is empty"),
    ],
  },
  {
    id: "C2",
    claim:
      "Each argument changed alone does what its row says: lists are one Modify, the rest Delete, then Create, never two live",
    heldBy: [
      { proof: "CloudSliceTask: every argument does what its row says", of: "jobs" },
      main("a changed list updates in place"),
      main("same application, room and robot: Delete before Create"),
      main("another robot: Create first"),
    ],
    explained:
      "under another robot, room or application Create comes first, so that there is no gap; onExit, keys and the like settle without a call",
  },
  {
    id: "C3",
    claim: "Another order, repetitions, defaults written out, a status that moves: no change",
    heldBy: [DRIFT, { test: `${TASK_TESTS}/lifecycle.diff.test.ts`, named: "nothing changes" }],
    explained: 'the rooms 150 and "150" are two rooms to TRTC: the other spelling is a replacement',
  },
  {
    id: "C4",
    claim:
      "10,000 random inputs of each kind: what check accepts the service accepts, and what it refuses has a reason",
    heldBy: [{ test: "tests/unit/agreement.test.ts" }, main("values that are not known yet pass preview")],
  },
  {
    id: "C5",
    claim: "State of every released version, and the code of today: nothing to change, and destroy works",
    heldBy: [{ file: "tests/e2e/fault-age.ts" }, { test: "tests/unit/provider/runtime.frozen.test.ts" }],
  },
  {
    id: "C6",
    claim: "A running task is taken over by import-file: the preview is empty",
    heldBy: [{ file: "tests/e2e/fault-import.ts" }],
    explained:
      "an import by id alone cannot be: no API tells with which arguments a task was made, so that they come from a file",
  },
  {
    id: "C7",
    claim:
      "2,000 random sequences of up, refresh, destroy, kills, faults and drift: state valid, nothing astray, nothing left",
    heldBy: [{ test: `${TASK_TESTS}/lifecycle.fuzz.test.ts` }, { file: "tests/fuzz/proofs.ts" }],
  },
];

/** Where the evidence is found, in words. */
export function placeOf(evidence: Evidence): string {
  if ("file" in evidence) return `\`${evidence.file}\``;
  if ("proof" in evidence) return `\`npm run prove -- ${evidence.of}\`: ${evidence.proof}`;
  if ("test" in evidence)
    return `\`${evidence.test}\`${evidence.named === undefined ? "" : `: ${evidence.named}`}`;
  return `\`bench/RESULTS.md\`: ${evidence.section}`;
}

/** How the case stands, in words. */
export function resultOf({ heldBy, explained }: Case): string {
  const isMeasured = heldBy.length > 0 && heldBy.every((evidence) => "section" in evidence);
  const words = [...(heldBy.length === 0 ? [] : [isMeasured ? "measured" : "holds"])];
  return [...words, ...(explained === undefined ? [] : [`explained: ${explained}`])].join("; ");
}

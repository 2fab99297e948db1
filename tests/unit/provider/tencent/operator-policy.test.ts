import * as pulumi from "@pulumi/pulumi";
import { readPolicyDocument } from "../../../../emulator/src/cam/document";
import { operatorPolicy } from "../../../../provider/tencent/operator-policy";
import type { OperatorPolicyArgs } from "../../../../provider/tencent/operator-policy";
import { JOBS, PERMISSIONS } from "../../../../provider/tencent/operator-policy/permissions";
import type { Job } from "../../../../provider/task/kinds";
import type { Feature } from "../../../../provider/tencent/operator-policy/permissions";
import { InputError } from "../../../../provider/trtc/errors";

const TASKS = [
  {
    effect: "allow",
    action: [
      "name/trtc:CreateCloudSliceTask",
      "name/trtc:DescribeCloudSliceTask",
      "name/trtc:ModifyCloudSliceTask",
      "name/trtc:DeleteCloudSliceTask",
    ],
    resource: ["*"],
  },
  {
    effect: "allow",
    action: ["name/trtc:RemoveUser", "name/trtc:RemoveUserByStrRoomId"],
    resource: ["qcs::trtc:::sdkappid/1400000001"],
  },
];
const TASKS_ONLY: OperatorPolicyArgs = { sdkAppIds: [1400000001], storage: "none", callback: false };

function statementsOf(args: OperatorPolicyArgs): { action: string[]; resource: string[] }[] {
  // what the function writes
  const { statement } = JSON.parse(operatorPolicy(args)) as {
    statement: { action: string[]; resource: string[] }[];
  };
  return statement;
}

function actionsOf(args: OperatorPolicyArgs): string[] {
  return statementsOf(args)
    .flatMap(({ action }) => action)
    .sort();
}

function actionsFor(...features: Feature[]): string[] {
  return PERMISSIONS.filter((each) => each.features.some((one) => features.includes(one)))
    .flatMap(({ actions }) => Object.keys(actions).map((name) => `name/${name}`))
    .sort();
}

/** The resources of the statement with an action. */
function resourcesOf(args: OperatorPolicyArgs, action: string): string[] {
  return statementsOf(args)
    .filter((statement) => statement.action.includes(`name/${action}`))
    .flatMap(({ resource }) => resource);
}

test("tasks alone need two statements, word for word", () => {
  expect(JSON.parse(operatorPolicy(TASKS_ONLY))).toEqual({ version: "2.0", statement: TASKS });
});

test.each<[string, OperatorPolicyArgs, Feature[]]>([
  ["a whole pipeline", { sdkAppIds: [1] }, ["slicing", "bucket", "key", "callback"]],
  [
    "one whose bucket is emptied",
    { sdkAppIds: [1], onDestroy: "empty" },
    ["slicing", "bucket", "empty", "key", "callback"],
  ],
  ["one without callbacks", { sdkAppIds: [1], callback: false }, ["slicing", "bucket", "key"]],
  ["an existing bucket", { sdkAppIds: [1], storage: "existing" }, ["slicing", "key", "callback"]],
  ["an endpoint and no storage", { sdkAppIds: [1], storage: "none" }, ["slicing", "callback"]],
  [
    "a storage said to be new",
    { sdkAppIds: [1], storage: "new", callback: true },
    ["slicing", "bucket", "key", "callback"],
  ],
])("the calls are those of %s", (_what, args, features) => {
  expect(actionsOf(args)).toEqual(actionsFor(...features));
});

test.each<[Job, readonly string[], readonly string[]]>([
  [
    "recording",
    [],
    ["CreateCloudRecording", "DescribeCloudRecording", "ModifyCloudRecording", "DeleteCloudRecording"],
  ],
  [
    "moderation",
    ["CreateCloudModeration", "DescribeCloudModeration", "ModifyCloudModeration", "DeleteCloudModeration"],
    [],
  ],
  ["ingest", ["StartStreamIngest", "DescribeStreamIngest", "UpdateStreamIngest", "StopStreamIngest"], []],
  ["relay", ["StartPublishCdnStream", "UpdatePublishCdnStream", "StopPublishCdnStream"], []],
  [
    "transcription",
    ["CreateCloudTranscription", "DescribeCloudTranscription", "DeleteCloudTranscription"],
    [],
  ],
])("tasks of %s alone need their own calls and those that remove a robot", (job, onAll, onApplications) => {
  const names = (calls: readonly string[]) => calls.map((call) => `name/trtc:${call}`);
  const statement = (action: string[], resource: string) => ({
    effect: "allow",
    action,
    resource: [resource],
  });
  expect(JSON.parse(operatorPolicy({ ...TASKS_ONLY, jobs: [job] }))).toEqual({
    version: "2.0",
    statement: [
      ...(onAll.length === 0 ? [] : [statement(names(onAll), "*")]),
      statement(
        names([...onApplications, "RemoveUser", "RemoveUserByStrRoomId"]),
        "qcs::trtc:::sdkappid/1400000001",
      ),
    ],
  });
});

test("the calls of several jobs stand together, slicing only where it is named", () => {
  const args = (...jobs: Job[]): OperatorPolicyArgs => ({ ...TASKS_ONLY, jobs });
  expect(actionsOf(args("relay", "recording"))).toEqual(actionsFor("recording", "relay"));
  expect(actionsOf(args(...JOBS))).toHaveLength(24);
  expect(operatorPolicy(args("slicing"))).toBe(operatorPolicy(TASKS_ONLY));
});

test("nothing is allowed by a wildcard in an action, and nothing twice", () => {
  const actions = actionsOf({ sdkAppIds: [1], jobs: [...JOBS], onDestroy: "empty" });
  expect(actions.filter((action) => !/^name\/(trtc|cam|scf|cos):[A-Za-z]+$/.test(action))).toEqual([]);
  expect(new Set(actions).size).toBe(actions.length);
});

test("without more the resources are those of the account that has the policy", () => {
  const args: OperatorPolicyArgs = { sdkAppIds: [1400000001, 1400000002], onDestroy: "empty" };
  expect(statementsOf(args).map(({ resource }) => resource)).toEqual([
    ["*"],
    ["qcs::trtc:::sdkappid/1400000001", "qcs::trtc:::sdkappid/1400000002"],
    ["qcs::cos:::*"],
    ["qcs::scf:::namespace/default", "qcs::scf:::namespace/default/function/trtc-*"],
    ["qcs::cam:::roleName/*"],
  ]);
});

test("account, bucket, region and role limit what can be limited", () => {
  const args: OperatorPolicyArgs = {
    sdkAppIds: [1400000001],
    uin: 100000000001,
    bucket: "slices-1250000000",
    region: "ap-singapore",
    roleName: "classroom-prod-*",
  };
  expect(statementsOf(args).map(({ resource }) => resource)).toEqual([
    ["*"],
    ["qcs::trtc::uin/100000000001:sdkappid/1400000001"],
    ["qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/*"],
    [
      "qcs::scf::uin/100000000001:namespace/default",
      "qcs::scf::uin/100000000001:namespace/default/function/trtc-*",
    ],
    ["qcs::cam::uin/100000000001:roleName/classroom-prod-*"],
  ]);
});

test.each([
  ["classroom-*", "qcs::cos:::classroom-*"],
  ["classroom", "qcs::cos:::classroom/*"],
  ["a-1250000000", "qcs::cos::uid/1250000000:a-1250000000/*"],
])("a bucket %p is the resource %p", (bucket, resource) => {
  expect(resourcesOf({ sdkAppIds: [1], bucket }, "cos:PutBucket")).toEqual([resource]);
});

test("the longest document is one that CAM takes", () => {
  const sdkAppIds = Array.from({ length: 20 }, (_, index) => 1400000001 + index);
  const text = operatorPolicy({
    sdkAppIds,
    jobs: [...JOBS],
    uin: 100000000001,
    bucket: "slices-1250000000",
    region: "na-siliconvalley",
    onDestroy: "empty",
    roleName: `${"r".repeat(128)}*`,
  });
  expect(text.length).toBeLessThan(6144);
  expect(readPolicyDocument(text)).toHaveLength(5);
});

const REGIONS =
  '"ap-bangkok" or "ap-beijing" or "ap-beijing-1" or "ap-beijing-fsi" or "ap-chengdu" or "ap-chongqing" or "ap-guangzhou" or ' +
  '"ap-hongkong" or "ap-jakarta" or "ap-mumbai" or "ap-nanjing" or "ap-seoul" or "ap-shanghai" or "ap-shanghai-fsi" or ' +
  '"ap-shenzhen-fsi" or "ap-singapore" or "ap-tokyo" or "eu-frankfurt" or "na-ashburn" or "na-siliconvalley" or "na-toronto" or "sa-saopaulo"';

const JOB_LIST =
  'a list of "slicing", "recording", "moderation", "ingest", "relay", "transcription", each once';

test.each<[string, object, string]>([
  [
    "no application",
    { sdkAppIds: [] },
    "sdkAppIds is a list of 0, allowed is a list of 1 to 100 different SdkAppIds: give a list such as [1400000001]",
  ],
  [
    "applications left out",
    { sdkAppIds: undefined },
    "sdkAppIds is missing, allowed is a list of 1 to 100 different SdkAppIds: give a list such as [1400000001]",
  ],
  [
    "no job",
    { jobs: [] },
    `jobs is a list of 0, allowed is ${JOB_LIST}: name what the tasks do, or leave it out for slicing`,
  ],
  [
    "a job twice",
    { jobs: ["relay", "relay"] },
    `jobs is a list of 2, allowed is ${JOB_LIST}: name what the tasks do, or leave it out for slicing`,
  ],
  [
    "an unknown job",
    { jobs: ["relay", "streaming"] },
    'jobs.1 is "streaming", allowed is "slicing" or "recording" or "moderation" or "ingest" or "relay" or "transcription": name what the tasks do',
  ],
  [
    "another storage",
    { storage: "old" },
    'storage is "old", allowed is "new" or "existing" or "none": say whether the storage makes its bucket',
  ],
  [
    "a bucket with capitals",
    { bucket: "Slices" },
    'bucket is "Slices", allowed is the name of a bucket, such as "classroom-1250000000", or its start and *: give the name that the storage gets',
  ],
  [
    "a star in the middle",
    { bucket: "a*b" },
    'bucket is "a*b", allowed is the name of a bucket, such as "classroom-1250000000", or its start and *: give the name that the storage gets',
  ],
  [
    "another region",
    { region: "moon" },
    `region is "moon", allowed is ${REGIONS}: give the bucket's region, or leave it out`,
  ],
  [
    "what needs nothing more on destroy",
    { onDestroy: "retain" },
    'onDestroy is "retain", allowed is "empty": leave it out unless the storage has "empty" too',
  ],
  [
    "a role with a path",
    { roleName: "a/b" },
    'roleName is "a/b", allowed is the name of a role, or its start and *: give a name such as "classroom-prod-*"',
  ],
  [
    "an account that is no number",
    { uin: "100000000001" },
    'uin is "100000000001", allowed is the number of the main account, such as 100000000001: take it from the console\'s account information, or leave it out',
  ],
  [
    "an Output",
    { roleName: pulumi.output("classroom-*") },
    'roleName is "an Output", allowed is the name of a role, or its start and *: give a name such as "classroom-prod-*"',
  ],
  [
    "a bucket of a storage that makes none",
    { storage: "existing", bucket: "a-1250000000" },
    'bucket is given beside storage "existing", allowed is only for a new bucket: remove it',
  ],
  [
    "a destroy of what is not made",
    { storage: "none", onDestroy: "empty" },
    'onDestroy is given beside storage "none", allowed is only for a new bucket: remove it',
  ],
])("%s is refused", (_what, changes, reason) => {
  // a program in JavaScript may give anything
  const args = { sdkAppIds: [1400000001], ...changes } as OperatorPolicyArgs;
  expect(() => operatorPolicy(args)).toThrow(new InputError(`operatorPolicy: ${reason}`));
});

test("all problems are named at once", () => {
  // a program in JavaScript may give anything
  const args = { sdkAppIds: [1.5], callback: "yes" } as unknown as OperatorPolicyArgs;
  expect(() => operatorPolicy(args)).toThrow(
    new InputError(
      "operatorPolicy: sdkAppIds.0 is 1.5, allowed is a whole number from 1 to 4294967295: give the numbers of applications; " +
        'callback is "yes", allowed is true or false: say whether there is a callback endpoint',
    ),
  );
});

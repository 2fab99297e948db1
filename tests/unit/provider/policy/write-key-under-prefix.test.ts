import { writePolicy as s3WritePolicy } from "../../../../provider/aws/s3-policies";
import { writeKeyUnderPrefix } from "../../../../provider/policy/write-key-under-prefix";
import type { StackResource } from "../../../../provider/policy/stack-resource";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { readPolicy, writePolicy } from "../../../../provider/tencent/cos-policies";
import { listenToEngine } from "../../../../provider/policy/engine-requests";
import { engine, marked } from "./engine-parts";
import { madeStack } from "./made-stacks";
import { reportsOf } from "./reports";
import { jobTask, resource, task } from "./stack-parts";

const COS_PLACE = { bucket: "b-1250000000", region: "ap-singapore" };
const FOLDER =
  "allowed is a folder of one bucket such as bucket/slices/*: give the storage fileNamePrefix in place of wholeBucket, or narrow the statement";

const READING =
  "allowed are uploads: take readForMp4 from the storage or give these to another user, or set readForMp4 of write-key-under-prefix to true where recordings become MP4";

/** A user with a key and a policy, by which tasks write when `isUsed`. */
function camUser(policyDocument: string, isUsed: boolean): StackResource[] {
  const user = resource("pulumi-nodejs:dynamic/trtc:CamUser", "user", { name: "bob" });
  const key = resource("pulumi-nodejs:dynamic/trtc:CamAccessKey", "key", { userName: "bob" });
  return [
    user,
    key,
    resource("pulumi-nodejs:dynamic/trtc:CamPolicy", "policy", { policyName: "p", policyDocument }),
    resource("pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment", "attachment", {
      userName: "bob",
      policyName: "p",
    }),
    task("lobby", {}, isUsed ? { storage: [key.urn] } : {}),
  ];
}

/** The same on AWS in a first preview, where ARNs and ids are not known. */
function iamUser(policy: string, isUsed: boolean): StackResource[] {
  const key = resource("aws:iam/accessKey:AccessKey", "key", { user: "bob" });
  const made = resource("aws:iam/policy:Policy", "policy", { policy });
  return [
    key,
    made,
    resource(
      "aws:iam/userPolicyAttachment:UserPolicyAttachment",
      "attachment",
      { user: "bob", policyArn: UNKNOWN },
      { sources: { policyArn: [made.urn] } },
    ),
    task("lobby", {}, isUsed ? { storage: [key.urn] } : {}),
  ];
}

const said = (resources: readonly StackResource[], config = {}) =>
  reportsOf(writeKeyUnderPrefix, resources, config);
const iam = (Action: string | string[], Resource: string | string[]) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] });

test.each(["COS", "S3"] as const)(
  "a key for the whole bucket of a storage on %s is refused",
  async (cloud) => {
    const stack = await madeStack(cloud, { wholeBucket: true, expireAfterDays: undefined });
    const [text, resources] =
      cloud === "COS"
        ? ["policyDocument", "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/*"]
        : ["policy", "arn:aws:s3:::slices-bucket-1a2b3c4/*"];
    expect(said(stack)).toEqual([
      ["slices-policy", `${text} allows a key to write to ${resources}, ${FOLDER}`],
    ]);
  },
);

test("a key that tasks write with may do nothing else", () => {
  const reads = readPolicy({ ...COS_PLACE, prefix: ["a"] });
  expect(said(camUser(reads, true))).toEqual([
    ["policy", `policyDocument allows a write key name/cos:GetObject, name/cos:HeadObject, ${READING}`],
    [
      "policy",
      "policyDocument allows a write key name/cos:GetBucket, allowed are uploads: give these to another user",
    ],
  ]);
  expect(said(camUser(writePolicy({ ...COS_PLACE, prefix: ["a"] }), true))).toEqual([]);
  const kms = s3WritePolicy({
    partition: "aws",
    bucket: "b",
    prefix: ["a"],
    kmsKeyArn: "arn:aws:kms:r:1:key/k",
  });
  expect(said(iamUser(kms, true))).toEqual([]);
  for (const keys of ["*", "arn:aws:kms:r:1:key/?"])
    expect(said(iamUser(iam("kms:Decrypt", keys), true))).toEqual([
      ["policy", `policy allows a key to write to ${keys}, ${FOLDER}`],
    ]);
});

test.each<[cloud: string, read: string, folder: string, bucket: string]>([
  [
    "COS",
    "name/cos:GetObject",
    "qcs::cos:r:uid/1250000000:b-1250000000/a/*",
    "qcs::cos:r:uid/1250000000:b-1250000000/*",
  ],
  [
    "COS",
    "name/cos:HeadObject",
    "qcs::cos:r:uid/1250000000:b-1250000000/a/*",
    "qcs::cos:r:uid/1250000000:b-1250000000/*",
  ],
  ["S3", "s3:GetObject", "arn:aws:s3:::b/a/*", "arn:aws:s3:::b/*"],
])(
  "on %s a write key may have %s under its folder where the setting says so",
  (_cloud, read, folder, bucket) => {
    const mp4 = { readForMp4: true };
    const granted = iamUser(iam(read, folder), true);
    expect(said(granted)).toEqual([["policy", `policy allows a write key ${read}, ${READING}`]]);
    expect(said(granted, { readForMp4: false })).toHaveLength(1);
    expect(said(granted, mp4)).toEqual([]);
    expect(said(iamUser(iam(read, bucket), true), mp4)).toEqual([
      ["policy", `policy allows a key to read ${bucket}, ${FOLDER}`],
    ]);
    expect(said(iamUser(iam(read, folder.replace("/a/", "/trtc-events/")), true), mp4)).toEqual([
      [
        "policy",
        `policy allows a write key to read ${folder.replace("/a/", "/trtc-events/")}, where events are kept, allowed is another folder: narrow the statement`,
      ],
    ]);
    expect(said(iamUser(iam([read, "s3:ListBucket"], folder), true), mp4)).toEqual([
      ["policy", "policy allows a write key s3:ListBucket, allowed are uploads: give these to another user"],
    ]);
  },
);

test.each([
  ["COS", "policyDocument", "name/cos:GetObject, name/cos:HeadObject"],
  ["S3", "policy", "s3:GetObject"],
] as const)("the key of a storage on %s with readForMp4 needs the setting", async (cloud, text, reads) => {
  const stack = await madeStack(cloud, { readForMp4: true });
  expect(said(stack)).toEqual([["slices-policy", `${text} allows a write key ${reads}, ${READING}`]]);
  expect(said(stack, { readForMp4: true })).toEqual([]);
});

test.each(["CloudRecordingTask", "CloudModerationTask"])(
  "the key that a %s writes with is a write key",
  (kind) => {
    const [key, ...rest] = iamUser(iam("s3:GetObject", "arn:aws:s3:::b/a/*"), false);
    const writer = jobTask(kind, "writer", {}, { storage: [key?.urn ?? ""] });
    expect(said([...(key ? [key] : []), ...rest])).toEqual([]);
    expect(said([...(key ? [key] : []), ...rest, writer])).toEqual([
      ["policy", `policy allows a write key s3:GetObject, ${READING}`],
    ]);
  },
);

test("the engine is told of the setting", () => {
  expect(writeKeyUnderPrefix.configSchema).toEqual({
    properties: { readForMp4: { type: "boolean", default: false } },
  });
});

test("another user with a key reads what it likes and writes under a folder", () => {
  expect(said(camUser(readPolicy({ ...COS_PLACE, prefix: [] }), false))).toEqual([]);
  expect(said(camUser(writePolicy({ ...COS_PLACE, prefix: ["a"] }), false))).toEqual([]);
  expect(said(camUser(writePolicy({ ...COS_PLACE, prefix: [] }), false))).toHaveLength(1);
  expect(said(iamUser(iam(["s3:Get*", "logs:*"], "*"), false))).toEqual([]);
});

test.each([
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::b",
  "arn:aws:s3:::*/a/*",
  "arn:aws:s3:::b/a*",
  "*",
  "arn:aws:s3:::b/*/a/*",
  "arn:aws:s3:::*/x:b/a/*",
  "arn:aws:s3:eu-west-1:123456789012:accesspoint/b/object/*",
])("%s is no folder of one bucket", (where) => {
  expect(said(iamUser(iam("s3:PutObject", where), false))).toEqual([
    ["policy", `policy allows a key to write to ${where}, ${FOLDER}`],
  ]);
});

test.each([
  ["s3:PutObject", "s3:ReplicateObject", "s3:PutBucketPolicy", "S3:putobject"],
  ["s3:Put*", "s3:*Object", "s3:?utObject", "s3:*", "*:*", "*"],
  ["name/cos:PutObject", "name/cos:PostObject", "name/cos:AppendObject", "name/cos:UploadPartCopy"],
  ["name/cos:*Object", "name/cos:Upload*", "name/cos:*", "cos:*", "name/*", "*/cos:Put*"],
])("%s and the like write", (...actions) => {
  for (const action of actions)
    expect([action, said(iamUser(iam(action, "*"), false))]).toEqual([
      action,
      [["policy", `policy allows a key to write to *, ${FOLDER}`]],
    ]);
});

test.each([
  "s3:Get*",
  "s3:GetObject",
  "s3:List?ucket",
  "name/cos:Head*",
  "name/cos:GetObject",
  "s3.PutObject",
])("%s does not write", (action) => {
  expect(said(iamUser(iam(action, "*"), false))).toEqual([]);
});

test("a key that tasks write with keeps off the folder of events, another may write there", () => {
  const events = iam("s3:PutObject", "arn:aws:s3:::b/trtc-events/*");
  const message =
    "policy allows a write key to write to arn:aws:s3:::b/trtc-events/*, where events are kept, allowed is another folder: narrow the statement";
  expect([said(iamUser(events, true)), said(iamUser(events, false))]).toEqual([[["policy", message]], []]);
});

test("what a policy that is marked secret names is not shown", () => {
  listenToEngine();
  const stack = iamUser(iam("s3:PutObject", "arn:aws:s3:::planted/*"), false);
  const policy = stack.find(({ name }) => name === "policy");
  engine.analyzes(policy?.urn ?? "", { policy: marked("sealed") });
  expect(said(stack)).toEqual([["policy", `policy allows a key to write to what is secret, ${FOLDER}`]]);
  engine.analyzes(policy?.urn ?? "", { policy: "in the clear" });
});

test("all but what is named is too much", () => {
  const policy = JSON.stringify({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } });
  const message = "policy allows all but what it names, allowed is to name what a key may do: name it";
  expect([said(iamUser(policy, true)), said(iamUser(policy, false))]).toEqual([
    [["policy", message]],
    [["policy", message]],
  ]);
});

test("a policy in the user itself counts, one of a user without a key does not", () => {
  const inline = resource("aws:iam/userPolicy:UserPolicy", "inline", {
    user: "bob",
    policy: iam("s3:*", "*"),
  });
  const [key, ...rest] = iamUser(iam("s3:PutObject", "arn:aws:s3:::b/a/*"), true);
  expect(said([...(key ? [key] : []), ...rest, inline]).map(([name]) => name)).toEqual(["inline", "inline"]);
  expect(said([inline])).toEqual([]);
});

test("a policy attached to several users at once counts", () => {
  const [key, made, , writer] = iamUser(iam("*", "*"), true);
  const attached = (users: unknown, from: string[] = []) =>
    resource(
      "aws:iam/policyAttachment:PolicyAttachment",
      "shared",
      { users, policyArn: UNKNOWN },
      { sources: { policyArn: [made?.urn ?? ""], users: from } },
    );
  const of = (attachment: StackResource) =>
    said([key, made, writer, attachment].flatMap((each) => each ?? [])).map(([name]) => name);
  expect(of(attached(["alice", "bob"]))).toEqual(["policy", "policy"]);
  expect([of(attached(["alice"])), of(attached(["alice", UNKNOWN], ["a"])), of(attached(undefined))]).toEqual(
    [[], [], []],
  );
});

test.each<[string, object]>([
  ["aws:iam/userGroupMembership:UserGroupMembership", { user: "bob", groups: ["admins"] }],
  ["aws:iam/groupMembership:GroupMembership", { users: ["alice", "bob"], group: "admins" }],
  [
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
    { userName: "bob", policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
  ],
])("a write key has nothing by %s", (type, inputs) => {
  const further = resource(type, "further", { ...inputs });
  const policy = iam("s3:PutObject", "arn:aws:s3:::b/a/*");
  expect(said([...iamUser(policy, true), further])).toEqual([
    [
      "further",
      "gives the user of a write key what cannot be read here, allowed is the storage's writePolicy, attached by itself: leave the user out",
    ],
  ]);
  expect(said([...iamUser(policy, false), further])).toEqual([]);
});

test("a policy that the stack does not make cannot be read: a write key has none", () => {
  const arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
  const attach = resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "more", {
    user: "bob",
    policyArn: arn,
  });
  const policy = iam("s3:PutObject", "arn:aws:s3:::b/a/*");
  expect(said([...iamUser(policy, true), attach])).toEqual([
    [
      "more",
      `policyArn is of a policy that this stack does not make, allowed for a write key is a policy that can be read here: attach the storage's writePolicy`,
    ],
  ]);
  expect(said([...iamUser(policy, false), attach])).toEqual([]);
});

test("a policy that is only known later is looked at later", () => {
  expect([said(camUser(UNKNOWN, true)), said(iamUser(UNKNOWN, true))]).toEqual([[], []]);
});

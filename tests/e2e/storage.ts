import assert from "node:assert/strict";
import { resolve } from "node:path";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { S3SliceStorage } from "pulumi-trtc/aws";
import { parseObjectKey } from "pulumi-trtc/callback";
import { CosSliceStorage } from "pulumi-trtc/tencent";
import { CLOUDS, onCloud, vendorCos } from "./cloud";
import type { AccessKey, Cloud, CloudName, StorageOptions } from "./cloud";
import { makeProject } from "./project";
import { assertSame, furtherProof, messageOf, proof } from "./proof";
import type { Proof } from "./proof";
import { SDK_APP_ID, taskArgs } from "./scene";
import { placesOfSecrets, secretText } from "./secret-search";

import type { TestStack } from "./stack";
import { callApi } from "./tencent-api";

/** Seconds of an audio file, and between two pictures. */
const SLICE_AUDIO = 15;
const SLICE_VIDEO = 5;

/** A storage and a task that writes to it; the robot is named after the key. */
function sliced(cloud: Cloud, options: StorageOptions = {}): PulumiFn {
  return () => {
    const storage = cloud.storage(options);
    const task = new trtc.CloudSliceTask(
      "lobby",
      taskArgs({
        userId: `slicer-v${storage.keyVersion}`,
        sliceParams: { sliceType: "both", sliceVideo: SLICE_VIDEO, maxIdleTime: 86400 },
        storage: storage.target,
      }),
    );
    const { accessKey, secretKey, bucket } = storage.target;
    const { writePolicy, readPolicy } = storage;
    return Promise.resolve({ accessKey, secretKey, bucket, writePolicy, readPolicy, taskId: task.taskId });
  };
}

/** The storage by itself. */
function stored(cloud: Cloud, options: StorageOptions = {}): PulumiFn {
  return () => {
    const { target } = cloud.storage(options);
    const { accessKey, secretKey } = target;
    return Promise.resolve({ accessKey, secretKey });
  };
}

const ROOM = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" } as const;

/** Lets somebody speak in the room and some time go by. */
async function speak({ scene: { control } }: Cloud, seconds: number): Promise<void> {
  await control.joinRoom({ ...ROOM, userId: "alice" });
  await control.advance(seconds);
}

/** The key of the storage, as the stack hands it out. */
async function keyOf(stack: TestStack): Promise<AccessKey> {
  const { accessKey, secretKey } = await stack.stack.outputs();
  return { accessKeyId: String(accessKey?.value), secretAccessKey: String(secretKey?.value) };
}

/** What the server answers to a request, in a word. */
async function answerTo(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return "done";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Everything that a write key has no business with. */
function attempts(
  store: S3Client,
  { bucket, otherBucket }: Cloud,
  slice: string,
): [what: string, request: () => Promise<unknown>][] {
  const at = { Bucket: bucket, Key: slice };
  const put = (Bucket: string, Key: string) => () =>
    store.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  return [
    ["read a slice", () => store.send(new GetObjectCommand(at))],
    ["list the bucket", () => store.send(new ListObjectsV2Command({ Bucket: bucket }))],
    ["delete a slice", () => store.send(new DeleteObjectCommand(at))],
    ["put beside the folders", put(bucket, "elsewhere/x")],
    ["put into a folder with a longer name", put(bucket, "prod/classroom2/x")],
    ["put among the events", put(bucket, "trtc-events/x")],
    ["put into another bucket", put(otherBucket, "prod/classroom/x")],
    [
      "make the bucket public",
      () => store.send(new PutBucketAclCommand({ Bucket: bucket, ACL: "public-read" })),
    ],
    ["delete the bucket", () => store.send(new DeleteBucketCommand({ Bucket: bucket }))],
  ];
}

const leastPrivilege = (name: CloudName) =>
  proof(`${name}: the task's key writes slices and is denied everything else`, () =>
    onCloud(
      name,
      async (cloud) => {
        const stack = await cloud.scene.open(sliced(cloud), cloud.stack);
        await stack.up();
        await speak(cloud, 60);
        const [task] = await cloud.scene.control.tasks();
        const written = await cloud.objectKeys();
        assert.ok(written.length > 10 && written.length === task?.uploaded, `${written.length} slices`);
        assert.equal(task.refused, 0);
        assertSame(new Set(written.map((key) => parseObjectKey(key).kind)), new Set(["slice"]));

        const key = await keyOf(stack);
        const [slice = ""] = written;
        const store = cloud.as(key);
        const tried = attempts(store, cloud, slice);
        for (const [what, request] of tried)
          assert.equal(`${what}: ${await answerTo(request())}`, `${what}: AccessDenied`);
        // the same request by the owner goes through: what refused it was the key
        for (const [what, request] of attempts(cloud.owner, cloud, slice).slice(0, 2))
          assert.equal(`${what}: ${await answerTo(request())}`, `${what}: done`);
        const own = new PutObjectCommand({ Bucket: cloud.bucket, Key: "prod/classroom/x", Body: "x" });
        assert.equal(await answerTo(store.send(own)), "done");
        const plain = cloud.withoutTls?.(key);
        if (plain !== undefined) assert.equal(await answerTo(plain.send(own)), "AccessDenied");
        return `${written.length} slices written, ${tried.length} of ${tried.length} other requests AccessDenied`;
      },
      { virtualClock: true },
    ),
  );

const wholeBucket = (name: CloudName) =>
  furtherProof(`${name}: a key for the whole bucket is kept off the events`, () =>
    onCloud(name, async (cloud) => {
      const stack = await cloud.scene.open(stored(cloud, { wholeBucket: true }), cloud.stack);
      await stack.up();
      const store = cloud.as(await keyOf(stack));
      const put = (Key: string) =>
        answerTo(store.send(new PutObjectCommand({ Bucket: cloud.bucket, Key, Body: "x" })));
      assertSame([await put("anywhere/x"), await put("trtc-events/x")], ["done", "AccessDenied"]);
      return "anywhere: done, trtc-events/: AccessDenied";
    }),
  );

const readsForMp4 = furtherProof(
  "COS: a key with readForMp4 gets what is under its folders and is denied everything else, and one without gets nothing",
  () =>
    onCloud("COS", async (cloud) => {
      const program = (readForMp4: boolean) => () => {
        const storage = new CosSliceStorage("slices", {
          bucketName: cloud.bucket,
          fileNamePrefix: ["prod", "classroom"],
          readForMp4,
        });
        const { accessKey, secretKey, readForMp4: said } = storage.target;
        return Promise.resolve({ accessKey, secretKey, said: said ?? "nothing" });
      };
      const slice = "prod/classroom/x";
      const stack = await cloud.scene.open(program(false), cloud.stack);
      await stack.up();
      const store = cloud.as(await keyOf(stack));
      for (const Key of [slice, "prod/other", "trtc-events/x"])
        await cloud.owner.send(new PutObjectCommand({ Bucket: cloud.bucket, Key, Body: "x" }));
      const get = (Key: string) => answerTo(store.send(new GetObjectCommand({ Bucket: cloud.bucket, Key })));
      const head = (Key: string) =>
        answerTo(store.send(new HeadObjectCommand({ Bucket: cloud.bucket, Key })));
      // a refusal of HEAD has no body that could name it
      assertSame([await get(slice), await head(slice)], ["AccessDenied", "Unknown"]);

      stack.program(program(true));
      const { changes } = await stack.up();
      // the policy alone: the key stays, and so would a task
      assert.equal(changes["update"], 1, JSON.stringify(changes));
      assertSame((await stack.stack.outputs())["said"]?.value, true);
      assertSame([await get(slice), await head(slice)], ["done", "done"]);
      assertSame([await get("prod/other"), await get("trtc-events/x")], ["AccessDenied", "AccessDenied"]);
      const others = attempts(store, cloud, slice).filter(([what]) => what !== "read a slice");
      for (const [what, request] of others)
        assert.equal(`${what}: ${await answerTo(request())}`, `${what}: AccessDenied`);
      return `1 policy updated; get and head under the folders done, ${others.length + 2} of ${others.length + 2} others AccessDenied`;
    }),
);

const steady = (name: CloudName) =>
  proof(`${name}: second preview is empty, refresh changes nothing, second up writes nothing`, () =>
    onCloud(name, async (cloud) => {
      const stack = await cloud.scene.open(
        sliced(cloud, { versioning: true, expireAfterDays: 30, keyVersions: [1, 2] }),
        cloud.stack,
      );
      const first = await stack.up();
      const all = { same: first.changes["create"] ?? 0 };
      await cloud.writes();
      assertSame((await stack.preview()).changes, all);
      assertSame((await stack.preview({ refresh: true })).changes, all);
      await stack.refresh();
      assertSame((await stack.up()).changes, all);
      assertSame(await cloud.writes(), []);
      await stack.destroy();
      assertSame([await cloud.userNames(), await cloud.bucketNames()], [[], [cloud.otherBucket]]);
      return `${all.same} same, 0 write calls, nothing left after destroy`;
    }),
  );

/** Two secrets as the engine shows them, or what is not known yet. */
const HIDDEN = /^\["\[secret\]","\[secret\]"\]$|04da6b54/;

const readable = (name: CloudName) =>
  proof(`${name}: bucket, folders and policy are readable in the first preview, keys are not`, () =>
    onCloud(name, async (cloud) => {
      const stack = await cloud.scene.open(sliced(cloud), cloud.stack);
      const { events } = await stack.preview();
      const planned = events.flatMap(({ resourcePreEvent }) =>
        resourcePreEvent?.metadata.new ? [resourcePreEvent.metadata.new] : [],
      );
      // what the engine's events hold of a resource is not typed
      const task = planned.find(({ type }) => type.endsWith(":CloudSliceTask"))?.inputs["storage"] as
        Record<string, unknown> | undefined;
      assertSame(
        [task?.["bucket"], task?.["fileNamePrefix"], task?.["vendor"]],
        [cloud.bucket, ["prod", "classroom"], cloud.name.toLowerCase()],
      );
      assert.match(JSON.stringify([task?.["accessKey"], task?.["secretKey"]]), HIDDEN);
      const policy = planned.find(
        ({ type }) => /[pP]olicy$/.test(type) && !/bucketPolicy/.test(type),
      )?.inputs;
      assert.match(JSON.stringify(policy), new RegExp(`${cloud.bucket}/prod/classroom/`));
      return "bucket, folders and policy in the clear, both keys hidden";
    }),
  );

const adopted = (name: CloudName) =>
  proof(`${name}: an existing bucket gets a user, a policy and a key, and is left alone`, () =>
    onCloud(name, async (cloud) => {
      await cloud.owner.send(new PutObjectCommand({ Bucket: cloud.otherBucket, Key: "old", Body: "x" }));
      const stack = await cloud.scene.open(stored(cloud, { adopt: true }), cloud.stack);
      const { changes } = await stack.up();
      // stack, component, user, policy, attachment, guard, key
      assertSame(changes, { create: 7 });
      const store = cloud.as(await keyOf(stack));
      const put = (Key: string) =>
        answerTo(store.send(new PutObjectCommand({ Bucket: cloud.otherBucket, Key, Body: "x" })));
      assertSame([await put("prod/classroom/x"), await put("old")], ["done", "AccessDenied"]);
      await stack.destroy();
      const { Contents = [] } = await cloud.owner.send(
        new ListObjectsV2Command({ Bucket: cloud.otherBucket }),
      );
      assertSame(
        [Contents.map(({ Key }) => Key), await cloud.userNames()],
        [["old", "prod/classroom/x"], []],
      );
      return "7 resources, bucket and its objects there after destroy";
    }),
  );

/** Lets the emulated time run, and looks at the keys, until it is told to stop. */
function timeRuns(cloud: Cloud): { stop(): Promise<{ mostKeys: number }> } {
  const clock = { runs: true };
  let mostKeys = 0;
  const run = (async () => {
    while (clock.runs) {
      await cloud.scene.control.advance(1);
      mostKeys = Math.max(mostKeys, (await cloud.keyIds()).length);
    }
  })();
  return {
    async stop() {
      clock.runs = false;
      await run;
      return { mostKeys };
    },
  };
}

const rotation = (name: CloudName) =>
  proof(`${name}: a key is rotated in two steps under a task that writes all the while`, () =>
    onCloud(
      name,
      async (cloud) => {
        const stack = await cloud.scene.open(sliced(cloud, { keyVersions: [1] }), cloud.stack);
        await stack.up();
        const [oldKey] = await cloud.keyIds();
        await speak(cloud, 30);
        const time = timeRuns(cloud);
        stack.program(sliced(cloud, { keyVersions: [2] }));
        const refusedStep = await stack.failing("preview");
        assert.match(refusedStep, /keyVersions is \[2\] after \[1\].*give \[1,2\]/s);
        stack.program(sliced(cloud, { keyVersions: [1, 2] }));
        await stack.up();
        const both = await cloud.keyIds();
        stack.program(sliced(cloud, { keyVersions: [2] }));
        await stack.up();
        const left = await cloud.keyIds();
        const { mostKeys } = await time.stop();
        await cloud.scene.control.advance(60);

        assertSame([both.length, left.length, mostKeys, left.includes(oldKey ?? "")], [2, 1, 2, false]);
        const tasks = await cloud.scene.control.tasks();
        assertSame(
          tasks.map(({ userId, running }) => [userId, running]),
          [
            ["slicer-v1", false],
            ["slicer-v2", true],
          ],
        );
        assertSame(
          tasks.map(({ refused }) => refused),
          [0, 0],
        );
        const keys = await cloud.objectKeys();
        assert.equal(
          keys.length,
          tasks.reduce((sum, { uploaded }) => sum + uploaded, 0),
        );
        // the new one is there before the old one goes, and speech is cut into files one after the other
        assert.ok(String(tasks[1]?.createdAt) < String(tasks[0]?.endedAt), JSON.stringify(tasks));
        const gaps = { audio: longestGap(keys, "audio"), image: longestGap(keys, "image") };
        assert.ok(gaps.audio <= SLICE_AUDIO, `audio begins ${gaps.audio} s apart`);
        // a task takes its first picture when the first interval is over
        assert.ok(gaps.image <= 2 * SLICE_VIDEO, `pictures are ${gaps.image} s apart`);
        return `${keys.length} writes, 0 refused, never more than ${mostKeys} keys, no gap in the audio, pictures at most ${gaps.image} s apart`;
      },
      { virtualClock: true },
    ),
  );

/** Seconds between the beginnings of two slices of a type, at most. */
function longestGap(keys: readonly string[], type: "audio" | "image"): number {
  const times = keys
    .map((key) => parseObjectKey(key))
    .flatMap((key) => (key.kind === "slice" && key.type === type ? [Date.parse(key.time) / 1000] : []))
    .sort((one, other) => one - other);
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

const refuses = (name: CloudName) =>
  proof(`${name}: onDestroy refuse fails with slices inside and leaves every protection`, () =>
    onCloud(
      name,
      async (cloud) => {
        const options = { expireAfterDays: 30, versioning: true };
        const stack = await cloud.scene.open(sliced(cloud, options), cloud.stack);
        await stack.up();
        await speak(cloud, 30);
        const [keys, protections] = [await cloud.objectKeys(), await cloud.protections()];
        const text = await stack.failing("destroy");
        assert.match(
          text,
          name === "COS"
            ? /still holds objects and is left as it is: set onDestroy to "empty" to delete them or to "retain" to keep them/
            : /BucketNotEmpty/,
        );
        // the task writes what it still had when it was stopped
        const left = await cloud.objectKeys();
        assert.ok(keys.length > 0 && keys.every((key) => left.includes(key)), `${left.length} left`);
        assertSame(await cloud.protections(), protections);
        stack.program(sliced(cloud, { ...options, onDestroy: "empty" }));
        await stack.up();
        await stack.destroy();
        assertSame([await cloud.bucketNames(), await cloud.userNames()], [[cloud.otherBucket], []]);
        return `${left.length} objects and ${Object.keys(protections).length} protections still there; empty after the next up`;
      },
      { virtualClock: true },
    ),
  );

const retains = (name: CloudName) =>
  proof(`${name}: onDestroy retain leaves bucket, objects and protections`, () =>
    onCloud(
      name,
      async (cloud) => {
        const stack = await cloud.scene.open(sliced(cloud, { onDestroy: "retain" }), cloud.stack);
        await stack.up();
        await speak(cloud, 30);
        const [written, protections] = [await cloud.objectKeys(), await cloud.protections()];
        await stack.destroy();
        const left = await cloud.objectKeys();
        assert.ok(written.every((key) => left.includes(key)) && written.length > 0);
        assertSame(await cloud.protections(), protections);
        assertSame([await cloud.userNames(), await stack.resources()], [[], []]);
        return `${left.length} objects there, 0 users, 0 resources in state`;
      },
      { virtualClock: true },
    ),
  );

const empties = (name: CloudName) =>
  proof(`${name}: onDestroy empty deletes objects, versions and unfinished uploads`, () =>
    onCloud(name, async (cloud) => {
      const stack = await cloud.scene.open(
        stored(cloud, { onDestroy: "empty", versioning: true }),
        cloud.stack,
      );
      await stack.up();
      const { owner, bucket } = cloud;
      for (const body of ["1", "2"])
        await owner.send(new PutObjectCommand({ Bucket: bucket, Key: "twice", Body: body }));
      await owner.send(new PutObjectCommand({ Bucket: bucket, Key: "deleted", Body: "x" }));
      await owner.send(new DeleteObjectCommand({ Bucket: bucket, Key: "deleted" }));
      await owner.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "unfinished" }));
      await stack.destroy();
      assertSame(await cloud.bucketNames(), [cloud.otherBucket]);
      return "3 versions, a delete marker and an upload: bucket gone";
    }),
  );

/** Changes made behind the engine's back, one for each property that can be. */
async function driftOfBucket({ scene, bucket, owner }: Cloud): Promise<number> {
  const cos = vendorCos(scene);
  const at = { Bucket: bucket, Region: "ap-singapore" };
  await owner.send(new PutBucketAclCommand({ Bucket: bucket, ACL: "public-read" }));
  await cos.deleteBucketEncryption(at);
  await cos.putBucketVersioning({ ...at, VersioningConfiguration: { Status: "Suspended" } });
  await cos.deleteBucketLifecycle(at);
  await cos.putBucketTagging({ ...at, Tags: [{ Key: "team", Value: "nobody" }] });
  await cos.putBucketCors({ ...at, CORSRules: [{ AllowedOrigin: ["*"], AllowedMethod: ["GET"] }] });
  return 6;
}

/** A CAM call as the account, signed by the vendor's client. */
function cam({ scene }: Cloud, action: string, params: object): Promise<Record<string, unknown>> {
  return callApi(scene, ["cam", action, params]);
}

/** Everything of the storage by its URN's last part, as the engine keeps it. */
async function outputsOf(stack: TestStack): Promise<Map<string, Record<string, unknown>>> {
  return new Map(
    (await stack.resources()).map(({ urn, outputs }) => [urn.slice(urn.lastIndexOf("::") + 2), outputs]),
  );
}

const drift = proof("COS: drift of each property is seen by refresh and repaired by up", () =>
  onCloud("COS", async (cloud) => {
    const options = { versioning: true, expireAfterDays: 30 };
    const program = () => {
      const storage = new CosSliceStorage("slices", {
        bucketName: cloud.bucket,
        region: "ap-singapore",
        ...options,
        tags: { team: "classroom" },
        transform: {
          bucket: (args) =>
            (args.cors = [{ allowedOrigins: ["https://acme.example"], allowedMethods: ["GET"] }]),
          policy: (args) => (args.description = "writes slices"),
        },
      });
      return Promise.resolve({ bucket: storage.bucket });
    };
    const stack = await cloud.scene.open(program);
    await stack.up();
    const before = await cloud.protections();
    const outputs = await outputsOf(stack);
    const [user, policy, key] = ["slices-user", "slices-policy", "slices-key-v1"].map((name) =>
      outputs.get(name),
    );
    const changed = await driftOfBucket(cloud);
    const anything = '{"version":"2.0","statement":[{"effect":"allow","action":["*"],"resource":["*"]}]}';
    await cam(cloud, "UpdateUser", { Name: user?.["name"], Remark: "mine" });
    await cam(cloud, "UpdatePolicy", {
      PolicyId: policy?.["policyId"],
      PolicyDocument: anything,
      Description: "mine",
    });
    await cam(cloud, "UpdateAccessKey", {
      TargetUin: user?.["uin"],
      AccessKeyId: key?.["accessKeyId"],
      Status: "Inactive",
    });
    const refresh = await stack.preview({ refresh: true });
    const seen = refresh.text;
    assert.equal(refresh.changes["update"], 4, seen);
    await stack.refresh();
    const drifted = await outputsOf(stack);
    const of = (name: string, ...keys: string[]) => keys.map((each) => drifted.get(name)?.[each]);
    assertSame(of("slices-bucket", "acl", "encryption", "versioning", "lifecycleRules", "tags", "cors"), [
      "public-read",
      "none",
      false,
      undefined,
      { team: "nobody" },
      [{ allowedOrigins: ["*"], allowedMethods: ["GET"] }],
    ]);
    assertSame(of("slices-user", "remark"), ["mine"]);
    assertSame(of("slices-policy", "description", "policyDocument"), ["mine", anything]);
    assertSame(of("slices-key-v1", "status"), ["Inactive"]);
    assert.match(seen, /~ +pulumi-nodejs:dynamic\/trtc:CosBucket slices-bucket update/);

    await cloud.writes();
    assertSame((await stack.up()).changes["update"], 4);
    // nothing but what had changed is written
    assertSame((await cloud.writes()).sort(), [
      "UpdateAccessKey",
      "UpdatePolicy",
      "UpdateUser",
      "cos:PutBucketACL",
      "cos:PutBucketCORS",
      "cos:PutBucketEncryption",
      "cos:PutBucketLifecycle",
      "cos:PutBucketTagging",
      "cos:PutBucketVersioning",
    ]);
    assertSame(await cloud.protections(), before);
    assertSame(Object.keys((await stack.preview({ refresh: true })).changes), ["same"]);
    return `${changed} properties of the bucket, 4 of user, policy and key: seen, repaired, 9 calls`;
  }),
);

/** One link of the chain is gone, the rest is there. */
const MISSING_LINKS: readonly [
  link: string,
  remove: (cloud: Cloud, outputs: Map<string, Record<string, unknown>>) => Promise<unknown>,
][] = [
  [
    "the attachment",
    (cloud, outputs) =>
      cam(cloud, "DetachUserPolicy", {
        DetachUin: outputs.get("slices-user")?.["uin"],
        PolicyId: outputs.get("slices-policy")?.["policyId"],
      }),
  ],
  [
    "the key",
    (cloud, outputs) =>
      cam(cloud, "DeleteAccessKey", {
        TargetUin: outputs.get("slices-user")?.["uin"],
        AccessKeyId: outputs.get("slices-key-v1")?.["accessKeyId"],
      }),
  ],
];

const relinked = MISSING_LINKS.map(([link, remove]) =>
  furtherProof(
    `COS: ${link} alone was deleted behind the engine's back: it is made again, and nothing else`,
    () =>
      onCloud("COS", async (cloud) => {
        const stack = await cloud.scene.open(stored(cloud));
        await stack.up();
        await remove(cloud, await outputsOf(stack));
        const { changes } = await stack.up({ refresh: true });
        assertSame([changes["create"], changes["update"], changes["replace"]], [1, undefined, undefined]);
        const store = cloud.as(await keyOf(stack));
        const put = new PutObjectCommand({ Bucket: cloud.bucket, Key: "prod/classroom/x", Body: "x" });
        assert.equal(await answerTo(store.send(put)), "done");
        return "1 resource made, and the key writes";
      }),
  ),
);

const recreated = proof("COS: what was deleted behind the engine's back is made again", () =>
  onCloud("COS", async (cloud) => {
    const stack = await cloud.scene.open(stored(cloud));
    await stack.up();
    const outputs = await outputsOf(stack);
    const { name, uin } = outputs.get("slices-user") ?? {};
    await cam(cloud, "DeleteUser", { Name: name, Force: 1 });
    await cam(cloud, "DeletePolicy", { PolicyId: [outputs.get("slices-policy")?.["policyId"]] });
    await cloud.owner.send(new DeleteBucketCommand({ Bucket: cloud.bucket }));
    const { changes } = await stack.up({ refresh: true });
    assertSame(changes["create"], 5);
    const store = cloud.as(await keyOf(stack));
    const put = new PutObjectCommand({ Bucket: cloud.bucket, Key: "prod/classroom/x", Body: "x" });
    assert.equal(await answerTo(store.send(put)), "done");
    const [user] = await cloud.scene.control.users();
    assert.notEqual(user?.uin, uin);
    return "bucket, user, policy, attachment and key made again, and the key writes";
  }),
);

/** A step of the storage's creation that fails in some way. */
const LOST_ANSWERS = [
  "AddUser",
  "CreatePolicy",
  "AttachUserPolicy",
  "CreateAccessKey",
  "cos:PutBucket",
] as const;

const lost = LOST_ANSWERS.map((action, index) =>
  (index === 3 ? proof : furtherProof)(`COS: the answer to ${action} gets lost: nothing is made twice`, () =>
    onCloud("COS", async (cloud) => {
      await cloud.scene.control.fault({ action, kind: "reset" });
      const stack = await cloud.scene.open(stored(cloud));
      await stack.up();
      const users = await cloud.scene.control.users();
      assertSame(
        users.map(({ accessKeys, policies }) => [accessKeys.length, policies.length]),
        [[1, 1]],
      );
      const store = cloud.as(await keyOf(stack));
      const put = new PutObjectCommand({ Bucket: cloud.bucket, Key: "prod/classroom/x", Body: "x" });
      assert.equal(await answerTo(store.send(put)), "done");
      return "1 user, 1 policy, 1 key, which writes";
    }),
  ),
);

/** Steps that fail for good, and what must be there after the next up. */
const FAILURES = ["AttachUserPolicy", "CreateAccessKey", "cos:PutBucketLifecycle"] as const;

const midRun = FAILURES.map((action, index) =>
  (index === 2 ? proof : furtherProof)(`COS: ${action} fails in mid-run: the next up finishes the rest`, () =>
    onCloud("COS", async (cloud) => {
      await cloud.scene.control.fault({
        action,
        kind: "error",
        code: "InvalidArgument",
        status: 400,
        times: 4,
      });
      const stack = await cloud.scene.open(stored(cloud, { expireAfterDays: 30 }));
      const text = await stack.failing("up");
      assert.match(text, /InvalidArgument/);
      await cloud.scene.control.clearFaults();
      await stack.up();
      assertSame(Object.keys((await stack.preview({ refresh: true })).changes), ["same"]);
      const users = await cloud.scene.control.users();
      assertSame(
        users.map(({ accessKeys, policies }) => [accessKeys.length, policies.length]),
        [[1, 1]],
      );
      const { Rules } = await vendorCos(cloud.scene).getBucketLifecycle({
        Bucket: cloud.bucket,
        Region: "ap-singapore",
      });
      assertSame(
        Rules.map(({ ID }) => ID),
        ["abort-multipart", "expire-slices"],
      );
      await stack.destroy();
      assertSame([await cloud.userNames(), await cloud.bucketNames()], [[], [cloud.otherBucket]]);
      return "finished by the next up, nothing twice, nothing left after destroy";
    }),
  ),
);

const propagation = proof("COS: keys that take a while to be known refuse no slice", () =>
  onCloud(
    "COS",
    async (cloud) => {
      const stack = await cloud.scene.open(sliced(cloud));
      const { text } = await stack.up();
      assert.match(text, /waiting until the new key may write to bucket slices-1250000000/);
      await speak(cloud, 30);
      const [task] = await cloud.scene.control.tasks();
      assert.ok(task !== undefined && task.uploaded > 3);
      assert.equal(task.refused, 0);
      return `known after 3 s; ${task.uploaded} slices written, 0 refused`;
    },
    { virtualClock: true, settings: { camLagSeconds: 3 } },
  ),
);

const secrets = (name: CloudName) =>
  proof(`${name}: the storage's keys stand nowhere in the clear`, () =>
    onCloud(name, async (cloud) => {
      const stack = await cloud.scene.open(sliced(cloud, { keyVersions: [1, 2] }), cloud.stack);
      const shown = [await stack.preview(), await stack.up()];
      const { secretAccessKey } = await keyOf(stack);
      const changed = sliced(cloud, { keyVersions: [1, 2], expireAfterDays: 7 });
      stack.program(changed);
      const later = [await stack.refresh(), await stack.up(), await stack.up({ refresh: true })];
      // every secret of the storage, the old key's too
      const all = (await stack.resources()).flatMap(({ outputs }) =>
        [outputs["secretAccessKey"], outputs["secret"]].flatMap(secretText),
      );
      assert.ok(all.length === 2 && all.includes(secretAccessKey), `${all.length} secrets known`);
      const { searched, found } = await placesOfSecrets(all, {
        stack,
        shown: [...shown, ...later],
        others: { "call log": JSON.stringify(await cloud.scene.control.calls()) },
      });
      assertSame(found, []);
      return `${all.length} secrets looked for in ${searched.join(", ")}: none found`;
    }),
  );

/** Programs that a preview refuses, with what it says. */
const BAD_INPUT: readonly [what: string, program: () => unknown, says: RegExp][] = [
  [
    "a COS bucket in capitals",
    () => cos({ bucketName: "Slices" }),
    /bucketName is "Slices", allowed is 1 to 50 lower case letters/,
  ],
  [
    "a COS host over 60",
    () => cos({ bucketName: "slices-of-all-classrooms" }),
    /bucketName is "slices-of-all-classrooms", 35 characters with the APPID, allowed is at most 30 in ap-singapore/,
  ],
  ["an unknown region", () => cos({ region: "mars-1" }), /region is "mars-1", allowed is "ap-bangkok" or/],
  [
    "an existing COS bucket without APPID",
    () => new CosSliceStorage("s", { bucket: "archive", region: "ap-singapore" }),
    /bucket is "archive", allowed is the whole name/,
  ],
  [
    "an S3 bucket in capitals",
    () => new S3SliceStorage("s", { bucketName: "Slices" }),
    /bucketName is "Slices", allowed is 3 to 63 lower-case/,
  ],
  [
    "a prefix with a slash",
    () => cos({ fileNamePrefix: ["a/b"] }),
    /fileNamePrefix.0 is "a\/b", allowed is 1 to 64 letters/,
  ],
  [
    "the events' folder",
    () => new S3SliceStorage("s", { fileNamePrefix: ["trtc-events"] }),
    /fileNamePrefix.0 is "trtc-events"/,
  ],
  [
    "an empty prefix",
    () => cos({ fileNamePrefix: [] }),
    /fileNamePrefix is an empty list, allowed is at least one folder/,
  ],
  ["three keys", () => cos({ keyVersions: [1, 2, 3] }), /keyVersions is \[1,2,3\], allowed is one or two/],
  [
    "several problems",
    () => cos({ bucketName: "S", keyVersions: [0], fileNamePrefix: [""] }),
    /bucketName is "S".*fileNamePrefix.0 is "".*keyVersions.0 is 0|keyVersions.0 is 0/s,
  ],
];

function cos(changes: object): unknown {
  return new CosSliceStorage("s", { bucketName: "slices-1250000000", region: "ap-singapore", ...changes });
}

const badInput = proof("bad input is refused in the preview, in words that say what to change", () =>
  onCloud("COS", async (cloud) => {
    const said: string[] = [];
    const stack = await cloud.scene.open(() => {
      for (const [, program] of BAD_INPUT) said.push(messageOf(program));
      throw new Error("none went through");
    });
    assert.match(await stack.failing("preview"), /none went through/);
    BAD_INPUT.forEach(([what, , says], index) => assert.match(`${what}: ${said[index]}`, says));
    assertSame(await cloud.scene.control.calls(), []);
    return `${BAD_INPUT.length} programs refused, 0 calls`;
  }),
);

const taken = proof("COS: a bucket name that is taken is refused, and what was there is left alone", () =>
  onCloud("COS", async (cloud) => {
    await cloud.owner.send(new CreateBucketCommand({ Bucket: cloud.bucket }));
    await cloud.owner.send(new PutObjectCommand({ Bucket: cloud.bucket, Key: "old", Body: "x" }));
    const stack = await cloud.scene.open(stored(cloud));
    assert.match(await stack.failing("up"), /bucket slices-1250000000 exists already: choose another name/);
    await stack.destroy();
    assertSame([await cloud.objectKeys(), await cloud.userNames()], [["old"], []]);
    return "refused by name; bucket and object there";
  }),
);

const PACKED_PROGRAM = `const { CosSliceStorage } = require("pulumi-trtc/tencent");
const { parseObjectKey } = require("pulumi-trtc/callback");
const storage = new CosSliceStorage("slices", { region: "ap-singapore" });
exports.bucket = storage.bucket;
exports.kind = parseObjectKey("x").kind;\n`;

const packed = proof(
  "npm pack, installed in a new folder without @pulumi/aws: a COS storage comes and goes",
  () =>
    onCloud("COS", async (cloud) => {
      const project = makeProject({
        program: PACKED_PROGRAM,
        environment: cloud.scene.environment,
        where: "outside the checkout",
      });
      try {
        const tarball = (await project.npm(["pack", "--silent", resolve(__dirname, "../..")])).trim();
        await project.npm(["install", "--no-audit", "--no-fund", `./${tarball}`, "@pulumi/pulumi@3.259.0"]);
        await project.pulumi(["stack", "init", "dev"]);
        await project.pulumi(["up", "--yes", "--skip-preview"]);
        const bucket = (await project.pulumi(["stack", "output", "bucket"])).trim();
        assertSame(await cloud.bucketNames(), [cloud.otherBucket, bucket]);
        assert.equal((await cloud.userNames()).length, 1);
        await project.pulumi(["destroy", "--yes", "--skip-preview"]);
        assertSame([await cloud.bucketNames(), await cloud.userNames()], [[cloud.otherBucket], []]);
        return `${bucket}, a user and a key, then nothing`;
      } finally {
        project.remove();
      }
    }),
);

export const proofs: readonly Proof[] = [
  ...CLOUDS.flatMap((name) => [
    leastPrivilege(name),
    wholeBucket(name),
    steady(name),
    readable(name),
    adopted(name),
    rotation(name),
    refuses(name),
    retains(name),
    empties(name),
    secrets(name),
  ]),
  readsForMp4,
  drift,
  recreated,
  ...relinked,
  ...lost,
  ...midRun,
  propagation,
  taken,
  badInput,
  packed,
];

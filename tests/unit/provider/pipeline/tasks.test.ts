import * as pulumi from "@pulumi/pulumi";
import type { CheckedPipeline } from "../../../../provider/pipeline/arguments";
import { createTasks } from "../../../../provider/pipeline/tasks";
import type { Adjust } from "../../../../provider/component/child";
import type { SliceStorage } from "../../../../provider/storage/slice-storage";
import type { CloudSliceTaskArgs, CloudSliceTaskInputs } from "../../../../provider/task/cloud-slice-task";
import { named, record } from "../recorded-resources";
import type { RecordedResource } from "../recorded-resources";

const STORAGE: SliceStorage = {
  target: {
    vendor: "s3",
    region: "eu-central-1",
    bucket: "media",
    accessKey: pulumi.secret("id"),
    secretKey: pulumi.secret("secret"),
    fileNamePrefix: ["slices"],
  },
  bucket: pulumi.output("media"),
  keyVersion: 4,
  writePolicy: pulumi.output("{}"),
  readPolicy: pulumi.output("{}"),
};

async function made(
  checked: Omit<CheckedPipeline, "sdkAppId">,
  adjust?: Adjust<CloudSliceTaskArgs>,
): Promise<RecordedResource[]> {
  const { resources } = await record(() => {
    const parent = new pulumi.ComponentResource("test:index:Pipeline", "classroom");
    return createTasks(
      { name: "classroom", parent },
      {
        checked: { sdkAppId: 1400000001, ...checked },
        storage: STORAGE,
        endpoint: undefined,
        sdkSecretKey: undefined,
        adjust,
      },
    );
  });
  return resources;
}

test("what a task says goes before the defaults, and a robot keeps the name that it is given", async () => {
  const resources = await made({
    defaults: {
      region: "eu-frankfurt",
      onExit: "keep",
      sliceParams: {
        maxIdleTime: 600,
        sliceVideo: 10,
        subscribeStreamUserIds: { subscribeVideoUserIds: ["a"] },
      },
    },
    tasks: {
      lobby: {
        roomId: "lobby",
        userId: "robot",
        onExit: "recreate",
        sliceParams: { sliceVideo: 30, subscribeStreamUserIds: { subscribeAudioUserIds: ["b"] } },
      },
    },
  });
  expect(named(resources, "classroom-lobby").inputs).toMatchObject({
    userId: "robot",
    region: "eu-frankfurt",
    onExit: "recreate",
    sliceParams: {
      sliceType: "both",
      maxIdleTime: 600,
      sliceVideo: 30,
      subscribeStreamUserIds: { subscribeVideoUserIds: ["a"], subscribeAudioUserIds: ["b"] },
    },
  });
});

test("two tasks of one room have robots of their own, called after the storage's key", async () => {
  const resources = await made({ tasks: { a: { roomId: "lobby" }, b: { roomId: "lobby" } } });
  const robots = ["classroom-a", "classroom-b"].map((name) =>
    String(named(resources, name).inputs["userId"]),
  );
  expect(robots.map((robot) => robot.replace(/[0-9a-f]{7}$/, ""))).toEqual(["lobby-v4-", "lobby-v4-"]);
  expect(new Set(robots).size).toBe(2);
});

test("a task that is adjusted in place leaves the others, and the storage, as they are", async () => {
  const resources = await made(
    {
      defaults: { sliceParams: { subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"] } } },
      tasks: { a: { roomId: "a" }, b: { roomId: "b" } },
    },
    (args) => {
      // what the component hands out is plain here
      const { roomId, storage, sliceParams } = args as unknown as CloudSliceTaskInputs;
      if (roomId !== "a") return;
      storage.bucket = "other";
      storage.fileNamePrefix?.push("a");
      sliceParams.subscribeStreamUserIds?.subscribeVideoUserIds?.push("guest");
    },
  );
  const shapeOf = (name: string) => {
    const { storage, sliceParams } = named(resources, name).inputs as unknown as CloudSliceTaskInputs; // as given above
    return [
      storage.bucket,
      storage.fileNamePrefix,
      sliceParams.subscribeStreamUserIds?.subscribeVideoUserIds,
    ];
  };
  expect(shapeOf("classroom-a")).toEqual(["other", ["slices", "a"], ["teacher", "guest"]]);
  expect(shapeOf("classroom-b")).toEqual(["media", ["slices"], ["teacher"]]);
  expect([STORAGE.target.bucket, STORAGE.target.fileNamePrefix]).toEqual(["media", ["slices"]]);
});

describe("hosts to slice", () => {
  const hosts = (count: number, name = "host") =>
    Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const warnings = async (subscribeStreamUserIds: object) => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    try {
      await made({ tasks: { lobby: { roomId: "lobby", sliceParams: { subscribeStreamUserIds } } } });
      return warn.mock.calls.map(([message]) => message);
    } finally {
      warn.mockRestore();
    }
  };

  test("25 of them, each in two lists, go without a word", async () => {
    const lists = { subscribeAudioUserIds: hosts(25), subscribeVideoUserIds: hosts(25) };
    await expect(warnings({ ...lists, unSubscribeAudioUserIds: hosts(32, "guest") })).resolves.toEqual([]);
  });

  test("more are warned of", async () => {
    const lists = { subscribeAudioUserIds: hosts(20), subscribeVideoUserIds: hosts(6, "other") };
    await expect(warnings(lists)).resolves.toEqual([
      "tasks.lobby names 26 hosts to slice, but of one room 25 are sliced at once: name fewer, or give a second task of this room the others",
    ]);
  });
});

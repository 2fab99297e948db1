import * as pulumi from "@pulumi/pulumi";
import { CallbackEndpoint } from "../../../../provider/tencent/callback-endpoint";
import { CosSliceStorage } from "../../../../provider/tencent/cos-slice-storage";
import { SlicingPipeline } from "../../../../provider/tencent/slicing-pipeline";
import type { SlicingPipelineArgs } from "../../../../provider/tencent/slicing-pipeline";
import { InputError } from "../../../../provider/trtc/errors";
import { childrenOf } from "../component/recorded-children";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";
import type { Fakes, RecordedResource } from "../recorded-resources";

jest.mock("../../../../provider/endpoint/function-files", () => ({ TENCENT_FUNCTION: __filename }));

const TOKEN = "pulumi-nodejs:dynamic/trtc:";
const URL = "https://1250000000-abc123.ap-singapore.tencentscf.com";
const OUTPUTS: NonNullable<Fakes["outputs"]> = {
  [`${TOKEN}CosBucket`]: () => ({ region: "ap-singapore" }),
  [`${TOKEN}CamAccessKey`]: ({ name }) => ({
    accessKeyId: `id-of-${name}`,
    secretAccessKey: pulumi.secret(`secret-of-${name}`),
  }),
  [`${TOKEN}CallbackKey`]: () => ({ key: pulumi.secret("newKey"), previousKeys: pulumi.secret([]) }),
  [`${TOKEN}ScfFunctionUrl`]: () => ({ url: URL }),
  [`${TOKEN}CloudSliceTask`]: ({ name }) => ({ id: `task-of-${name}` }),
};
const STORAGE = { bucketName: "slices-1250000000", region: "ap-singapore" };
const ARGS: SlicingPipelineArgs = {
  sdkAppId: 1400000001,
  storage: STORAGE,
  tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101, sliceParams: { sliceType: "audio" } } },
};

function made(
  changes: Partial<SlicingPipelineArgs> = {},
  fakes: Fakes = {},
  opts: pulumi.ComponentResourceOptions = {},
): Promise<{ resources: RecordedResource[]; result: SlicingPipeline }> {
  return record(() => new SlicingPipeline("classroom", { ...ARGS, ...changes }, opts), {
    outputs: OUTPUTS,
    ...fakes,
  });
}

async function taskOf(
  name: string,
  changes: Partial<SlicingPipelineArgs> = {},
): Promise<Record<string, unknown>> {
  const { __provider: _provider, ...inputs } = named((await made(changes)).resources, name).inputs;
  return inputs;
}

test("is a component with a storage, an endpoint and a task for each room", async () => {
  const { resources } = await made();
  const { type, inputs, parent } = named(resources, "classroom");
  expect([type, inputs, parent]).toEqual(["trtc:tencent:SlicingPipeline", {}, undefined]);
  expect(childrenOf("classroom", resources)).toEqual([
    "classroom-callbacks",
    "classroom-exam",
    "classroom-lobby",
    "classroom-storage",
  ]);
  expect(named(resources, "classroom-storage").type).toBe("trtc:tencent:CosSliceStorage");
  expect(named(resources, "classroom-callbacks").type).toBe("trtc:tencent:CallbackEndpoint");
});

test("a task outlasts a day without anyone, writes to the storage and has a robot of its own", async () => {
  const storage = {
    vendor: "cos",
    region: "ap-singapore",
    bucket: "slices-1250000000",
    accessKey: { secret: "id-of-classroom-storage-key-v1" },
    secretKey: { secret: "secret-of-classroom-storage-key-v1" },
    fileNamePrefix: ["slices"],
  };
  await expect(taskOf("classroom-lobby")).resolves.toEqual({
    sdkAppId: 1400000001,
    roomId: "lobby",
    userId: "lobby-v1-57ab0ad",
    sliceParams: { sliceType: "both", maxIdleTime: 86_400 },
    storage,
  });
  await expect(taskOf("classroom-exam")).resolves.toEqual({
    sdkAppId: 1400000001,
    roomId: 101,
    userId: "101-v1-87fad63",
    sliceParams: { sliceType: "audio", maxIdleTime: 86_400 },
    storage,
  });
});

test("another version of the key is another robot", async () => {
  const storage = { ...STORAGE, keyVersions: [1, 2] };
  await expect(taskOf("classroom-lobby", { storage })).resolves.toMatchObject({ userId: "lobby-v2-57ab0ad" });
});

test("the application's key is handed to each task as a secret", async () => {
  await expect(taskOf("classroom-exam", { sdkSecretKey: "planted" })).resolves.toMatchObject({
    sdkSecretKey: { secret: "planted" },
  });
});

test("one room more is one task more, and no other is made otherwise", async () => {
  const { resources: before } = await made();
  const { resources: after } = await made({ tasks: { attic: { roomId: "attic" }, ...ARGS.tasks } });
  const without = after.filter(({ name }) => name !== "classroom-attic");
  const ofResources = (resources: RecordedResource[]) =>
    resources.filter(({ name }) => name !== "classroom").sort((a, b) => a.name.localeCompare(b.name));
  expect(after).toHaveLength(before.length + 1);
  expect(ofResources(without)).toEqual(ofResources(before));
});

test("bucket, address, key, steps and tasks are its outputs, and the keys alone are secret", async () => {
  const { resources, result } = await made();
  const { outputs } = named(resources, "classroom");
  expect(outputs).toMatchObject({
    bucket: "slices-1250000000",
    callbackUrl: URL,
    callbackKey: { secret: "newKey" },
    taskIds: { lobby: "task-of-classroom-lobby", exam: "task-of-classroom-exam" },
    objectKeyPrefixes: { lobby: "slices/task-of-classroom-lobby/", exam: "slices/task-of-classroom-exam/" },
    target: {
      bucket: "slices-1250000000",
      secretKey: { secret: "secret-of-classroom-storage-key-v1" },
    },
  });
  await expect(valueOf(result.consoleSteps)).resolves.toHaveLength(4);
  await expect(valueOf(result.writePolicy)).resolves.toContain("slices-1250000000/slices/*");
});

test("in a preview bucket and folders are known, ids and keys are not", async () => {
  const { resources } = await made({}, { preview: true });
  expect(named(resources, "classroom").outputs).toMatchObject({
    bucket: "slices-1250000000",
    callbackUrl: UNKNOWN_INPUT,
    taskIds: { lobby: UNKNOWN_INPUT, exam: UNKNOWN_INPUT },
    objectKeyPrefixes: { lobby: UNKNOWN_INPUT, exam: UNKNOWN_INPUT },
  });
  expect(named(resources, "classroom-lobby").inputs["storage"]).toMatchObject({
    bucket: "slices-1250000000",
    fileNamePrefix: ["slices"],
  });
});

test("without callbacks there is no endpoint", async () => {
  const { resources, result } = await made({ callback: false });
  expect(childrenOf("classroom", resources)).toEqual([
    "classroom-exam",
    "classroom-lobby",
    "classroom-storage",
  ]);
  await expect(valueOf(result.callbackUrl)).resolves.toBeUndefined();
  await expect(valueOf(result.callbackKey)).resolves.toBeUndefined();
  await expect(valueOf(result.consoleSteps)).resolves.toEqual([]);
});

test("a storage and an endpoint that are there are used, and none is made", async () => {
  const { resources, result } = await record(
    () => {
      const storage = new CosSliceStorage("shared", { ...STORAGE, keyVersions: [3] });
      const callback = new CallbackEndpoint("hears", { sdkAppIds: [1400000001, 1400000002], storage });
      return new SlicingPipeline("classroom", { ...ARGS, storage, callback });
    },
    { outputs: OUTPUTS },
  );
  expect(childrenOf("classroom", resources)).toEqual(["classroom-exam", "classroom-lobby"]);
  expect(named(resources, "classroom-lobby").inputs).toMatchObject({
    userId: "lobby-v3-57ab0ad",
    storage: { accessKey: { secret: "id-of-shared-key-v3" } },
  });
  await expect(valueOf(result.callbackUrl)).resolves.toBe(URL);
});

test("a pipeline is a storage for another one", async () => {
  const { resources } = await record(
    () => {
      const storage = new SlicingPipeline("classroom", ARGS);
      return new SlicingPipeline("exams", { ...ARGS, storage, callback: false });
    },
    { outputs: OUTPUTS },
  );
  expect(childrenOf("exams", resources)).toEqual(["exams-exam", "exams-lobby"]);
  expect(named(resources, "exams-exam").inputs["storage"]).toEqual(
    named(resources, "classroom-exam").inputs["storage"],
  );
});

test("a task waits for the endpoint, and so is stopped before it", async () => {
  const { resources } = await made();
  expect(named(resources, "classroom-lobby").options.dependsOn).toEqual(
    expect.arrayContaining(["classroom-callbacks-url", "classroom-callbacks-function"]),
  );
});

test("a protected pipeline protects its bucket and its address, not what comes and goes", async () => {
  const { resources } = await made({}, {}, { protect: true });
  const free = resources.filter(({ options }) => !options.protect).map(({ name }) => name);
  expect(free.sort()).toEqual(["classroom-exam", "classroom-lobby", "classroom-storage-key-v1"]);
});

test("the endpoint is told further applications and what else is given, and each task can be adjusted", async () => {
  const { resources } = await made({
    callback: { sdkAppIds: [1400000001, 1400000002], memorySize: 256 },
    transform: {
      task: (args, opts) => {
        args.resourceExpiredHour = 24;
        opts.protect = true;
      },
    },
  });
  expect(named(resources, "classroom-callbacks-function").inputs).toMatchObject({
    memorySize: 256,
    environment: { secret: { TRTC_SDK_APP_IDS: "1400000001,1400000002" } },
  });
  const { inputs, options } = named(resources, "classroom-lobby");
  expect([inputs["resourceExpiredHour"], options.protect]).toEqual([24, true]);
});

test("problems of all parts are told at once", () => {
  const attempt = () =>
    new SlicingPipeline("classroom", {
      ...ARGS,
      tasks: {},
      storage: { fileNamePrefix: [] },
      callback: { memorySize: 100 },
    });
  expect(attempt).toThrow(InputError);
  expect(attempt).toThrow(
    "SlicingPipeline classroom: tasks is empty, allowed is at least one task: an update would stop every task of the pipeline; " +
      "give allowEmpty: true if that is meant; " +
      "CosSliceStorage classroom-storage: fileNamePrefix is an empty list, allowed is at least one folder: name a folder, or give " +
      "wholeBucket: true to let the key write anywhere; " +
      "CallbackEndpoint classroom-callbacks: memorySize is 100, allowed is 64, or 128 to 3072 in steps of 128",
  );
});

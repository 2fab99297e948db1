import { importEntry, parseUrn } from "../../../../provider/command-line/import-file-entry";
import { relay } from "../../../../provider/task/relay";
import { slicing } from "../../../../provider/task/slicing";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const PARENT = "urn:pulumi:dev::proof::trtc:tencent:SlicingPipeline::classroom";
const TASK = {
  kind: slicing,
  name: "lobby",
  taskId: "-2c+id=",
  inputs: {
    roomId: "lobby",
    storage: { bucket: "slices", accessKey: 'a"b', secretKey: "c" },
    userSig: "sig",
  },
  outputs: { roomId: "lobby", createdAt: "2026-01-01T00:00:00.000Z" },
};

test("a task is an entry with its provider in inputs and outputs, and its secrets in the engine's form", () => {
  const __provider = 'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;';
  expect(JSON.parse(importEntry(TASK))).toStrictEqual({
    resources: [
      {
        type: "pulumi-nodejs:dynamic/trtc:CloudSliceTask",
        name: "lobby",
        id: "-2c+id=",
        inputs: {
          roomId: "lobby",
          storage: {
            bucket: "slices",
            accessKey: { ...SECRET, plaintext: '"a\\"b"' },
            secretKey: { ...SECRET, plaintext: '"c"' },
          },
          userSig: { ...SECRET, plaintext: '"sig"' },
          __provider,
        },
        outputs: { roomId: "lobby", createdAt: "2026-01-01T00:00:00.000Z", __provider },
      },
    ],
  });
});

test("a list that is secret is one secret", () => {
  const publishCdnParams = [{ publishCdnUrl: "rtmp://cdn.example.com/live/key", isTencentCdn: true }];
  const text = importEntry({ ...TASK, kind: relay, inputs: { publishCdnParams }, outputs: {} });
  expect(JSON.parse(text)).toMatchObject({
    resources: [
      {
        inputs: { publishCdnParams: { ...SECRET, plaintext: JSON.stringify(publishCdnParams) } },
        outputs: {},
      },
    ],
  });
});

test.each(["lobby", "parent", "parent of parent"])(
  "the component around %s stands in the table by a name that is not the task's",
  (name) => {
    expect(JSON.parse(importEntry({ ...TASK, name, parent: PARENT }))).toMatchObject({
      nameTable: { [`parent of ${name}`]: PARENT },
      resources: [{ name, parent: `parent of ${name}` }],
    });
  },
);

test.each([
  [PARENT, { stack: "dev", type: "trtc:tencent:SlicingPipeline", name: "classroom" }],
  [
    "urn:pulumi:dev::proof::my:index:School$trtc:tencent:SlicingPipeline::a::b",
    { stack: "dev", type: "my:index:School$trtc:tencent:SlicingPipeline", name: "a::b" },
  ],
  [
    "urn:pulumi:dev::proof::pulumi:pulumi:Stack::proof-dev",
    { stack: "dev", type: "pulumi:pulumi:Stack", name: "proof-dev" },
  ],
  ["urn:pulumi:dev::proof::trtc:tencent:SlicingPipeline", undefined],
  ["classroom", undefined],
  ["", undefined],
])("%s is read as a URN", (text, urn) => {
  expect(parseUrn(text)).toEqual(urn);
});

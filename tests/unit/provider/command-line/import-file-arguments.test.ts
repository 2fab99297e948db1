import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  readArguments,
  secretVariables,
  unknownPaths,
} from "../../../../provider/command-line/import-file-arguments";
import type { Wanted } from "../../../../provider/command-line/import-file-arguments";
import { holdsSecret, UNKNOWN } from "../../../../provider/resource/schema";
import type { Property } from "../../../../provider/resource/schema";
import { KINDS } from "../../../../provider/task/kinds";

const LOBBY: Wanted = { kind: KINDS.slicing, name: "lobby" };
const STACK = "urn:pulumi:dev::proof::pulumi:pulumi:Stack::proof-dev";
const PIPELINE = "urn:pulumi:dev::proof::trtc:tencent:SlicingPipeline::classroom";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "arguments-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a file with this in it, as a text or as what becomes JSON. */
function read(content: unknown, environment: Record<string, string> = {}, wanted = LOBBY) {
  const file = join(folder, "lobby.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readArguments(file, wanted, environment);
}

/** What is said of a file with this in it, without the path of the folder. */
function refusal(...args: Parameters<typeof read>): string {
  try {
    read(...args);
    return "went through";
  } catch (error) {
    return String(error).replaceAll(`${folder}/`, "");
  }
}

/** Lists that hold a secret and are none as a whole: nothing but the file could hold it. */
function listsWithSecrets({ properties = {} }: Property): Property[] {
  return Object.values(properties).flatMap((property) =>
    !property.secret && property.items !== undefined && holdsSecret(property.items)
      ? [property]
      : listsWithSecrets(property),
  );
}

test("each secret of each kind has a variable that is named after its path", () => {
  const named = Object.entries(KINDS).map(([job, { schema }]) => [
    job,
    secretVariables(schema).map(({ keys, variable }) => `${keys.join(".")} ${variable}`),
  ]);
  const storage = ["storage.accessKey TRTC_STORAGE_ACCESS_KEY", "storage.secretKey TRTC_STORAGE_SECRET_KEY"];
  const [sig, permission] = ["userSig TRTC_USER_SIG", "privateMapKey TRTC_PRIVATE_MAP_KEY"];
  const supplier = ["secretId", "secretKey"].map(
    (key) =>
      `moderationParams.moderationSupplierParam.${key} ` +
      `TRTC_MODERATION_PARAMS_MODERATION_SUPPLIER_PARAM_${key === "secretId" ? "SECRET_ID" : "SECRET_KEY"}`,
  );
  expect(Object.fromEntries(named)).toEqual({
    slicing: [...storage, sig, permission],
    recording: [...storage, sig, permission],
    moderation: [...supplier, ...storage, sig],
    ingest: ["streamUrl TRTC_STREAM_URL", sig, permission],
    relay: ["publishCdnParams TRTC_PUBLISH_CDN_PARAMS", sig],
    transcription: [sig],
  });
});

test("no secret stands where no variable reaches", () => {
  expect(Object.values(KINDS).flatMap(({ schema }) => listsWithSecrets(schema))).toEqual([]);
});

describe("a file of arguments", () => {
  test("is taken as it stands", () => {
    const args = { sdkAppId: 1, storage: { accessKey: "a" }, other: [1, null] };
    expect(read(args)).toEqual({ args });
  });

  test("has the secrets that it leaves out from the environment, and keeps its own", () => {
    const environment = {
      TRTC_STORAGE_ACCESS_KEY: "from environment",
      TRTC_STORAGE_SECRET_KEY: " trimmed\n",
      TRTC_USER_SIG: "",
      TRTC_SDK_SECRET_KEY: "a setting",
    };
    expect(read({ storage: { accessKey: "own" } }, environment)).toEqual({
      args: { storage: { accessKey: "own", secretKey: "trimmed" } },
    });
  });

  test("has none in an object that it leaves out", () => {
    expect(read({}, { TRTC_STORAGE_ACCESS_KEY: "a" })).toEqual({ args: {} });
    expect(read({ storage: "text" }, { TRTC_STORAGE_ACCESS_KEY: "a" })).toEqual({
      args: { storage: "text" },
    });
  });

  test("has a list that is secret as JSON from the environment", () => {
    const relay = { kind: KINDS.relay, name: "lobby" };
    const list = [{ publishCdnUrl: "rtmp://cdn.example.com/live/planted" }];
    const variable = "TRTC_PUBLISH_CDN_PARAMS";
    expect(read({}, { [variable]: JSON.stringify(list) }, relay)).toEqual({
      args: { publishCdnParams: list },
    });
    expect(refusal({}, { [variable]: "rtmp://planted" }, relay)).toBe(
      "Error: TRTC_PUBLISH_CDN_PARAMS is not valid JSON: correct it",
    );
  });
});

describe("a plan", () => {
  const inputs = {
    __provider: "exports.handler",
    roomId: "lobby",
    storage: { bucket: "slices", accessKey: "[secret]", secretKey: "[secret]" },
    userSig: "[secret]",
  };
  const step = (name: string, { op = "create", parent = STACK, job = "CloudSliceTask" } = {}) => {
    const type = `pulumi-nodejs:dynamic/trtc:${job}`;
    return { op, newState: { type, urn: `urn:pulumi:dev::proof::${type}::${name}`, parent, inputs } };
  };

  test("gives the arguments of the task by its name, without what it hides", () => {
    const steps = [
      { op: "create" },
      step("exam"),
      step("lobby"),
      step("lobby", { job: "CloudRecordingTask" }),
    ];
    expect(read({ steps }, { TRTC_STORAGE_ACCESS_KEY: "a" })).toEqual({
      args: { roomId: "lobby", storage: { bucket: "slices", accessKey: "a" } },
      parent: undefined,
    });
  });

  test("tells the component around it", () => {
    expect(read({ steps: [step("lobby", { parent: PIPELINE })] }).parent).toBe(PIPELINE);
  });

  test("with a task of the same name in each of two components gives the one that is meant", () => {
    const other = `${PIPELINE}-b`;
    const steps = [step("lobby", { parent: PIPELINE }), step("lobby", { parent: other })];
    expect(read({ steps }, {}, { ...LOBBY, parent: other }).parent).toBe(other);
    expect(refusal({ steps })).toBe(
      `Error: lobby.json plans several of CloudSliceTask lobby: say with --parent which is meant (${PIPELINE}, ${other})`,
    );
  });

  test.each<[steps: object[], wanted: Wanted, sentence: string]>([
    [[step("exam"), step("hall")], LOBBY, "CloudSliceTask lobby, there are exam, hall"],
    [[step("lobby", { op: "same" })], LOBBY, "CloudSliceTask lobby, there are none"],
    [
      [step("lobby")],
      { ...LOBBY, parent: PIPELINE },
      `CloudSliceTask lobby below ${PIPELINE}, there are lobby`,
    ],
    [[step("lobby")], { ...LOBBY, kind: KINDS.relay }, "PublishCdnStreamTask lobby, there are none"],
  ])("without a new task of that name is refused", (steps, wanted, sentence) => {
    expect(refusal({ steps }, {}, wanted)).toBe(
      `Error: lobby.json plans no new ${sentence}: correct --name, --type or --parent, or make the plan again`,
    );
  });
});

test.each([
  ['{"secretKey": "planted",\n  }', "lobby.json:2:3 is not valid JSON: correct it"],
  ['{"secretKey": planted}', "lobby.json is not valid JSON: correct it"],
  ["", "lobby.json is not valid JSON: correct it"],
  [
    "[]",
    "lobby.json holds no object, allowed are the arguments of a task, or what pulumi preview --json prints: write them as one",
  ],
])("%j is refused, without a word of it", (text, sentence) => {
  expect(refusal(text)).toBe(`Error: ${sentence}`);
});

test("a file that cannot be read is named", () => {
  expect(() => readArguments(join(folder, "none.json"), LOBBY, {})).toThrow(
    `${folder}/none.json cannot be read (ENOENT): name a file with the arguments of the task`,
  );
});

test("what a plan does not know yet is found wherever it stands", () => {
  expect(unknownPaths({ a: UNKNOWN, b: { c: ["d", UNKNOWN], e: null }, f: 1 })).toEqual(["a", "b.c.1"]);
  expect(unknownPaths({})).toEqual([]);
});

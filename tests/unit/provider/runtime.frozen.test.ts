import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import manifest from "../../../package.json";
import * as trtc from "../../../provider";
import type { Bag } from "../../../provider/resource/schema";
import * as runtime from "../../../provider/runtime";
import { KeyVersions } from "../../../provider/storage/key-versions";
import * as tencent from "../../../provider/tencent";
import { record } from "./recorded-resources";
import { EVERY_KIND } from "./task/inputs/every-kind";

const WHY =
  "state files of existing stacks name it and call it like this, so it is frozen: " +
  "put it back, and give what is new a name of its own";

/** Every name that stands in a state file. One is added with its resource; none ever leaves or changes. */
const FROZEN_NAMES = [
  "CallbackKey",
  "CamAccessKey",
  "CamPolicy",
  "CamRole",
  "CamRolePolicyAttachment",
  "CamUser",
  "CamUserPolicyAttachment",
  "CloudModerationTask",
  "CloudRecordingTask",
  "CloudSliceTask",
  "CloudTranscriptionTask",
  "CosBucket",
  "KeyVersions",
  "PublishCdnStreamTask",
  "ScfFunction",
  "ScfFunctionUrl",
  "StreamIngestTask",
];

/** How the engine calls each of them, by the number of arguments. */
const FROZEN_METHODS = { configure: 1, check: 2, diff: 3, create: 1, read: 2, update: 3, delete: 2 };

/** How the entry is declared: by its own declaration file, comments left out. */
const FROZEN_DECLARATIONS = [
  'import type * as pulumi from "@pulumi/pulumi";',
  'import type { Bag } from "./resource/schema";',
  "type DynamicProvider = pulumi.dynamic.ResourceProvider<Bag, Bag>;",
  ...FROZEN_NAMES.map((name) => `export declare const ${name}: DynamicProvider;`),
  "export {};",
];

const ROOT = join(__dirname, "../../..");

/** What is planted in recorded programs: words that say so, tickets, and the key of the application. */
const SECRET = /(?<=")planted[\w-]+|planted[\w-]+(?=")|(?<=")eJ[\w*-]{40,}(?=")|(?<=")[0-9a-f]{64}(?=")/g;

/** The frozen text of a resource's provider, and its type. */
function stateWords(name: string): { type: string; provider: string } {
  return {
    type: `pulumi-nodejs:dynamic/trtc:${name}`,
    provider: `exports.handler = () => require("pulumi-trtc/provider").${name};`,
  };
}

/** What has changed, a sentence each. */
function broken(what: string, seen: Record<string, unknown>, frozen: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(frozen), ...Object.keys(seen)])].sort();
  return keys.flatMap((key) => {
    const [is, was] = [seen[key], frozen[key]].map((value): string | undefined => JSON.stringify(value));
    if (is === was) return [];
    if (was === undefined) return [`${what} ${key} is new: it is frozen from now on, add it to this test`];
    return [
      is === undefined ? `${what} ${key} is gone; ${WHY}` : `${what} ${key} is ${is}, was ${was}; ${WHY}`,
    ];
  });
}

/** Each as a key, to be compared as a set. */
function setOf(texts: readonly string[]): Record<string, true> {
  return Object.fromEntries(texts.map((text) => [text, true]));
}

test("the entry exports the frozen names and no others: a name that is added is added here too", () => {
  expect(broken("the export", setOf(Object.keys(runtime)), setOf(FROZEN_NAMES))).toEqual([]);
});

test("what changes it is told why it is frozen", () => {
  const frozen = { CamRole: 2, CosBucket: 2, CamUser: 2 };
  expect(broken("the method", { CosBucket: 3, CamUser: 2, ScfTrigger: 1 }, frozen)).toEqual([
    "the method CamRole is gone; state files of existing stacks name it and call it like this, so it is frozen: " +
      "put it back, and give what is new a name of its own",
    "the method CosBucket is 3, was 2; state files of existing stacks name it and call it like this, so it is frozen: " +
      "put it back, and give what is new a name of its own",
    "the method ScfTrigger is new: it is frozen from now on, add it to this test",
  ]);
});

test.each(Object.entries(runtime))("%s has the frozen methods with their arguments", (name, provider) => {
  const methods = Object.entries<unknown>({ ...provider }).map(([method, run]): [string, unknown] => [
    method,
    typeof run === "function" ? run.length : "no function",
  ]);
  expect(broken(`${name}, arguments of method`, Object.fromEntries(methods), FROZEN_METHODS)).toEqual([]);
});

test("each is declared with the frozen type", () => {
  const source = readFileSync(join(ROOT, "provider/runtime.ts"), "utf8");
  const { outputText } = ts.transpileDeclaration(source, {
    compilerOptions: { removeComments: true, target: ts.ScriptTarget.ES2022 },
  });
  const declared = outputText.split("\n").filter((line) => line !== "");
  expect(broken("the declaration", setOf(declared), setOf(FROZEN_DECLARATIONS))).toEqual([]);
});

test("the package has the entry under its frozen name", () => {
  const { "./provider": entry } = manifest.exports;
  const frozen = { types: "./dist/runtime.d.ts", default: "./dist/runtime.js" };
  expect(broken("pulumi-trtc/provider in package.json,", entry, frozen)).toEqual([]);
});

type ResourceClass = new (name: string, args: Bag) => pulumi.CustomResource;

const POLICY = '{"version":"2.0","statement":[]}';

/** The smallest arguments of each resource. */
const ARGUMENTS: Readonly<Record<string, Bag>> = {
  ...Object.fromEntries(EVERY_KIND.map(({ kind, inputs }) => [kind.resource, inputs.smallest])),
  CallbackKey: {},
  CamAccessKey: { userName: "writer" },
  CamPolicy: { policyName: "writes", policyDocument: POLICY },
  CamRole: { roleName: "writes", policyDocument: POLICY },
  CamRolePolicyAttachment: { roleName: "events", policyName: "writes" },
  CamUser: { name: "writer" },
  CamUserPolicyAttachment: { userName: "writer", policyName: "writes" },
  CosBucket: { bucket: "slices" },
  KeyVersions: { keyVersions: [1] },
  ScfFunction: { functionName: "web", codePath: "web.zip", codeSha256: "0".repeat(64) },
  ScfFunctionUrl: { functionName: "web", authType: "NONE" },
};

/** What makes resources, by the name of the class: what the package exports, and the one that storages make. */
const CLASSES: Readonly<Record<string, unknown>> = { ...trtc, ...tencent, KeyVersions };

function isResourceClass(value: unknown): value is ResourceClass {
  return typeof value === "function" && value.prototype instanceof pulumi.CustomResource;
}

test("each resource registers with the frozen type and provider text", async () => {
  const { resources } = await record(() => {
    for (const [name, found] of Object.entries(CLASSES))
      if (isResourceClass(found)) new found(name, ARGUMENTS[name] ?? {});
  });
  const seen = resources.map(({ name, type, inputs }): [string, object] => [
    name,
    { type, provider: inputs["__provider"] },
  ]);
  const frozen = FROZEN_NAMES.map((name): [string, object] => [name, stateWords(name)]);
  expect(broken("in state", Object.fromEntries(seen), Object.fromEntries(frozen))).toEqual([]);
});

describe("state that is recorded in tests/age", () => {
  const AGE = join(ROOT, "tests/age");
  const versions = readdirSync(AGE, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

  function read(version: string, file: string): string {
    return readFileSync(join(AGE, version, file), "utf8");
  }

  interface Recorded {
    deployment: { resources: { type: string; inputs?: Bag; outputs?: Bag }[] };
  }

  test("has the current version: record it with tsx scripts/record-state.ts before its release", () => {
    expect(versions).toContain(manifest.version);
  });

  test("of the current version has every name of the entry", () => {
    // what scripts/record-state.ts wrote
    const { deployment } = JSON.parse(read(manifest.version, "state.json")) as Recorded;
    const names = deployment.resources.flatMap(
      ({ type }) => /^pulumi-nodejs:dynamic\/trtc:(\w+)$/.exec(type)?.[1] ?? [],
    );
    expect([...new Set(names)].sort()).toEqual(FROZEN_NAMES);
  });

  test.each(versions)("of %s answers to the entry of today, by type and text", (version) => {
    const { deployment } = JSON.parse(read(version, "state.json")) as Recorded; // as above
    const wrong = deployment.resources
      .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
      .flatMap(({ type, inputs, outputs }) => {
        const name = FROZEN_NAMES.find((each) => stateWords(each).type === type);
        const text = name === undefined ? undefined : stateWords(name).provider;
        return [inputs, outputs]
          .map((bag) => bag?.["__provider"])
          .filter((each) => text === undefined || each !== text)
          .map((each) => `${type} has ${JSON.stringify(each)}; ${WHY}`);
      });
    expect(wrong).toEqual([]);
  });

  test.each(versions)("of %s names no folder of a machine", (version) => {
    const text = ["state.json", "program.json", "chosen.json"].map((file) => read(version, file)).join("\n");
    const paths = text.match(
      /"(\/|file:|[A-Za-z]:\\)[^"]*"|[^"\s]*node_modules[^"\s]*|stackTrace|sourcePosition/g,
    );
    expect(paths ?? []).toEqual([]);
  });

  test.each(versions)("of %s shows no secret of its program", (version) => {
    const secrets = read(version, "program.json").match(SECRET) ?? [];
    expect(new Set(secrets).size).toBeGreaterThan(10);
    const state = read(version, "state.json");
    expect(secrets.filter((secret) => state.includes(secret))).toEqual([]);
    expect(state).not.toContain('"plaintext"');
  });
});

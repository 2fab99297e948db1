import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS } from "../../../../../provider/tencent/operator-policy/permissions";
import type { Feature, Permissions } from "../../../../../provider/tencent/operator-policy/permissions";

const SOURCES = join(__dirname, "../../../../../provider");

function read(...path: string[]): string {
  return readFileSync(join(SOURCES, ...path), "utf8");
}

/** What a file calls, by the texts in it that name an API. */
function callsIn(file: string): string[] {
  return [
    ...read(file).matchAll(/action(?:: |Name = | = )(?:typeof \w+ === "number" \? )?((?:"\w+"(?: : )?)+)/g),
  ]
    .flatMap(([, names = ""]) => [...names.matchAll(/"(\w+)"/g)])
    .flatMap(([, name]) => name ?? []);
}

function kindsOf(product: "cam" | "scf"): string[] {
  return readdirSync(join(SOURCES, "tencent/kinds"))
    .filter((file) => file.startsWith(`${product}-`))
    .map((file) => `tencent/kinds/${file}`);
}

/** The names of what the client of COS calls, which it keeps beside its methods. */
function callsOfCos(): string[] {
  const [table = ""] = /const METHODS = \{[^}]*\}/.exec(read("tencent/cos-client.ts")) ?? [];
  return [...table.matchAll(/: "(\w+)"/g)].flatMap(([, name]) => name ?? []);
}

/** Every call that stands in the sources, as policies write it. */
function calledAnywhere(): Set<string> {
  const camCalls = [...kindsOf("cam"), "tencent/kinds/named.ts", "tencent/account.ts"].flatMap(callsIn);
  const scfCalls = kindsOf("scf").flatMap(callsIn);
  const trtcCalls = readdirSync(join(SOURCES, "task")).flatMap((file) => callsIn(`task/${file}`));
  return new Set([
    ...camCalls.map((name) => `cam:${name}`),
    ...scfCalls.map((name) => `scf:${name}`),
    ...trtcCalls.map((name) => `trtc:${name}`),
    ...callsOfCos().map((name) => `cos:${name}`),
  ]);
}

const NAMES = PERMISSIONS.flatMap(({ actions }) => Object.keys(actions));

function namesOf(feature: Feature): string[] {
  return PERMISSIONS.filter(({ features }) => features.includes(feature)).flatMap(({ actions }) =>
    Object.keys(actions),
  );
}

test("every call that stands in the sources is a permission, and no other but that of handing on a role", () => {
  expect([...new Set(NAMES)].sort()).toEqual([...calledAnywhere(), "cam:PassRole"].sort());
});

test("a permission stands in one place", () => {
  expect(NAMES.filter((name, index) => NAMES.indexOf(name) !== index)).toEqual([]);
});

test("each says in words when it is needed", () => {
  const reasons = PERMISSIONS.flatMap(({ actions }) => Object.values(actions));
  expect(reasons.filter((reason) => !/^[a-z][A-Za-z ,:;']{5,90}$/.test(reason))).toEqual([]);
});

test("slicing needs six calls of TRTC", () => {
  expect(namesOf("slicing")).toEqual([
    "trtc:CreateCloudSliceTask",
    "trtc:DescribeCloudSliceTask",
    "trtc:ModifyCloudSliceTask",
    "trtc:DeleteCloudSliceTask",
    "trtc:RemoveUser",
    "trtc:RemoveUserByStrRoomId",
  ]);
});

test.each<[Feature, readonly string[], number]>([
  ["recording", ["trtc"], 6],
  ["moderation", ["trtc"], 6],
  ["ingest", ["trtc"], 6],
  ["relay", ["trtc"], 5],
  ["transcription", ["trtc"], 5],
  ["bucket", ["cam", "cos"], 19],
  ["empty", ["cos"], 4],
  ["key", ["cam"], 16],
  ["callback", ["cam", "scf"], 24],
])("%s needs calls of %p only", (feature, products, count) => {
  const names = namesOf(feature);
  expect([...new Set(names.map((name) => name.split(":", 1)[0]))].sort()).toEqual(products);
  expect(names).toHaveLength(count);
});

test("what is limited is what the pages give a resource", () => {
  const scopes = (wanted: Permissions["scope"]) =>
    PERMISSIONS.filter(({ scope }) => scope === wanted).flatMap(({ actions }) => Object.keys(actions));
  expect(scopes("applications")).toEqual([
    "trtc:CreateCloudRecording",
    "trtc:DescribeCloudRecording",
    "trtc:ModifyCloudRecording",
    "trtc:DeleteCloudRecording",
    "trtc:RemoveUser",
    "trtc:RemoveUserByStrRoomId",
  ]);
  expect(scopes("functions")).toEqual([
    "scf:CreateFunction",
    "scf:GetFunction",
    "scf:DeleteFunction",
    "scf:DeleteTrigger",
  ]);
  expect(scopes("roles")).toEqual(["cam:PassRole"]);
  expect(scopes("bucket").filter((name) => !name.startsWith("cos:"))).toEqual([]);
  expect(scopes("any").filter((name) => name.startsWith("cos:"))).toEqual([]);
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isSecretInput, TASK_TYPES, taskTypeOf } from "../../../../provider/policy/task-types";
import { isBag, leaves, propertyAt } from "../../../../provider/resource/schema";
import * as runtime from "../../../../provider/runtime";
import type { TaskKind } from "../../../../provider/task/kind";
import { JOBS } from "../../../../provider/tencent/operator-policy/permissions";

const SOURCES = join(__dirname, "../../../../provider/task");

type Kind = Pick<TaskKind, "resource" | "schema">;

function isKind(value: unknown): value is Kind {
  return isBag(value) && typeof value["resource"] === "string" && isBag(value["schema"]);
}

/** Every kind of room job that there is. */
const KINDS = readdirSync(SOURCES)
  .flatMap((file) => Object.values(jest.requireActual<Record<string, unknown>>(join(SOURCES, file))))
  .filter(isKind);

const typeOf = ({ resource }: Kind) => `pulumi-nodejs:dynamic/trtc:${resource}`;

test("there is a row for each kind, under the type that state files have and with the word of operatorPolicy", () => {
  expect(TASK_TYPES.map(({ type }) => type).sort()).toEqual(KINDS.map(typeOf).sort());
  expect(KINDS.filter(({ resource }) => !Object.keys(runtime).includes(resource))).toEqual([]);
  expect(TASK_TYPES.map(({ job }) => job)).toEqual(JOBS);
});

test.each(KINDS)("limits and paths of $resource are those of its schema", (kind) => {
  const { schema } = kind;
  const row = taskTypeOf(typeOf(kind));
  const hours = schema.properties["resourceExpiredHour"];
  expect([row?.maxHours, row?.maxHours]).toEqual([hours?.maximum, hours?.default]);

  const idle = leaves(schema).find(({ path }) => path.endsWith(".maxIdleTime"));
  const { path, property } = (schema.properties["onExit"] && idle) ?? {};
  expect([row?.idle?.path, row?.idle?.maximum, row?.idle?.byDefault]).toEqual([
    path,
    property?.maximum,
    property?.default,
  ]);

  const { furtherRobots } = row ?? {};
  if (furtherRobots !== undefined)
    expect(propertyAt(schema, `${furtherRobots.list}.0.${furtherRobots.userId}`)?.type).toBe("string");
});

test.each(KINDS)("secrets of $resource are those of its schema", ({ resource, schema }) => {
  const row = taskTypeOf(typeOf({ resource, schema }));
  const ofSchema = leaves(schema)
    .filter(({ property }) => property.secret === true)
    .map(({ path }) => path);
  // a list may be secret as a whole
  const covers = (above: string) => (path: string) => path === above || path.startsWith(`${above}.`);
  expect(ofSchema.filter((path) => !row?.secrets.some(covers(path)))).toEqual([]);
  expect(row?.secrets.filter((path) => !ofSchema.some((above) => covers(above)(path)))).toEqual([]);
});

test("a secret is found in any item of a list, and only where the task has it", () => {
  const relay = "pulumi-nodejs:dynamic/trtc:PublishCdnStreamTask";
  expect(
    [
      "publishCdnParams.0.publishCdnUrl",
      "publishCdnParams.12.publishCdnUrl",
      "publishCdnParams.0.isTencentCdn",
      "publishCdnParams.0.*",
      "streamUrl",
    ].filter((path) => isSecretInput(relay, path)),
  ).toEqual(["publishCdnParams.0.publishCdnUrl", "publishCdnParams.12.publishCdnUrl"]);
  expect(isSecretInput("aws:s3/bucket:Bucket", "userSig")).toBe(false);
});

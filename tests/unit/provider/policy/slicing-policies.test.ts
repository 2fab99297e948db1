import { POLICIES } from "../../../../provider/policy/slicing-policies";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { inputAt } from "../../../../provider/policy/stack-resource";
import type { StackResource } from "../../../../provider/policy/stack-resource";
import { EXISTING, madeStack } from "./made-stacks";
import type { CloudName } from "./made-stacks";
import { reportsOf } from "./reports";
import { readmeTable } from "../../rules/readme-table";
import { TASK } from "./stack-parts";

const CLOUDS: readonly CloudName[] = ["COS", "S3"];

/** Those that look at what the engine sends are tried by themselves. */
const BY_INPUTS = POLICIES.filter(({ name }) => name !== "secrets-marked");

test("every policy is mandatory, says what it demands, and what to do", () => {
  for (const { name, description, enforcementLevel, remediationSteps } of POLICIES) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect([description, remediationSteps]).toEqual([
      expect.stringMatching(/^[A-Z].*\.$/),
      expect.stringMatching(/^[A-Z].*\.$/),
    ]);
    expect(enforcementLevel).toBe("mandatory");
  }
});

const KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/11112222-3333-4444-5555-666677778888";

/** What a storage may be told, on which clouds. */
const SOUND: readonly [what: string, clouds: readonly CloudName[], changes: object][] = [
  ["a new bucket", CLOUDS, {}],
  ["two keys", CLOUDS, { keyVersions: [1, 2] }],
  ["an existing bucket", CLOUDS, EXISTING],
  ["a KMS key", ["S3"], { kmsKeyArn: KMS_KEY }],
];

test.each(
  SOUND.flatMap(([what, clouds, changes]) =>
    clouds.flatMap((cloud) => [false, true].map((whole) => ({ what, cloud, changes, whole }))),
  ),
)(
  "with $what on $cloud, by a pipeline ($whole) or its parts, the components break nothing",
  async ({ cloud, changes, whole }) => {
    for (const preview of [true, false]) {
      const resources = await madeStack(cloud, changes, { preview, whole });
      expect(resources.length).toBeGreaterThan(10);
      for (const policy of BY_INPUTS)
        expect([policy.name, reportsOf(policy, resources)]).toEqual([policy.name, []]);
    }
  },
);

test.each(CLOUDS)("on %s nothing is held against what is only known later", async (cloud) => {
  const unknown = (await madeStack(cloud)).map((resource): StackResource => ({
    ...resource,
    inputs: Object.fromEntries(Object.keys(resource.inputs).map((name) => [name, UNKNOWN])),
  }));
  for (const policy of BY_INPUTS)
    expect([policy.name, reportsOf(policy, unknown)]).toEqual([policy.name, []]);
});

test("no report holds a secret, whatever a stack is like", async () => {
  const planted = "planted-secret-value";
  for (const cloud of CLOUDS) {
    const stack = await madeStack(cloud, {
      wholeBucket: true,
      expireAfterDays: undefined,
      tags: { note: planted },
    });
    const broken = stack.map((resource): StackResource => {
      if (resource.type === TASK) {
        const storage = {
          bucket: inputAt(resource, "storage.bucket"),
          accessKey: planted,
          secretKey: planted,
        };
        const more = {
          sdkSecretKey: planted,
          userSig: planted,
          resourceExpiredHour: 6,
          sliceParams: {},
          storage,
        };
        return { ...resource, inputs: { ...resource.inputs, ...more } };
      }
      const environment = {
        TRTC_SDK_APP_IDS: "1",
        KEY: planted,
        variables: { TRTC_SDK_APP_IDS: "1", KEY: planted },
      };
      return { ...resource, inputs: { ...resource.inputs, environment, description: planted } };
    });
    const config = { tag: "consent", values: ["law"], applications: { prod: [1] } };
    const reports = [...POLICIES].flatMap((policy) => reportsOf(policy, [...broken, ...broken], config));
    expect(reports.length).toBeGreaterThan(8);
    expect(reports.filter(([, message]) => message.includes(planted))).toEqual([]);
  }
});

test("the README has a row for each policy", () => {
  expect(readmeTable("policies").map(([name]) => name)).toEqual(POLICIES.map(({ name }) => `\`${name}\``));
});

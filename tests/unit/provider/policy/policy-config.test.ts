import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkedPolicyConfig, readPolicyConfig } from "../../../../provider/policy/policy-config";
import { InputError } from "../../../../provider/trtc/errors";

const NAMES =
  "all, environments, no-public-bucket, write-key-under-prefix, slices-expire, callback-endpoint-present, secrets-marked, " +
  "handle-long-enough, idle-time-with-recreate, no-shared-robot, task-quota, own-application, consent-tag";

const folder = mkdtempSync(join(tmpdir(), "policy-config-"));
const file = join(folder, "policy.json");
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  {},
  {
    all: "advisory",
    "task-quota": { enforcementLevel: "mandatory", quota: 50, recordings: 20, moderations: 5 },
  },
  { "write-key-under-prefix": { readForMp4: true } },
  { all: { enforcementLevel: "disabled" }, environments: ["prod"] },
  {
    "callback-endpoint-present": { elsewhere: [1400000001] },
    "consent-tag": { tag: "consent", values: ["a"] },
  },
  { "own-application": { applications: { dev: [1400000001], prod: [] } }, "consent-tag": { values: [] } },
])("%j is a configuration, and handed back as it is", (config) => {
  expect(checkedPolicyConfig(config)).toEqual(config);
});

test.each<[unknown, string]>([
  [
    [],
    "the policy configuration is not an object, allowed is one that has policies by their names: give { } for the defaults",
  ],
  [
    { "slices-expires": "advisory" },
    `slices-expires is not an argument, allowed here are ${NAMES}: correct or remove it`,
  ],
  [
    { "handle-long-enough": { hour: 5 } },
    "handle-long-enough.hour is not an argument, allowed here are enforcementLevel, hours: correct or remove it",
  ],
  [
    { "handle-long-enough": { hours: 5 }, all: "loud" },
    'all.enforcementLevel is "loud", allowed is "advisory" or "mandatory" or "remediate" or "disabled": give a level; ' +
      "handle-long-enough.hours is 5, allowed is a whole number from 6 to 720 (hours): give the hours for which a task must be reachable",
  ],
  [
    { "task-quota": 5 },
    "task-quota is 5, allowed is a level (advisory, mandatory, remediate, disabled) or an object with enforcementLevel and settings: give one of these",
  ],
  [
    { "consent-tag": { values: ["law"] }, "task-quota": { quota: 0 } },
    "task-quota.quota is 0, allowed is how many slicing tasks an application may have, from 1: give the quota that the vendor granted; " +
      "consent-tag.tag is missing beside values, allowed is the name of the tag that has them: give the tag's name",
  ],
  [
    { "own-application": { applications: { dev: 5 } } },
    "own-application.applications.dev is 5, allowed is a list of SdkAppIds: list the stack's applications, such as [1400000001]",
  ],
])("%j is none", (config, message) => {
  expect(() => checkedPolicyConfig(config)).toThrow(new InputError(message));
});

test("a file is read and checked, an empty one is the defaults", () => {
  writeFileSync(file, '{ "all": "advisory" }');
  expect(readPolicyConfig(file)).toEqual({ all: "advisory" });
  writeFileSync(file, " \n");
  expect(readPolicyConfig(file)).toEqual({});
});

test("what is wrong is said with the file's name, and its text is not shown", () => {
  writeFileSync(file, '{ "all": planted }');
  expect(() => readPolicyConfig(file)).toThrow(
    new InputError(
      `${file}: it is no JSON, allowed is an object that has policies by their names: correct it`,
    ),
  );
  writeFileSync(file, '{ "task-quota": { "quota": 0 } }');
  expect(() => readPolicyConfig(file)).toThrow(
    new InputError(
      `${file}: task-quota.quota is 0, allowed is how many slicing tasks an application may have, from 1: give the quota that the vendor granted`,
    ),
  );
  expect(() => readPolicyConfig(`${file}.gone`)).toThrow(
    new InputError(`${file}.gone cannot be read, allowed is a JSON file: correct its name`),
  );
});

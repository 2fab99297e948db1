import { CallbackEndpoint } from "../../../provider/aws/callback-endpoint";
import type { CallbackEndpointArgs } from "../../../provider/aws/callback-endpoint";
import { ENDPOINT_FAKES } from "../provider/aws/recorded-endpoint";
import { record } from "../provider/recorded-resources";
import { ACCESS_RULES } from "./access-rules";
import { BUCKET_RULES } from "./bucket-rules";
import { ENDPOINT_RULES } from "./endpoint-rules";
import { readmeTable } from "./readme-table";
import { ENDPOINT_WAIVERS } from "./waivers";

const RULES = [...BUCKET_RULES, ...ACCESS_RULES, ...ENDPOINT_RULES];
const KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const waived = ENDPOINT_WAIVERS.map(({ id }) => id);
const CONCURRENCY = ["CKV_AWS_115", "LambdaConcurrency"];

const FORMS: [string, Partial<CallbackEndpointArgs>, string[]][] = [
  ["as it is by default", {}, waived],
  ["with a KMS key", { kmsKeyArn: KMS_KEY }, waived],
  ["with a key of one's own", { key: "given", previousKeys: ["older"] }, waived],
  [
    "with a concurrency of its own and a log of a year",
    { reservedConcurrency: 10, logRetentionDays: 365 },
    waived.filter((id) => ![...CONCURRENCY, "CKV_AWS_338"].includes(id)),
  ],
];

/** The rules that an endpoint breaks. */
async function broken(args: Partial<CallbackEndpointArgs>): Promise<string[]> {
  const storage = { bucket: "media", region: "eu-central-1" };
  const { resources } = await record(
    () => new CallbackEndpoint("callbacks", { sdkAppIds: [1400000001], storage, ...args }),
    ENDPOINT_FAKES,
  );
  return RULES.filter(({ check }) => check(resources).length > 0)
    .flatMap(({ ids }) => ids)
    .sort();
}

test.each(FORMS)(
  "an endpoint %s breaks the rules that are waived, and no other",
  async (_form, args, ids) => {
    expect(await broken(args)).toEqual([...ids].sort());
  },
);

test("the README says what is waived and why", () => {
  expect(readmeTable("endpoint-waivers")).toEqual(
    ENDPOINT_WAIVERS.map(({ id, reason }) => [`\`${id}\``, reason]),
  );
});

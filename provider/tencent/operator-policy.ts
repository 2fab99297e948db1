import { checkedArguments, plainArguments } from "../component/arguments";
import { SDK_APP_IDS_ROW } from "../endpoint/arguments";
import { knownValue, problem } from "../resource/schema";
import type { ObjectProperty, Property, Rule } from "../resource/schema";
import { APPID_SUFFIX, cosBucketSchema } from "./kinds/cos-bucket";
import { JOBS, PERMISSIONS } from "./operator-policy/permissions";
import type { Feature, Scope } from "./operator-policy/permissions";
import type { Job } from "../task/kinds";

/** What the operator's stack has, as far as its key needs something for it. */
export type OperatorPolicyArgs = {
  /** Applications of the tasks, 1 to 100. The rooms of these only can be recorded, and robots removed from them. */
  sdkAppIds: number[];
  /** What the tasks do, each word once: "slicing", "recording", "moderation", "ingest", "relay", "transcription". @default ["slicing"] */
  jobs?: Job[] | undefined;
  /** Whether there is a `CallbackEndpoint`. @default true */
  callback?: boolean | undefined;
  /**
   * Name of the function's role, or its start and `*`: no other can be given to a function. The endpoint's begins with the names of
   * project, stack and endpoint, in lower case and with `-` for what is no letter or digit. @default "*"
   */
  roleName?: string | undefined;
  /** Number of the main account, which resources name. @default - left out of them, which stands for the account that has the policy */
  uin?: number | undefined;
} & (
  | {
      /** "new" for a storage that makes its bucket. @default "new" */
      storage?: "new" | undefined;
      /**
       * Name of the bucket, with the APPID, or its start and `*`. One without a `bucketName` starts with the first seven letters at most of
       * the storage's name, or of the pipeline's. @default "*"
       */
      bucket?: string | undefined;
      /** Region of the bucket. @default - any */
      region?: string | undefined;
      /** "empty" when the storage has it too: then objects can be listed and deleted. @default - a bucket that holds objects stays */
      onDestroy?: "empty" | undefined;
    }
  | {
      /** "existing" for a storage in a bucket that is there, "none" without a `CosSliceStorage`. */
      storage: "existing" | "none";
      /** Only for a new bucket. */
      bucket?: undefined;
      /** Only for a new bucket. */
      region?: undefined;
      /** Only for a new bucket. */
      onDestroy?: undefined;
    }
);

/** The arguments after the check, defaults written out. */
interface Operator {
  sdkAppIds: number[];
  jobs: Job[];
  storage: "new" | "existing" | "none";
  callback: boolean;
  roleName: string;
  bucket?: string;
  region?: string;
  onDestroy?: "empty";
  uin?: number;
}

const region: Property = { type: "string", enum: cosBucketSchema.properties["region"]?.enum ?? [] };

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppIds"],
  properties: {
    sdkAppIds: SDK_APP_IDS_ROW,
    jobs: {
      type: "array",
      items: { type: "string", enum: JOBS, cure: "name what the tasks do" },
      minItems: 1,
      uniqueItems: true,
      default: ["slicing"],
      allowed: `a list of ${JOBS.map((job) => JSON.stringify(job)).join(", ")}, each once`,
      cure: "name what the tasks do, or leave it out for slicing",
    },
    storage: {
      type: "string",
      enum: ["new", "existing", "none"],
      default: "new",
      cure: "say whether the storage makes its bucket",
    },
    callback: { type: "boolean", default: true, cure: "say whether there is a callback endpoint" },
    bucket: {
      type: "string",
      pattern: "^([a-z0-9][a-z0-9-]{0,49})?\\*?$",
      minLength: 1,
      allowed: 'the name of a bucket, such as "classroom-1250000000", or its start and *',
      cure: "give the name that the storage gets",
    },
    region: { ...region, cure: "give the bucket's region, or leave it out" },
    onDestroy: { type: "string", enum: ["empty"], cure: 'leave it out unless the storage has "empty" too' },
    roleName: {
      type: "string",
      pattern: "^[A-Za-z0-9+=,.@_-]{0,128}\\*?$",
      minLength: 1,
      default: "*",
      allowed: "the name of a role, or its start and *",
      cure: 'give a name such as "classroom-prod-*"',
    },
    uin: {
      type: "integer",
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      allowed: "the number of the main account, such as 100000000001",
      cure: "take it from the console's account information, or leave it out",
    },
  },
};

const bucketIsNew: Rule = (inputs) => {
  const storage = knownValue(inputs, "storage") ?? "new";
  const given = ["bucket", "region", "onDestroy"].find((name) => knownValue(inputs, name) !== undefined);
  if ((storage !== "existing" && storage !== "none") || given === undefined) return undefined;
  return problem(given, `given beside storage "${storage}"`, "only for a new bucket", "remove it");
};

/**
 * What an API key needs to run a stack of this package and nothing else, as the JSON of a policy: its text stands in a preview.
 * Without arguments but the applications it is for a `SlicingPipeline` with a storage and an endpoint of its own; `jobs` names what
 * other tasks do.
 *
 * An administrator attaches it once to the user whose key the pipeline gets: with the program below, or by "Create by policy syntax"
 * in the console of CAM. Where the vendor lets a call be limited it is: to applications, bucket, functions and their role.
 * Calls that cannot be limited are allowed on everything, for the vendor refuses them when a resource is named.
 *
 * **With a storage or an endpoint such a key is as good as an administrator's**: it makes policies and attaches them, and CAM limits
 * neither to names. Keep it where the administrator's would be kept. One for tasks only (`storage: "none", callback: false`) can
 * start, change and stop tasks, and remove users from the rooms of its applications: let an administrator's stack make storage and
 * endpoint, and hand on its `target`.
 *
 * @throws InputError that names every problem at once
 *
 * @example The key of a pipeline, made by an administrator
 * ```ts
 * const operator = new CamUser("operator", { name: "classroom-operator" });
 * const policy = new CamPolicy("operator", {
 *   policyName: "classroom-operator",
 *   policyDocument: operatorPolicy({ sdkAppIds: [1400000001], bucket: "classro-*", roleName: "classroom-*" }),
 * });
 * new CamUserPolicyAttachment("operator", { userName: operator.name, policyName: policy.policyName });
 * ```
 * @example Tasks only: bucket, key and endpoint are another stack's
 * ```ts
 * operatorPolicy({ sdkAppIds: [1400000001, 1400000002], storage: "none", callback: false });
 * ```
 * @example Rooms that are recorded and relayed too
 * ```ts
 * operatorPolicy({ sdkAppIds: [1400000001], jobs: ["slicing", "recording", "relay"] });
 * ```
 * @example A development stack, whose destroy deletes the slices too
 * ```ts
 * operatorPolicy({ sdkAppIds: [1400000001], onDestroy: "empty", bucket: "dev-slices-1250000000", region: "ap-singapore" });
 * ```
 */
export function operatorPolicy(args: OperatorPolicyArgs): string {
  const operator = checkedArguments("operatorPolicy", {
    schema,
    rules: [bucketIsNew],
    args: plainArguments(args, []),
  }) as unknown as Operator; // the table above is what says so
  const features = featuresOf(operator);
  const permissions = PERMISSIONS.filter((each) => each.features.some((one) => features.has(one)));
  const statement = SCOPES.flatMap((scope) => {
    const action = permissions
      .filter((each) => each.scope === scope)
      .flatMap(({ actions }) => Object.keys(actions).map((name) => `name/${name}`));
    return action.length === 0 ? [] : [{ effect: "allow", action, resource: resourcesOf(scope, operator) }];
  });
  return JSON.stringify({ version: "2.0", statement });
}

const SCOPES: readonly Scope[] = ["any", "applications", "bucket", "functions", "roles"];

function featuresOf({ jobs, storage, callback, onDestroy }: Operator): ReadonlySet<Feature> {
  const features: [Feature, boolean][] = [
    ["bucket", storage === "new"],
    ["empty", onDestroy === "empty"],
    ["key", storage !== "none"],
    ["callback", callback],
  ];
  return new Set([...jobs, ...features.flatMap(([feature, used]) => (used ? [feature] : []))]);
}

/** An empty region is any, an empty account the policy's own. https://www.tencentcloud.com/document/product/598/10606 */
function resourcesOf(scope: Scope, operator: Operator): string[] {
  const { sdkAppIds, bucket = "*", region = "", roleName, uin } = operator;
  const account = uin === undefined ? "" : `uin/${uin}`;
  switch (scope) {
    case "any":
      return ["*"];
    case "applications":
      return sdkAppIds.map((sdkAppId) => `qcs::trtc::${account}:sdkappid/${sdkAppId}`);
    case "bucket":
      return [`qcs::cos:${region}:${ownerOf(bucket)}:${bucket.endsWith("*") ? bucket : `${bucket}/*`}`];
    case "functions": {
      const namespace = `qcs::scf::${account}:namespace/default`;
      // refusals of CreateFunction have been seen that name the namespace alone
      return [namespace, `${namespace}/function/trtc-*`];
    }
    case "roles":
      return [`qcs::cam::${account}:roleName/${roleName}`];
  }
}

/** COS names an account by its APPID, which the whole name of a bucket ends in. */
function ownerOf(bucket: string): string {
  return APPID_SUFFIX.test(bucket) ? `uid/${bucket.slice(bucket.lastIndexOf("-") + 1)}` : "";
}

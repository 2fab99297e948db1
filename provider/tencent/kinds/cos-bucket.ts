import type { ResourceKind } from "../../resource/kind";
import { UnfinishedError } from "../../resource/kind";
import { isBag, knownValue, problem, shown } from "../../resource/schema";
import type { ObjectProperty, Property, Rule } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { Budget } from "../../trtc/attempt";
import { GoneError, InputError, ServiceError } from "../../trtc/errors";
import { madeOnce } from "./made-once";
import type {
  BucketAddress,
  BucketSetting,
  BucketSettings,
  CorsRule,
  CosClient,
  LifecycleRule,
} from "../cos-client";

const LIMITS_PAGE = "https://www.tencentcloud.com/document/product/436/14518";
const TAGS_PAGE = "https://www.tencentcloud.com/document/product/436/35665";

/** Regions of COS: https://www.tencentcloud.com/document/product/436/6224 */
export const COS_REGIONS = [
  "ap-bangkok",
  "ap-beijing",
  "ap-beijing-1",
  "ap-beijing-fsi",
  "ap-chengdu",
  "ap-chongqing",
  "ap-guangzhou",
  "ap-hongkong",
  "ap-jakarta",
  "ap-mumbai",
  "ap-nanjing",
  "ap-seoul",
  "ap-shanghai",
  "ap-shanghai-fsi",
  "ap-shenzhen-fsi",
  "ap-singapore",
  "ap-tokyo",
  "eu-frankfurt",
  "na-ashburn",
  "na-siliconvalley",
  "na-toronto",
  "sa-saopaulo",
] as const;

/** A bucket's whole host has so many characters at most. */
const MAX_HOST_LENGTH = 60;
/** `-` and the ten digits of an APPID. */
export const APPID_SUFFIX = /-1\d{9}$/;
const APPID_SUFFIX_LENGTH = 11;

const words: Property = {
  type: "array",
  minItems: 1,
  items: { type: "string", minLength: 1, cure: "give a text" },
  allowed: "a list of texts",
  cure: "give a list",
};

function days(cure: string): Property {
  return {
    type: "integer",
    minimum: 1,
    maximum: 3650,
    allowed: "a whole number from 1 to 3650 (days)",
    cure,
  };
}

/** The arguments of a bucket. */
export const cosBucketSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["bucket", "region"],
  properties: {
    bucket: {
      type: "string",
      pattern: "^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$",
      changes: "replaces",
      allowed: "1 to 50 lower case letters, digits and -, no - at either end",
      cure: "choose another name, the APPID is appended when it is missing",
      page: LIMITS_PAGE,
    },
    region: {
      type: "string",
      enum: COS_REGIONS,
      changes: "replaces",
      cure: "set region, TENCENTCLOUD_REGION or trtc:region to one of these",
      page: "https://www.tencentcloud.com/document/product/436/6224",
    },
    acl: {
      type: "string",
      enum: ["private"],
      default: "private",
      changes: "updates",
      cure: "leave it out: slices are read with a key",
    },
    encryption: {
      type: "string",
      enum: ["AES256"],
      default: "AES256",
      changes: "updates",
      cure: "leave it out",
    },
    versioning: { type: "boolean", default: false, changes: "updates", cure: "give true or false" },
    lifecycleRules: {
      type: "array",
      maxItems: 1000,
      set: true,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "prefix"],
        properties: {
          id: {
            type: "string",
            pattern: "^[A-Za-z0-9_.-]{1,255}$",
            allowed: "1 to 255 letters, digits, _, . and -",
            cure: "give each rule a name of its own",
          },
          prefix: {
            type: "string",
            maxLength: 512,
            allowed: 'what the keys start with, such as "slices/"; "" for the whole bucket',
            cure: "give a text of at most 512 characters",
          },
          expireAfterDays: days("choose after how many days objects and old versions are deleted"),
          abortMultipartAfterDays: days("choose after how many days an unfinished upload is dropped"),
        },
        cure: "give id and prefix",
      },
      changes: "updates",
      allowed: "a list of rules",
      cure: "give a list of rules",
      page: "https://www.tencentcloud.com/document/product/436/8280",
    },
    tags: {
      type: "object",
      maxProperties: 50,
      additionalProperties: {
        type: "string",
        maxLength: 255,
        allowed: "a text of at most 255 characters",
        cure: "shorten it",
      },
      changes: "updates",
      allowed: "at most 50 texts by name",
      cure: "give a text for each name",
      page: TAGS_PAGE,
    },
    cors: {
      type: "array",
      maxItems: 100,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["allowedOrigins", "allowedMethods"],
        properties: {
          allowedOrigins: words,
          allowedMethods: {
            ...words,
            items: {
              type: "string",
              enum: ["GET", "PUT", "HEAD", "POST", "DELETE"],
              cure: "choose methods of these",
            },
          },
          allowedHeaders: words,
          exposeHeaders: words,
          maxAgeSeconds: {
            type: "integer",
            minimum: 0,
            maximum: 31_536_000,
            unit: "seconds",
            cure: "choose a time in this range",
          },
        },
        cure: "give origins and methods",
      },
      changes: "updates",
      allowed: "a list of at most 100 rules",
      cure: "give a list of rules",
    },
    onDestroy: {
      type: "string",
      enum: ["refuse", "retain", "empty"],
      default: "refuse",
      changes: "settles",
      cure: "choose what happens to a bucket with objects in it",
    },
  },
};

interface CosBucketInputs {
  bucket: string;
  region: string;
  acl: "private";
  encryption: "AES256";
  versioning: boolean;
  lifecycleRules?: LifecycleRule[];
  tags?: Record<string, string>;
  cors?: CorsRule[];
  onDestroy: "refuse" | "retain" | "empty";
}

/** A bucket's host name has a limit as a whole. @param path - of the argument that names the bucket */
export const hostFits =
  (path: string): Rule =>
  (inputs) => {
    const [bucket, region] = [knownValue(inputs, path), knownValue(inputs, "region")];
    if (typeof bucket !== "string" || typeof region !== "string") return undefined;
    const longest = MAX_HOST_LENGTH - `.cos.${region}.myqcloud.com`.length;
    const length = bucket.length + (APPID_SUFFIX.test(bucket) ? 0 : APPID_SUFFIX_LENGTH);
    if (length <= longest) return undefined;
    return problem(
      path,
      `${shown(bucket)}, ${length} characters with the APPID`,
      `at most ${longest} in ${region}: the whole host name of a bucket has ${MAX_HOST_LENGTH} at most`,
      "choose a shorter name",
    );
  };

const rulesDoSomething: Rule = (inputs) => {
  const rules = knownValue(inputs, "lifecycleRules");
  if (!Array.isArray(rules)) return undefined;
  const idle = rules.findIndex(
    (rule) =>
      isBag(rule) && rule["expireAfterDays"] === undefined && rule["abortMultipartAfterDays"] === undefined,
  );
  if (idle !== -1)
    return problem(
      `lifecycleRules.${idle}`,
      "a rule that does nothing",
      "one with expireAfterDays or abortMultipartAfterDays",
      "give one of them or remove the rule",
    );
  const ids = rules.flatMap((rule) => (isBag(rule) ? [rule["id"]] : []));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return undefined;
  return problem("lifecycleRules", `two rules ${shown(twice)}`, "one rule for each id", "rename one of them");
};

export interface CosBucketParts {
  cos: CosClient;
  /** The number of the account, which bucket names end in. */
  appId(): Promise<number>;
  /** Says what takes long. */
  report(message: string): void;
}

/** So often a bucket that lists nothing and is not empty is asked again. */
const MAX_PASSES_FOR_NOTHING = 10;

/** A COS bucket. */
export function cosBucket({
  cos,
  appId,
  report,
}: CosBucketParts): ResourceKind<CosBucketInputs, CosBucketInputs> {
  return {
    resource: "CosBucket",
    schema: cosBucketSchema,
    rules: [hostFits("bucket"), rulesDoSomething],

    // the APPID is appended to a name that has none
    asInState: (inputs, state) =>
      isSameName(state["bucket"], inputs["bucket"]) ? { ...inputs, bucket: state["bucket"] } : inputs,
    // a name is free in no other region while it is taken in one
    deleteBeforeReplace: (state, inputs) => isSameName(state.bucket, inputs.bucket),

    async create(inputs) {
      const budget = operationBudget();
      const address = { bucket: wholeName(inputs.bucket, await appId()), region: inputs.region };
      const { bucket } = address;
      const settings = settingsOf(inputs);
      await createBucket(address, budget);
      try {
        await apply(address, settings, changedFrom(NEW_BUCKET, settings), budget);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        error.message = `bucket ${bucket} is made but not yet as wished: ${error.message}`;
        throw new UnfinishedError(bucket, { bucket }, error);
      }
      return { id: bucket, outputs: { bucket } };
    },

    async read(_id, state) {
      const { bucket, region } = state;
      try {
        const { lifecycle, tags, cors, ...seen } = await cos.settings({ bucket, region }, operationBudget());
        return {
          ...seen,
          lifecycleRules: unlessEmpty(lifecycle, state.lifecycleRules),
          tags: unlessEmpty(tags, state.tags),
          cors: unlessEmpty(cors, state.cors),
        };
      } catch (error) {
        if (error instanceof GoneError) return undefined;
        throw error;
      }
    },

    async update(_id, { bucket, region }, inputs, changed) {
      const names = SETTINGS.filter(({ path }) => changed.has(path)).map(({ name }) => name);
      await apply({ bucket, region }, settingsOf(inputs), names, operationBudget());
    },

    async delete(_id, { bucket, region, onDestroy }) {
      const address = { bucket, region };
      if (onDestroy === "retain") return;
      if (onDestroy === "empty") return emptyAndDelete(address);
      if (await cos.delete(address, operationBudget())) return;
      throw new InputError(
        `bucket ${bucket} still holds objects and is left as it is: set onDestroy to "empty" to delete them or to "retain" ` +
          `to keep them, run pulumi up, and destroy again`,
      );
    },
  };

  async function createBucket(address: BucketAddress, budget: Budget): Promise<void> {
    const find = async () => ((await cos.exists(address, budget)) ? address : undefined);
    await madeOnce({
      find,
      make: async () => {
        await cos.create(address, budget);
        return address;
      },
      taken: () =>
        new InputError(
          `bucket ${address.bucket} exists already: choose another name, or hand it to the storage component to use it as it is`,
        ),
      unfinished: (cause) => new UnfinishedError(address.bucket, { bucket: address.bucket }, cause),
    });
  }

  async function apply(
    address: BucketAddress,
    settings: BucketSettings,
    names: readonly (keyof BucketSettings)[],
    budget: Budget,
  ): Promise<void> {
    // one after the other: COS takes changes of one bucket in any order, a person reads them in this one
    for (const name of names) await cos.put(address, settingOf(name, settings), budget);
  }

  /** Deletes what is in a bucket and then the bucket; files of a stopped task may still come while it is emptied. */
  async function emptyAndDelete(address: BucketAddress): Promise<void> {
    let removed = 0;
    let passesForNothing = 0;
    while (!(await cos.delete(address, operationBudget()))) {
      const leftovers = await cos.leftovers(address);
      passesForNothing = leftovers.length === 0 ? passesForNothing + 1 : 0;
      if (passesForNothing === MAX_PASSES_FOR_NOTHING)
        throw new ServiceError(
          `bucket ${address.bucket} is said to hold objects and lists none: run pulumi destroy again in a few minutes`,
        );
      await cos.remove(address, leftovers);
      removed += leftovers.length;
      report(`${address.bucket}: ${removed} objects, versions and unfinished uploads deleted`);
    }
  }
}

/** Each setting with the argument that it comes from. */
const SETTINGS: readonly { name: keyof BucketSettings; path: string }[] = [
  { name: "acl", path: "acl" },
  { name: "encryption", path: "encryption" },
  { name: "versioning", path: "versioning" },
  { name: "lifecycle", path: "lifecycleRules" },
  { name: "tags", path: "tags" },
  { name: "cors", path: "cors" },
];

/** What COS makes without being told more. */
const NEW_BUCKET: BucketSettings = {
  acl: "private",
  encryption: "none",
  versioning: false,
  lifecycle: [],
  tags: {},
  cors: [],
};

function settingsOf({
  acl,
  encryption,
  versioning,
  lifecycleRules,
  tags,
  cors,
}: CosBucketInputs): BucketSettings {
  return { acl, encryption, versioning, lifecycle: lifecycleRules ?? [], tags: tags ?? {}, cors: cors ?? [] };
}

function changedFrom(old: BucketSettings, next: BucketSettings): (keyof BucketSettings)[] {
  return SETTINGS.map(({ name }) => name).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(next[name]),
  );
}

/** What is empty is as it is in state, where it may be absent: a refresh must not tell the two apart. */
function unlessEmpty<Value extends object>(seen: Value, inState: Value | undefined): Value | undefined {
  if (Object.keys(seen).length > 0) return seen;
  return inState !== undefined && Object.keys(inState).length === 0 ? inState : undefined;
}

function settingOf(name: keyof BucketSettings, settings: BucketSettings): BucketSetting {
  // the value stands under its own name
  return { name, value: settings[name] } as BucketSetting;
}

/** @throws InputError when the name ends in another account's APPID */
function wholeName(name: string, appId: number): string {
  if (name.endsWith(`-${appId}`)) return name;
  if (!APPID_SUFFIX.test(name)) return `${name}-${appId}`;
  throw new InputError(
    `bucket is ${shown(name)}, allowed is a name without APPID or with that of the account at its end (-${appId}): correct it`,
  );
}

function isSameName(inState: unknown, given: unknown): boolean {
  return typeof inState === "string" && (inState === given || inState.replace(APPID_SUFFIX, "") === given);
}

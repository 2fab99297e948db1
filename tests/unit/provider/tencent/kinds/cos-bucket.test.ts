import { UnfinishedError } from "../../../../../provider/resource/kind";
import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../../provider/resource/schema";
import type { Bag } from "../../../../../provider/resource/schema";
import type { BucketSettings, Leftover } from "../../../../../provider/tencent/cos-client";
import { APPID_SUFFIX, COS_REGIONS, cosBucket } from "../../../../../provider/tencent/kinds/cos-bucket";
import {
  CredentialsError,
  GoneError,
  InputError,
  ServiceError,
  UnknownOutcomeError,
} from "../../../../../provider/trtc/errors";
import { fakeCos } from "../../fake-cos";
import type { FakeCos, FakeCosCall } from "../../fake-cos";
import { kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";

const APPID = 1250000000;
const NAME = "slices-1250000000";
const REGION = "ap-singapore";
const GIVEN = { bucket: "slices", region: REGION };
const INPUTS = {
  ...GIVEN,
  acl: "private",
  encryption: "AES256",
  versioning: false,
  onDestroy: "refuse",
};
const STATE = { ...INPUTS, bucket: NAME };
const RULES = [{ id: "expire", prefix: "slices/", expireAfterDays: 30, abortMultipartAfterDays: 1 }];
const CORS = [{ allowedOrigins: ["https://example.com"], allowedMethods: ["GET"], maxAgeSeconds: 60 }];
const FULL = { ...INPUTS, versioning: true, lifecycleRules: RULES, tags: { team: "classroom" }, cors: CORS };
const SETTINGS: BucketSettings = {
  acl: "private",
  encryption: "AES256",
  versioning: false,
  lifecycle: [],
  tags: {},
  cors: [],
};
const LOST = new UnknownOutcomeError("the answer got lost");

interface BucketLifecycle {
  lifecycle: Lifecycle;
  cos: FakeCos;
  reports: string[];
}

function bucketLifecycle(faults: Parameters<typeof fakeCos>[0] = {}): BucketLifecycle {
  const cos = fakeCos(faults);
  const reports: string[] = [];
  const kind = cosBucket({
    cos,
    appId: () => Promise.resolve(APPID),
    report: (message) => void reports.push(message),
  });
  return { lifecycle: kindLifecycle(kind), cos, reports };
}

/** A bucket that is there already. */
function madeBucket(changes: Partial<BucketSettings> = {}, contents: Leftover[] = []): BucketLifecycle {
  const made = bucketLifecycle();
  made.cos.buckets.set(NAME, { region: REGION, settings: { ...SETTINGS, ...changes }, contents });
  return made;
}

function version(key: string, versionId = "v1"): Leftover {
  return { kind: "version", key, versionId };
}

/** Throws what is given at the calls that it is planned for, in order. */
function failing(method: string, ...errors: readonly (Error | undefined)[]): (call: FakeCosCall) => void {
  let calls = 0;
  return ([called, , setting]) => {
    if (method !== called && method !== `${called} ${String(setting)}`) return;
    const error = errors[calls++];
    if (error !== undefined) throw error;
  };
}

describe("check", () => {
  const { lifecycle } = bucketLifecycle();

  test("writes the defaults out, the region too", () => {
    expect(lifecycle.check({}, { bucket: "slices" })).toEqual({ inputs: INPUTS, failures: [] });
  });

  test("keeps the region that the bucket is in when none is given", () => {
    const { inputs } = lifecycle.check({ bucket: "slices", region: "eu-frankfurt" }, { bucket: "slices" });
    expect(inputs["region"]).toBe("eu-frankfurt");
  });

  test.each<[string, Bag]>([
    ["one character", { bucket: "a" }],
    ["a name with the APPID", { bucket: NAME }],
    ["the longest name of the region", { bucket: "a".repeat(19) }],
    ["the longest name of the region with the APPID", { bucket: `${"a".repeat(19)}-1250000000` }],
    [
      "the longest name of the region with the longest name",
      { bucket: "a".repeat(15), region: "na-siliconvalley" },
    ],
    ["a name and a region that are only known later", { bucket: UNKNOWN, region: UNKNOWN }],
    ["everything", FULL],
    ["empty lists and tags", { lifecycleRules: [], tags: {}, cors: [] }],
    ["rules that are only known later", { lifecycleRules: UNKNOWN, tags: UNKNOWN, cors: UNKNOWN }],
    [
      "the longest rule id and prefix",
      { lifecycleRules: [{ ...RULES[0], id: "a".repeat(255), prefix: "a".repeat(512) }] },
    ],
    ["the longest time", { lifecycleRules: [{ id: "a", prefix: "", expireAfterDays: 3650 }] }],
    [
      "fifty tags",
      { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, "a".repeat(255)])) },
    ],
  ])("accepts %s", (_name, changes) => {
    expect(reasonsOf(lifecycle, { ...GIVEN, ...changes })).toEqual([]);
  });

  test("knows every region of COS", () => {
    for (const region of COS_REGIONS) expect(reasonsOf(lifecycle, { bucket: "a", region })).toEqual([]);
  });

  const NAME_RULE =
    "allowed is 1 to 50 lower case letters, digits and -, no - at either end: choose another name, the APPID is appended when it is missing";

  test.each(["", "Slices", "a_b", "-a", "a-", "a.b"])("refuses the name %p", (bucket) => {
    expect(reasonsOf(lifecycle, { ...GIVEN, bucket })).toEqual([`bucket is "${bucket}", ${NAME_RULE}`]);
  });

  test.each([
    ["a".repeat(20), 31, REGION, 30],
    [`${"a".repeat(20)}-1250000000`, 31, REGION, 30],
    ["a".repeat(16), 27, "na-siliconvalley", 26],
  ])("refuses the name %s, which makes too long a host name", (bucket, length, region, most) => {
    expect(reasonsOf(lifecycle, { bucket, region })).toEqual([
      `bucket is "${bucket}", ${length} characters with the APPID, allowed is at most ${most} in ${region}: ` +
        "the whole host name of a bucket has 60 at most: choose a shorter name",
    ]);
  });

  test("refuses a region that is none", () => {
    expect(reasonsOf(lifecycle, { bucket: "a", region: "eu-west-1" })).toEqual([
      `region is "eu-west-1", allowed is ${COS_REGIONS.map((region) => `"${region}"`).join(" or ")}: ` +
        "set region, TENCENTCLOUD_REGION or trtc:region to one of these",
    ]);
  });

  const DAYS = "allowed is a whole number from 1 to 3650 (days)";
  const EXPIRE = "choose after how many days objects and old versions are deleted";
  const ABORT = "choose after how many days an unfinished upload is dropped";
  const ORIGIN = { allowedOrigins: ["*"], allowedMethods: ["GET"] };
  test.each<[string, Bag, string[]]>([
    [
      "an ACL that lets others in",
      { acl: "public-read" },
      ['acl is "public-read", allowed is "private": leave it out: slices are read with a key'],
    ],
    [
      "an encryption that is not COS's own",
      { encryption: "KMS" },
      ['encryption is "KMS", allowed is "AES256": leave it out'],
    ],
    [
      "versioning that is neither true nor false",
      { versioning: "on" },
      ['versioning is "on", allowed is true or false: give true or false'],
    ],
    [
      "an onDestroy that is no word of ours",
      { onDestroy: "delete" },
      [
        'onDestroy is "delete", allowed is "refuse" or "retain" or "empty": choose what happens to a bucket with objects in it',
      ],
    ],
    [
      "an argument that it does not have",
      { name: "a" },
      [
        "name is not an argument, allowed here are bucket, region, acl, encryption, versioning, lifecycleRules, tags, cors, onDestroy: " +
          "correct or remove it",
      ],
    ],
    [
      "tags that are no map",
      { tags: "a" },
      ['tags is "a", allowed is at most 50 texts by name: give a text for each name'],
    ],
    [
      "more tags than fifty",
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ""])) },
      ["tags is an object, allowed is at most 50 texts by name: give a text for each name"],
    ],
    [
      "values of tags that are too long or no text",
      { tags: { team: "a".repeat(256), year: 2026 } },
      [
        `tags.team is "${"a".repeat(57)}...", allowed is a text of at most 255 characters: shorten it`,
        "tags.year is 2026, allowed is a text of at most 255 characters: shorten it",
      ],
    ],
    [
      "rules that are no list",
      { lifecycleRules: {} },
      ["lifecycleRules is an object, allowed is a list of rules: give a list of rules"],
    ],
    [
      "more rules than a thousand",
      { lifecycleRules: Array.from({ length: 1001 }, (_, index) => ({ ...RULES[0], id: `r${index}` })) },
      ["lifecycleRules is a list of 1001, allowed is a list of rules: give a list of rules"],
    ],
    [
      "a rule without prefix and with values out of range",
      { lifecycleRules: [{ id: "a b", expireAfterDays: 0, abortMultipartAfterDays: 3651, days: 1 }] },
      [
        'lifecycleRules.0.prefix is missing, allowed is what the keys start with, such as "slices/"; "" for the whole bucket: ' +
          "give a text of at most 512 characters",
        "lifecycleRules.0.days is not an argument, allowed here are id, prefix, expireAfterDays, abortMultipartAfterDays: correct or remove it",
        'lifecycleRules.0.id is "a b", allowed is 1 to 255 letters, digits, _, . and -: give each rule a name of its own',
        `lifecycleRules.0.expireAfterDays is 0, ${DAYS}: ${EXPIRE}`,
        `lifecycleRules.0.abortMultipartAfterDays is 3651, ${DAYS}: ${ABORT}`,
      ],
    ],
    [
      "a prefix that is too long and a time that is not whole",
      { lifecycleRules: [{ id: "a", prefix: "a".repeat(513), expireAfterDays: 1.5 }] },
      [
        `lifecycleRules.0.prefix is "${"a".repeat(57)}...", allowed is what the keys start with, such as "slices/"; "" for the whole bucket: ` +
          "give a text of at most 512 characters",
        `lifecycleRules.0.expireAfterDays is 1.5, ${DAYS}: ${EXPIRE}`,
      ],
    ],
    [
      "a rule that does nothing",
      { lifecycleRules: [...RULES, { id: "idle", prefix: "" }] },
      [
        "lifecycleRules.1 is a rule that does nothing, allowed is one with expireAfterDays or abortMultipartAfterDays: " +
          "give one of them or remove the rule",
      ],
    ],
    [
      "two rules of one id",
      { lifecycleRules: [...RULES, ...RULES] },
      ['lifecycleRules is two rules "expire", allowed is one rule for each id: rename one of them'],
    ],
    [
      "rules for other sites that are no list",
      { cors: {} },
      ["cors is an object, allowed is a list of at most 100 rules: give a list of rules"],
    ],
    [
      "more of them than a hundred",
      { cors: Array(101).fill(ORIGIN) },
      ["cors is a list of 101, allowed is a list of at most 100 rules: give a list of rules"],
    ],
    [
      "one of them without methods, with no origin and a negative time",
      { cors: [{ allowedOrigins: [], maxAgeSeconds: -1 }] },
      [
        "cors.0.allowedMethods is missing, allowed is a list of texts: give a list",
        "cors.0.allowedOrigins is a list of 0, allowed is a list of texts: give a list",
        "cors.0.maxAgeSeconds is -1, allowed is a whole number from 0 to 31536000 (seconds): choose a time in this range",
      ],
    ],
    [
      "one of them with an unknown method, empty words and too long a time",
      {
        cors: [
          {
            ...ORIGIN,
            allowedMethods: ["PATCH"],
            allowedHeaders: [""],
            exposeHeaders: [],
            maxAgeSeconds: 31_536_001,
          },
        ],
      },
      [
        'cors.0.allowedMethods.0 is "PATCH", allowed is "GET" or "PUT" or "HEAD" or "POST" or "DELETE": choose methods of these',
        'cors.0.allowedHeaders.0 is "", allowed is a text that is not empty: give a text',
        "cors.0.exposeHeaders is a list of 0, allowed is a list of texts: give a list",
        "cors.0.maxAgeSeconds is 31536001, allowed is a whole number from 0 to 31536000 (seconds): choose a time in this range",
      ],
    ],
  ])("refuses %s", (_name, changes, reasons) => {
    expect(reasonsOf(lifecycle, { ...GIVEN, ...changes })).toEqual(reasons);
  });

  test("names a bucket that is missing", () => {
    expect(reasonsOf(lifecycle, {})).toEqual([`bucket is missing, ${NAME_RULE}`]);
  });
});

test.each([
  ["slices-1250000000", true],
  ["slices", false],
  ["slices-0250000000", false],
  ["slices-125000000", false],
  ["1250000000", false],
])("the APPID at the end of %s: %p", (name, expected) => {
  expect(APPID_SUFFIX.test(name)).toBe(expected);
});

describe("diff", () => {
  const SAME = { changes: false, replaces: [], deleteBeforeReplace: true };
  const { lifecycle } = bucketLifecycle();
  const full = { ...FULL, bucket: NAME };
  const ABORT = { id: "abort", prefix: "", abortMultipartAfterDays: 1 };

  test.each<[string, Bag]>([
    ["the same arguments", FULL],
    ["the name with the APPID", full],
  ])("of %s is none", (_name, inputs) => {
    expect(lifecycle.diff(full, inputs)).toEqual(SAME);
  });

  test("of rules in another order is none", () => {
    const state = { ...full, lifecycleRules: [...RULES, ABORT] };
    expect(lifecycle.diff(state, { ...FULL, lifecycleRules: [ABORT, ...RULES] })).toEqual(SAME);
  });

  test("of empty lists and tags for none is none", () => {
    expect(lifecycle.diff(STATE, { ...INPUTS, lifecycleRules: [], tags: {}, cors: [] })).toEqual(SAME);
  });

  test.each<[string, Bag]>([
    ["an ACL that was changed elsewhere", { acl: "public-read" }],
    ["an encryption that was changed elsewhere", { encryption: "none" }],
    ["versioning", { versioning: false }],
    ["lifecycle rules", { lifecycleRules: undefined }],
    ["tags", { tags: { team: "other" } }],
    ["rules for other sites", { cors: undefined }],
    ["what destroy does", { onDestroy: "empty" }],
  ])("of %s updates", (_name, inState) => {
    expect(lifecycle.diff({ ...full, ...inState }, FULL)).toEqual({ ...SAME, changes: true });
  });

  test.each([
    ["name", { bucket: "other" }, "bucket", false],
    ["name of the same beginning", { bucket: "slice" }, "bucket", false],
    ["region, in which the name is not free before", { region: "eu-frankfurt" }, "region", true],
  ])("of another %s replaces", (_name, changes, path, deleteBeforeReplace) => {
    expect(lifecycle.diff(full, { ...FULL, ...changes })).toEqual({
      changes: true,
      replaces: [path],
      deleteBeforeReplace,
    });
  });
});

describe("create", () => {
  test("appends the APPID, and puts what a new bucket does not have by itself", async () => {
    const { lifecycle, cos } = bucketLifecycle();
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: NAME, outs: STATE });
    expect(cos.calls).toEqual([
      ["exists", NAME],
      ["create", NAME, REGION],
      ["put", NAME, "encryption", "AES256"],
    ]);
  });

  test("takes a name that has the APPID as it is", async () => {
    const { lifecycle } = bucketLifecycle();
    await expect(lifecycle.create(STATE)).resolves.toEqual({ id: NAME, outs: STATE });
  });

  test("refuses a name with the APPID of another account before anything is made", async () => {
    const { lifecycle, cos } = bucketLifecycle();
    await expect(lifecycle.create({ ...INPUTS, bucket: "slices-1300000000" })).rejects.toThrow(
      new InputError(
        'bucket is "slices-1300000000", allowed is a name without APPID or with that of the account at its end (-1250000000): correct it',
      ),
    );
    expect(cos.calls).toEqual([]);
  });

  test("puts every setting that is wished for, one after the other", async () => {
    const { lifecycle, cos } = bucketLifecycle();
    await expect(lifecycle.create(FULL)).resolves.toEqual({ id: NAME, outs: { ...FULL, bucket: NAME } });
    expect(cos.calls.slice(2)).toEqual([
      ["put", NAME, "encryption", "AES256"],
      ["put", NAME, "versioning", true],
      ["put", NAME, "lifecycle", RULES],
      ["put", NAME, "tags", { team: "classroom" }],
      ["put", NAME, "cors", CORS],
    ]);
  });

  test("refuses a name that is taken, and touches nothing", async () => {
    const { lifecycle, cos } = madeBucket();
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError(
        "bucket slices-1250000000 exists already: choose another name, or hand it to the storage component to use it as it is",
      ),
    );
    expect(cos.calls).toEqual([["exists", NAME]]);
  });

  test("finds the bucket whose answer got lost, and makes no second one", async () => {
    const { lifecycle, cos } = bucketLifecycle({ after: failing("create", LOST) });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: NAME, outs: STATE });
    expect(cos.calls.map(([method]) => method)).toEqual(["exists", "create", "exists", "put"]);
    expect([...cos.buckets.keys()]).toEqual([NAME]);
  });

  test("tries again when what got lost was the request", async () => {
    const { lifecycle, cos } = bucketLifecycle({ before: failing("create", LOST) });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: NAME, outs: STATE });
    expect(cos.calls.map(([method]) => method)).toEqual(["exists", "create", "exists", "create", "put"]);
  });

  test("gives up after three tries that left nothing behind", async () => {
    const { lifecycle, cos } = bucketLifecycle({ before: failing("create", LOST, LOST, LOST) });
    await expect(lifecycle.create(INPUTS)).rejects.toBe(LOST);
    expect(cos.calls.map(([method]) => method)).toEqual([
      "exists",
      "create",
      "exists",
      "create",
      "exists",
      "create",
      "exists",
    ]);
    expect(cos.buckets.size).toBe(0);
  });

  test("hands on a refusal when no bucket is there after it", async () => {
    const full = new ServiceError("refused");
    const { lifecycle } = bucketLifecycle({ before: failing("create", full) });
    await expect(lifecycle.create(INPUTS)).rejects.toBe(full);
  });
});

describe("a bucket that is made and not yet as wished", () => {
  test.each(["encryption", "versioning", "lifecycle", "tags", "cors"])(
    "is kept when its %s cannot be put, and the next update does all of it",
    async (setting) => {
      const { lifecycle, cos } = bucketLifecycle({
        before: failing(`put ${setting}`, new CredentialsError("denied")),
      });
      const { id, outs, message } = await unfinished(lifecycle.create(FULL));
      expect({ id, outs, message }).toEqual({
        id: NAME,
        outs: { ...FULL, bucket: NAME, unfinished: true },
        message: "bucket slices-1250000000 is made but not yet as wished: denied",
      });
      expect(lifecycle.diff(outs, FULL)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
      cos.calls.splice(0);
      await expect(lifecycle.update(id, outs, FULL)).resolves.toEqual({ outs: { ...FULL, bucket: NAME } });
      expect(cos.calls.map(([, , name]) => name)).toEqual([
        "acl",
        "encryption",
        "versioning",
        "lifecycle",
        "tags",
        "cors",
      ]);
      expect(cos.buckets.get(NAME)?.settings).toEqual({
        acl: "private",
        encryption: "AES256",
        versioning: true,
        lifecycle: RULES,
        tags: { team: "classroom" },
        cors: CORS,
      });
    },
  );

  test("stays unfinished when that update fails too", async () => {
    const again = new ServiceError("again");
    const { lifecycle } = bucketLifecycle({
      before: failing("put encryption", new ServiceError("no"), again),
    });
    const { id, outs } = await unfinished(lifecycle.create(INPUTS));
    await expect(lifecycle.update(id, outs, INPUTS)).rejects.toBe(again);
  });

  test("stays unfinished at a refresh, which sees what is missing", async () => {
    const { lifecycle } = bucketLifecycle({ before: failing("put versioning", new ServiceError("no")) });
    const { id, outs } = await unfinished(lifecycle.create(FULL));
    const { props } = await lifecycle.read(id, outs);
    expect(props).toEqual({ ...STATE, unfinished: true });
    await expect(lifecycle.update(id, props, FULL)).resolves.toEqual({ outs: { ...FULL, bucket: NAME } });
  });

  test("keeps the class of what went wrong as its cause", async () => {
    const error = new ServiceError("no");
    const { lifecycle } = bucketLifecycle({ before: failing("put encryption", error) });
    const thrown = await unfinished(lifecycle.create(INPUTS));
    expect(thrown.cause).toBeInstanceOf(UnfinishedError);
    expect(thrown.cause).toMatchObject({ cause: error });
  });
});

describe("a bucket that may have been made, and could not be looked for", () => {
  const KEPT = { ...INPUTS, bucket: NAME, unfinished: true };

  test("is kept, and the next update does all of it", async () => {
    const { lifecycle, cos } = bucketLifecycle({
      before: failing("exists", undefined, new ServiceError("no look")),
      after: failing("create", LOST),
    });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, outs, message }).toEqual({ id: NAME, outs: KEPT, message: "no look" });
    await expect(lifecycle.update(id, outs, INPUTS)).resolves.toEqual({ outs: STATE });
    expect(cos.buckets.get(NAME)?.settings).toMatchObject({ encryption: "AES256" });
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle } = bucketLifecycle();
    await expect(lifecycle.update(NAME, KEPT, INPUTS)).rejects.toThrow(
      new GoneError("the bucket is gone: run pulumi up --refresh"),
    );
    await expect(lifecycle.read(NAME, KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete(NAME, KEPT)).resolves.toBeUndefined();
  });
});

describe("read", () => {
  test("without drift changes nothing", async () => {
    const settings = { versioning: true, lifecycle: RULES, tags: { team: "classroom" }, cors: CORS };
    const { lifecycle, cos } = madeBucket(settings);
    const state = { ...FULL, bucket: NAME };
    await expect(lifecycle.read(NAME, state)).resolves.toEqual({ id: NAME, props: state });
    expect(cos.calls).toEqual([["settings", NAME]]);
  });

  test("leaves out what there is none of, and keeps an empty list or map that was given", async () => {
    const { lifecycle } = madeBucket();
    await expect(lifecycle.read(NAME, STATE)).resolves.toEqual({ id: NAME, props: STATE });
    const empty = { ...STATE, lifecycleRules: [], tags: {}, cors: [] };
    await expect(lifecycle.read(NAME, empty)).resolves.toEqual({ id: NAME, props: empty });
  });

  test.each<[string, Partial<BucketSettings>, Bag]>([
    ["an ACL that was opened", { acl: "public-read" }, { acl: "public-read" }],
    ["an encryption that was taken away", { encryption: "none" }, { encryption: "none" }],
    ["versioning that was turned on", { versioning: true }, { versioning: true }],
    ["a rule that was added", { lifecycle: RULES }, { lifecycleRules: RULES }],
    ["a tag that was added", { tags: { a: "b" } }, { tags: { a: "b" } }],
    ["a site that was let in", { cors: CORS }, { cors: CORS }],
  ])("sees %s, and update takes it back alone", async (_name, settings, drift) => {
    const { lifecycle, cos } = madeBucket(settings);
    const { props } = await lifecycle.read(NAME, STATE);
    expect(props).toEqual({ ...STATE, ...drift });
    cos.calls.splice(0);
    await expect(lifecycle.update(NAME, props, INPUTS)).resolves.toEqual({ outs: STATE });
    expect(cos.calls).toHaveLength(1);
    expect(cos.buckets.get(NAME)?.settings).toEqual(SETTINGS);
  });

  test("sees that all of it was taken away", async () => {
    const { lifecycle } = madeBucket();
    const { props } = await lifecycle.read(NAME, { ...FULL, bucket: NAME });
    expect(props).toEqual(STATE);
  });

  test("says by an empty id that the bucket is gone", async () => {
    await expect(bucketLifecycle().lifecycle.read(NAME, STATE)).resolves.toEqual({ id: "", props: {} });
  });

  test("that failed is no answer", async () => {
    const error = new ServiceError("no");
    const { lifecycle } = bucketLifecycle({ before: failing("settings", error) });
    await expect(lifecycle.read(NAME, STATE)).rejects.toBe(error);
  });
});

describe("update", () => {
  test("puts only what changed", async () => {
    const { lifecycle, cos } = madeBucket();
    const inputs = { ...INPUTS, versioning: true, tags: { team: "classroom" } };
    await expect(lifecycle.update(NAME, STATE, inputs)).resolves.toEqual({
      outs: { ...inputs, bucket: NAME },
    });
    expect(cos.calls).toEqual([
      ["put", NAME, "versioning", true],
      ["put", NAME, "tags", { team: "classroom" }],
    ]);
  });

  test("of what destroy does settles without a call", async () => {
    const { lifecycle, cos } = madeBucket();
    await expect(lifecycle.update(NAME, STATE, { ...INPUTS, onDestroy: "empty" })).resolves.toEqual({
      outs: { ...STATE, onDestroy: "empty" },
    });
    expect(cos.calls).toEqual([]);
  });
});

describe("delete", () => {
  const EMPTY = { ...STATE, onDestroy: "empty" };

  test("of an empty bucket is one call", async () => {
    const { lifecycle, cos } = madeBucket();
    await lifecycle.delete(NAME, STATE);
    expect(cos.calls).toEqual([["delete", NAME]]);
    expect(cos.buckets.size).toBe(0);
  });

  test.each([STATE, EMPTY])(
    "of a bucket that is gone is a success with onDestroy $onDestroy",
    async (state) => {
      await expect(bucketLifecycle().lifecycle.delete(NAME, state)).resolves.toBeUndefined();
    },
  );

  test("refuses while there are objects, and leaves all as it is", async () => {
    const { lifecycle, cos } = madeBucket({}, [version("slices/a.ogg")]);
    await expect(lifecycle.delete(NAME, STATE)).rejects.toThrow(
      new InputError(
        'bucket slices-1250000000 still holds objects and is left as it is: set onDestroy to "empty" to delete them or to "retain" ' +
          "to keep them, run pulumi up, and destroy again",
      ),
    );
    expect(cos.calls).toEqual([["delete", NAME]]);
    expect(cos.buckets.get(NAME)?.contents).toHaveLength(1);
  });

  test("with retain leaves the bucket and makes no call", async () => {
    const { lifecycle, cos } = madeBucket({}, [version("slices/a.ogg")]);
    await lifecycle.delete(NAME, { ...STATE, onDestroy: "retain" });
    expect(cos.calls).toEqual([]);
    expect(cos.buckets.size).toBe(1);
  });

  test("with empty deletes versions, markers and unfinished uploads, page by page, and says how far it is", async () => {
    const contents: Leftover[] = [
      ...Array.from({ length: 1_500 }, (_, index) => version(`slices/${index}.ogg`)),
      version("slices/0.ogg", "marker"),
      { kind: "upload", key: "slices/big.ogg", uploadId: "u1" },
    ];
    const { lifecycle, cos, reports } = madeBucket({ versioning: true }, contents);
    await lifecycle.delete(NAME, EMPTY);
    expect(cos.calls).toEqual([
      ["delete", NAME],
      ["leftovers", NAME],
      ["remove", NAME, 1_000],
      ["delete", NAME],
      ["leftovers", NAME],
      ["remove", NAME, 502],
      ["delete", NAME],
    ]);
    expect(reports).toEqual([
      "slices-1250000000: 1000 objects, versions and unfinished uploads deleted",
      "slices-1250000000: 1502 objects, versions and unfinished uploads deleted",
    ]);
    expect(cos.buckets.size).toBe(0);
  });

  test("with empty takes what arrives while it is emptied", async () => {
    let late = 3;
    const { lifecycle, cos } = bucketLifecycle({
      after: ([method]) => {
        if (method === "remove" && late-- > 0)
          cos.buckets.get(NAME)?.contents.push(version(`slices/${late}.png`));
      },
    });
    cos.buckets.set(NAME, { region: REGION, settings: SETTINGS, contents: [version("slices/a.ogg")] });
    await lifecycle.delete(NAME, EMPTY);
    expect(cos.calls.filter(([method]) => method === "remove")).toHaveLength(4);
    expect(cos.buckets.size).toBe(0);
  });

  test("with empty stops when COS says that there is something and lists nothing", async () => {
    const { lifecycle, cos } = madeBucket({}, [version("slices/a.ogg")]);
    const leftovers = jest.spyOn(cos, "leftovers").mockResolvedValue([]);
    await expect(lifecycle.delete(NAME, EMPTY)).rejects.toThrow(
      new ServiceError(
        "bucket slices-1250000000 is said to hold objects and lists none: run pulumi destroy again in a few minutes",
      ),
    );
    expect(leftovers).toHaveBeenCalledTimes(10);
  });

  test("with empty stops when the objects may not be deleted", async () => {
    const denied = new CredentialsError("denied");
    const { lifecycle, cos } = bucketLifecycle({ before: failing("remove", denied) });
    cos.buckets.set(NAME, { region: REGION, settings: SETTINGS, contents: [version("slices/a.ogg")] });
    await expect(lifecycle.delete(NAME, EMPTY)).rejects.toBe(denied);
    expect(cos.buckets.size).toBe(1);
  });
});

import type { Bag, ObjectProperty, Property } from "../resource/schema";
import { BUCKET_ROWS, checkedStorage, EVENTS_FOLDER, leftOut, STORAGE_ROWS } from "../storage/arguments";
import type { CheckedStorage } from "../storage/arguments";
import type { OnDestroy } from "../storage/slice-storage";
import { APPID_SUFFIX, cosBucketSchema, hostFits } from "./kinds/cos-bucket";

const { bucket: BUCKET, region: REGION, tags: TAGS } = cosBucketSchema.properties;

const SHARED_ROWS = { ...STORAGE_ROWS, region: row(REGION), tags: row(TAGS) };

const NEW_BUCKET: ObjectProperty = {
  type: "object",
  properties: {
    ...SHARED_ROWS,
    ...BUCKET_ROWS,
    // COS counts to ten years
    expireAfterDays: {
      ...BUCKET_ROWS.expireAfterDays,
      maximum: 3650,
      allowed: "a whole number from 1 to 3650 (days)",
    },
    bucketName: row(BUCKET),
  },
  additionalProperties: false,
};

const NEW_WHOLE_BUCKET: ObjectProperty = {
  ...NEW_BUCKET,
  properties: {
    ...NEW_BUCKET.properties,
    // a lifecycle rule cannot leave a folder out
    expireAfterDays: leftOut(
      "wholeBucket",
      `name the folders to expire in fileNamePrefix, or ${EVENTS_FOLDER} would expire with them`,
    ),
  },
};

const EXISTING_BUCKET: ObjectProperty = {
  type: "object",
  required: ["region"],
  properties: {
    ...SHARED_ROWS,
    bucket: {
      type: "string",
      pattern: `^[a-z0-9][a-z0-9-]*${APPID_SUFFIX.source}`,
      allowed: 'the whole name of a bucket, such as "archive-1250000000"',
      cure: "append the APPID of the account",
    },
    ...Object.fromEntries(
      [...Object.keys(BUCKET_ROWS), "bucketName", "tags"].map((key) => [
        key,
        leftOut("bucket", "an existing bucket keeps its own settings, remove one of the two"),
      ]),
    ),
  },
  additionalProperties: false,
};

/** A row of the bucket's own table. */
function row(property: Property | undefined): Property {
  if (property === undefined) throw new Error("the table of CosBucket has no such row");
  return property;
}

/** The arguments that are plain, with the defaults written out. */
export interface CheckedCosStorage extends CheckedStorage {
  /** Absent for an existing bucket. */
  onDestroy?: OnDestroy;
  bucketName?: string;
  versioning?: boolean;
  expireAfterDays?: number;
  tags?: Record<string, string>;
}

/**
 * The arguments of a `CosSliceStorage` with the defaults written out.
 *
 * @param args - plain values, `UNKNOWN` for one that is only known later, without `transform`
 * @throws InputError that names every problem at once
 */
export function checkedCosStorage(name: string, args: Bag): CheckedCosStorage {
  // the tables above are what says so
  return checkedStorage(`CosSliceStorage ${name}`, {
    schema: schemaFor(args),
    rules: [hostFits("bucketName")],
    args,
  }) as unknown as CheckedCosStorage;
}

function schemaFor(args: Bag): ObjectProperty {
  if (args["bucket"] !== undefined) return EXISTING_BUCKET;
  return args["wholeBucket"] === true ? NEW_WHOLE_BUCKET : NEW_BUCKET;
}

import type { Bag, ObjectProperty, Property } from "../resource/schema";
import { BUCKET_ROWS, checkedStorage, EVENTS_FOLDER, leftOut, STORAGE_ROWS } from "../storage/arguments";
import type { CheckedStorage } from "../storage/arguments";
import type { OnDestroy } from "../storage/slice-storage";

const BUCKET_NAME: Property = {
  type: "string",
  pattern:
    "^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$)(?!.*\\.\\.)" +
    "(?![0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
  allowed: "3 to 63 lower-case letters, digits, dots and hyphens by the naming rules of S3",
  cure: "choose a name that nobody in the world has, or leave it out to get one",
  page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
};

const SHARED_ROWS = {
  ...STORAGE_ROWS,
  kmsKeyArn: {
    type: "string",
    pattern: "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$",
    allowed: "the ARN of a KMS key",
    // a permission on an alias does not reach the key behind it
    cure: "give the key's own ARN, not that of an alias",
  },
  tags: {
    type: "object",
    additionalProperties: {
      type: "string",
      maxLength: 256,
      allowed: "a text of at most 256 characters",
      cure: "give a text",
    },
    allowed: "a map of names to texts",
    cure: 'give a map such as { team: "classroom" }',
  },
} as const satisfies Record<string, Property>;

const NEW_BUCKET: ObjectProperty = {
  type: "object",
  properties: { ...SHARED_ROWS, ...BUCKET_ROWS, bucketName: BUCKET_NAME },
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
  properties: {
    ...SHARED_ROWS,
    bucket: {
      type: "string",
      // buckets from before 2018 have names that a new one may not have
      pattern: "^[A-Za-z0-9._-]{3,255}$",
      allowed: "the name of a bucket",
      cure: "give its name, not its ARN or address",
    },
    ...Object.fromEntries(
      [...Object.keys(BUCKET_ROWS), "bucketName"].map((key) => [
        key,
        leftOut("bucket", "an existing bucket keeps its own settings, remove one of the two"),
      ]),
    ),
  },
  additionalProperties: false,
};

/** The arguments that are plain, with the defaults written out. */
export interface CheckedS3Storage extends CheckedStorage {
  /** Absent for an existing bucket. */
  onDestroy?: OnDestroy;
  bucketName?: string;
  versioning?: boolean;
  expireAfterDays?: number;
  tags?: Record<string, string>;
}

/**
 * The arguments of an `S3SliceStorage` with the defaults written out.
 *
 * @param args - plain values, `UNKNOWN` for one that is only known later, without `transform`
 * @throws InputError that names every problem at once
 */
export function checkedS3Storage(name: string, args: Bag): CheckedS3Storage {
  // the tables above are what says so
  return checkedStorage(`S3SliceStorage ${name}`, {
    schema: schemaFor(args),
    args,
  }) as unknown as CheckedS3Storage;
}

function schemaFor(args: Bag): ObjectProperty {
  if (args["bucket"] !== undefined) return EXISTING_BUCKET;
  return args["wholeBucket"] === true ? NEW_WHOLE_BUCKET : NEW_BUCKET;
}

import type { Bag, Property } from "../resource/schema";
import { BUCKET_ROWS, checkedStorage, storageSchema } from "../storage/arguments";
import type { CheckedStorage, StorageRows } from "../storage/arguments";
import { APPID_SUFFIX, cosBucketSchema, hostFits } from "./kinds/cos-bucket";

const { bucket: BUCKET, region: REGION, tags: TAGS } = cosBucketSchema.properties;

const ROWS: StorageRows = {
  any: { region: row(REGION) },
  made: {
    // COS counts to ten years
    expireAfterDays: {
      ...BUCKET_ROWS.expireAfterDays,
      maximum: 3650,
      allowed: "a whole number from 1 to 3650 (days)",
    },
    bucketName: row(BUCKET),
    tags: row(TAGS),
  },
  existing: {
    bucket: {
      type: "string",
      pattern: `^[a-z0-9][a-z0-9-]*${APPID_SUFFIX.source}`,
      allowed: 'the whole name of a bucket, such as "archive-1250000000"',
      cure: "append the APPID of the account",
    },
  },
  required: ["region"],
};

/** A row of the bucket's own table. */
function row(property: Property | undefined): Property {
  if (property === undefined) throw new Error("the table of CosBucket has no such row");
  return property;
}

/**
 * The arguments of a `CosSliceStorage` with the defaults written out.
 *
 * @param args - plain values, `UNKNOWN` for one that is only known later, without `transform`
 * @throws InputError that names every problem at once
 */
export function checkedCosStorage(name: string, args: Bag): CheckedStorage {
  const schema = storageSchema(ROWS, args);
  const rules = [hostFits("bucketName")];
  // the table above is what says so
  return checkedStorage(`CosSliceStorage ${name}`, { schema, rules, args }) as unknown as CheckedStorage;
}

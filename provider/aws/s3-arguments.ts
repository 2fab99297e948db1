import type { Bag, Property } from "../resource/schema";
import { checkedStorage, storageSchema } from "../storage/arguments";
import type { CheckedStorage, StorageRows } from "../storage/arguments";
import { AWS_ROWS } from "./arguments";

const BUCKET_NAME: Property = {
  type: "string",
  pattern:
    "^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$)(?!.*\\.\\.)" +
    "(?![0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
  allowed: "3 to 63 lower-case letters, digits, dots and hyphens by the naming rules of S3",
  cure: "choose a name that nobody in the world has, or leave it out to get one",
  page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
};

const ROWS: StorageRows = {
  any: AWS_ROWS,
  made: { bucketName: BUCKET_NAME },
  existing: {
    bucket: {
      type: "string",
      // buckets from before 2018 have names that a new one may not have
      pattern: "^[A-Za-z0-9._-]{3,255}$",
      allowed: "the name of a bucket",
      cure: "give its name, not its ARN or address",
    },
  },
};

/**
 * The arguments of an `S3SliceStorage` with the defaults written out.
 *
 * @param args - plain values, `UNKNOWN` for one that is only known later, without `transform`
 * @throws InputError that names every problem at once
 */
export function checkedS3Storage(name: string, args: Bag): CheckedStorage {
  const schema = storageSchema(ROWS, args);
  // the table above is what says so
  return checkedStorage(`S3SliceStorage ${name}`, { schema, args }) as unknown as CheckedStorage;
}

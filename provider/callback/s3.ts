import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { ServiceError } from "../trtc/errors";
import { inTime } from "../trtc/network";
import type { EventStorage } from "./event-storage";

export interface S3EventStorageOptions {
  bucket: string;
  /** Of the bucket: `ap-southeast-1`. */
  region: string;
  /** URL of an API like S3's. @default - AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, S3 itself */
  endpoint?: string;
  /** @default - the SDK's own chain: environment, profile, role */
  credentials?: S3ClientConfig["credentials"];
}

/** Milliseconds: who puts an event tries again within the five seconds that TRTC waits. */
const PUT_LIMIT_MS = 1_500;

/**
 * Events in a bucket of S3, put with `If-None-Match: *`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * The credentials need s3:PutObject under `trtc-events/`; to read events, s3:GetObject there and s3:ListBucket.
 *
 * @example
 * ```ts
 * const storage = s3EventStorage({ bucket: "slices", region: "ap-southeast-1" });
 * const events = await readEvents(storage, { sdkAppId: 1400000001 });
 * ```
 */
export function s3EventStorage(options: S3EventStorageOptions): EventStorage {
  const { bucket: Bucket } = options;
  const config = clientConfig(options);
  // who puts tries again by itself
  const writer = new S3Client({ ...config, maxAttempts: 1 });
  const reader = new S3Client(config);

  function errorFor(action: string, error: unknown): ServiceError {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return new ServiceError(
      `${action}: ${name} (${message.trim().replace(/\.$/, "")}): check bucket ${Bucket}, its region ${options.region} and ` +
        `whether the credentials may do s3:${action} there`,
      { action, code: name },
    );
  }

  return {
    async putOnce(Key, body) {
      const put = new PutObjectCommand({
        Bucket,
        Key,
        Body: body,
        ContentType: "application/json",
        IfNoneMatch: "*",
      });
      const request = new AbortController();
      try {
        await inTime(writer.send(put, { abortSignal: request.signal }), PUT_LIMIT_MS);
        return "stored";
      } catch (error) {
        request.abort();
        if (isThere(error)) return "exists";
        throw errorFor("PutObject", error);
      }
    },

    async *list(Prefix) {
      try {
        for await (const { Contents = [] } of paginateListObjectsV2({ client: reader }, { Bucket, Prefix }))
          for (const { Key } of Contents) if (Key !== undefined) yield Key;
      } catch (error) {
        throw errorFor("ListBucket", error);
      }
    },

    async read(Key) {
      try {
        const { Body } = await reader.send(new GetObjectCommand({ Bucket, Key }));
        return (await Body?.transformToString()) ?? "";
      } catch (error) {
        throw errorFor("GetObject", error);
      }
    },
  };
}

function clientConfig({ region, endpoint, credentials }: S3EventStorageOptions): S3ClientConfig {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    // what stands in for S3 has no host name for each bucket
    ...((endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) !== undefined && { forcePathStyle: true }),
  };
}

/** 409, for another put of the same key under way, is none of it: it may fail. */
function isThere(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === "PreconditionFailed";
}

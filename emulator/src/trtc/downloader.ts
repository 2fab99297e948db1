import { getObject } from "../cos";
import { sendS3Request } from "./s3-upload";
import type { TaskStorage } from "./storage";

/** Reads a file with the task's own keys. Never throws; undefined when the storage refuses, or it was given up. */
export type Downloader = (storage: TaskStorage, key: string) => Promise<Buffer | undefined>;

/**
 * @param options.cosEndpoint - where the emulated COS answers; asked for at each download, for the port is not known before
 * @param options.s3Endpoint - a real S3 API; without it S3 storage refuses every read
 * @param options.signal - asked for at each download; gives it up
 */
export function createDownloader(options: {
  readonly cosEndpoint: () => string;
  readonly s3Endpoint: string | undefined;
  readonly signal: () => AbortSignal;
}): Downloader {
  return async ({ vendor, region, bucket, accessKey, secretKey }, key) => {
    const signal = options.signal();
    const place = { region, bucket, key, signal };
    if (vendor === "cos") {
      const credentials = { secretId: accessKey, secretKey };
      const result = await getObject({ endpoint: options.cosEndpoint(), ...place, ...credentials });
      return result.ok ? result.body : undefined;
    }
    if (vendor === "oss" || options.s3Endpoint === undefined) return undefined;
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    const nothing = { body: Buffer.alloc(0), contentType: "application/octet-stream" };
    const result = await sendS3Request(
      { endpoint: options.s3Endpoint, ...place, ...credentials, ...nothing },
      "GET",
    );
    return result.ok ? result.body : undefined;
  };
}

import { putObject } from "../cos/upload";
import { putS3Object } from "./s3-upload";
import type { TaskStorage } from "./storage";

/** One file of a task on its way to the task's storage. */
export interface TaskFile {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** What the storage said; code and message are those of event 1006. */
export type UploadOutcome =
  { readonly ok: true } | { readonly ok: false; readonly code: number; readonly message: string };

/** Writes a file with the task's own keys. Never throws; undefined when it was given up, for its world is no more. */
export type Uploader = (storage: TaskStorage, file: TaskFile) => Promise<UploadOutcome | undefined>;

/** The code in the vendor's sample of event 1006; here: no answer from a storage. */
const NO_STORAGE = 10002;

function outcome(
  result: { ok: true } | { ok: false; status: number; code: string; message: string },
): UploadOutcome {
  if (result.ok) return { ok: true };
  const code = result.status === 0 ? NO_STORAGE : result.status;
  return {
    ok: false,
    code,
    message: result.message === "" ? result.code : `${result.code}: ${result.message}`,
  };
}

/**
 * @param options.cosEndpoint - where the emulated COS answers; asked for at each upload, for the port is not known before
 * @param options.s3Endpoint - a real S3 API; without it S3 storage refuses every file
 * @param options.signal - asked for at each upload; gives it up
 */
export function createUploader(options: {
  readonly cosEndpoint: () => string;
  readonly s3Endpoint: string | undefined;
  readonly signal: () => AbortSignal;
}): Uploader {
  async function put(
    storage: TaskStorage,
    file: TaskFile & { readonly signal: AbortSignal },
  ): Promise<UploadOutcome> {
    const { region, bucket, accessKey: secretId, secretKey } = storage;
    switch (storage.vendor) {
      case "cos":
        return outcome(
          await putObject({ endpoint: options.cosEndpoint(), region, bucket, secretId, secretKey, ...file }),
        );
      case "s3":
        if (options.s3Endpoint === undefined) {
          return { ok: false, code: NO_STORAGE, message: "the emulator was started without an S3 endpoint" };
        }
        return outcome(
          await putS3Object({
            endpoint: options.s3Endpoint,
            region,
            bucket,
            accessKeyId: secretId,
            secretAccessKey: secretKey,
            ...file,
          }),
        );
      case "oss":
        return { ok: false, code: NO_STORAGE, message: "the emulator has no OSS" };
    }
  }

  return async (storage, file) => {
    const signal = options.signal();
    const result = await put(storage, { ...file, signal });
    return signal.aborted ? undefined : result;
  };
}

import type COS from "cos-nodejs-sdk-v5";
import { answerOf, openCos, textAt } from "../tencent/cos-sdk";
import type { CosAnswer } from "../tencent/cos-sdk";
import { errorOf, InputError } from "../trtc/errors";
import type { Failure } from "../trtc/errors";
import type { EventStorage } from "./event-storage";

export interface CosEventStorageOptions {
  /** Whole name with the APPID at the end: `slices-1250000000`. */
  bucket: string;
  /** Of the bucket: `ap-singapore`. */
  region: string;
  /** URL of scheme, host and port. @default - COS itself */
  endpoint?: string;
  /** Asked for at each call: the keys of a function's role come with its requests. */
  credentials: () => { secretId: string; secretKey: string; token?: string | undefined };
}

/** Milliseconds: who puts an event tries again within the five seconds that TRTC waits. */
const PUT_LIMIT_MS = 1_500;
/** Milliseconds, the vendor's four tries together. */
const READ_LIMIT_MS = 30_000;
const KEYS_A_PAGE = 1_000;

type Action = "HeadObject" | "PutObject" | "GetBucket" | "GetObject";

/**
 * Events in a bucket of COS, put with `x-cos-forbid-overwrite`. A bucket that ever had versions ignores it, so what is
 * there is looked for first. https://www.tencentcloud.com/document/product/436/7749
 *
 * The key needs HeadObject and PutObject under `trtc-events/`; to read events, GetObject there and GetBucket.
 *
 * @throws InputError when there can be no such bucket or endpoint
 *
 * @example
 * ```ts
 * const storage = cosEventStorage({
 *   bucket: "slices-1250000000",
 *   region: "ap-singapore",
 *   credentials: () => ({ secretId: "AKID…", secretKey: "…" }),
 * });
 * const events = await readEvents(storage, { sdkAppId: 1400000001 });
 * ```
 */
export function cosEventStorage(options: CosEventStorageOptions): EventStorage {
  const { bucket, region } = options;
  if (!/^[a-z\d-]+-\d+$/.test(bucket))
    throw new InputError(
      `bucket is ${JSON.stringify(bucket)}, allowed is a whole name with the APPID at its end: slices-1250000000`,
    );
  const endpoint = endpointOf(options.endpoint);
  const address = { Bucket: bucket, Region: region };

  function ask<Value>(ends: number, call: (cos: COS) => Promise<Value>): Promise<CosAnswer<Value>> {
    // a time-out of 0 would be none
    const leftMs = () => Math.max(1, Math.ceil(ends - performance.now()));
    const opened = openCos({ endpoint, key: options.credentials(), timeoutMs: leftMs });
    return answerOf(opened.then(call), leftMs());
  }

  function errorFor(action: Action, failure: Failure): Error {
    return errorOf(failure, {
      action,
      endpoint: endpoint?.origin ?? `COS in ${region}`,
      credentialSource: "the event storage",
      permission: `cos:${action} on bucket ${bucket}`,
      notFound: ["NoSuchBucket", "NoSuchKey"],
      gone: `check the key, and the name and region of bucket ${bucket}`,
      quotaCodes: [],
      quota: "",
      repeatable: true,
    });
  }

  return {
    async putOnce(key, body) {
      const ends = performance.now() + PUT_LIMIT_MS;
      const there = await ask(ends, (cos) => cos.headObject({ ...address, Key: key }));
      if (there.ok) return "exists";
      // to a key that may not look it is not said whether there is one: better put than lost
      const mayBeNew = hasCode(there.failure, "NoSuchBucket") || hasCode(there.failure, "AccessDenied");
      if (!mayBeNew) throw errorFor("HeadObject", there.failure);
      const headers = { "x-cos-forbid-overwrite": "true", "Content-Type": "application/json" };
      const put = await ask(ends, (cos) =>
        cos.putObject({ ...address, Key: key, Body: body, Headers: headers }),
      );
      if (put.ok) return "stored";
      if (hasCode(put.failure, "FileAlreadyExists")) return "exists";
      throw errorFor("PutObject", put.failure);
    },

    async *list(prefix) {
      let after: string | undefined;
      do {
        const ends = performance.now() + READ_LIMIT_MS;
        const Marker = after;
        const page = await ask(ends, (cos) =>
          cos.getBucket({
            ...address,
            Prefix: prefix,
            MaxKeys: KEYS_A_PAGE,
            ...(Marker !== undefined && { Marker }),
          }),
        );
        if (!page.ok) throw errorFor("GetBucket", page.failure);
        const keys = page.value.Contents.map(({ Key }) => Key);
        yield* keys;
        after = textAt(page.value, "IsTruncated") === "true" ? keys.at(-1) : undefined;
      } while (after !== undefined);
    },

    async read(key) {
      const got = await ask(performance.now() + READ_LIMIT_MS, (cos) =>
        cos.getObject({ ...address, Key: key }),
      );
      if (!got.ok) throw errorFor("GetObject", got.failure);
      return got.value.Body.toString();
    },
  };
}

function endpointOf(given: string | undefined): URL | undefined {
  if (given === undefined) return undefined;
  try {
    const url = new URL(given);
    if (/^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url;
  } catch {
    // said below
  }
  throw new InputError(
    `endpoint is ${JSON.stringify(given.replace(/\/\/[^/]*@/, "//***@"))}, allowed is an http or https URL of host and port such as ` +
      "http://127.0.0.1:4577",
  );
}

function hasCode(failure: Failure, code: string): boolean {
  return failure.kind === "api" && failure.code === code;
}

import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { lambdaAdapter } from "../../callback/adapters/lambda";
import { storeEvents } from "../../callback/event-log";
import { createHandler } from "../../callback/handler";
import { s3EventStorage } from "../../callback/s3";
import { functionSettings } from "./environment";
import { keySource } from "./key-source";

const { bucket, region, keyParameter, sdkAppIds, toleranceSeconds } = functionSettings(process.env);

// TRTC waits for five seconds, and the event has still to be stored then
const ssm = new SSMClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
});

/** One line of JSON an entry: what a function writes is in its log group. */
function write(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function readKeys(): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: keyParameter, WithDecryption: true }));
  return Parameter?.Value ?? "";
}

/** What Lambda calls for each request to the function's URL. */
export const handler = lambdaAdapter(
  createHandler({
    keys: keySource(readKeys),
    sdkAppIds,
    toleranceSeconds,
    onEvent: storeEvents(s3EventStorage({ bucket, region }), { log: write }),
    log: (entry) => write(JSON.stringify(entry)),
  }),
);

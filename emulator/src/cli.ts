import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Command } from "commander";

import type { Key } from "./account";
import { connectToProblem } from "./connect-to";
import { startEmulator } from "./emulator";
import type { EmulatorOptions } from "./emulator";

interface CliOptions {
  port: string;
  virtualClock?: true;
  s3Endpoint?: string;
  bucket: readonly string[];
  app: readonly string[];
  key: readonly string[];
  connectTo: readonly string[];
  secretId?: string;
  secretKey?: string;
}

/** An option that is not of its form. Its text is not repeated, for it may hold a secret. */
class OptionError extends Error {
  override readonly name = "OptionError";
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new OptionError("--port is a number from 0 to 65535");
}

function parseS3Endpoint(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new OptionError("--s3-endpoint is a URL, such as http://127.0.0.1:4566");
}

function parseBucket(text: string): { name: string; region: string } {
  const [, name, region] = /^([a-z0-9-]+-\d+):([a-z0-9-]+)$/.exec(text) ?? [];
  if (name !== undefined && region !== undefined) return { name, region };
  throw new OptionError("--bucket is name-appid:region, such as slices-1250000000:ap-singapore");
}

function parseApp(text: string): { sdkAppId: number; sdkSecretKey?: string } {
  const [, id, sdkSecretKey] = /^([1-9]\d{0,15})(?::(.+))?$/.exec(text) ?? [];
  if (id !== undefined)
    return { sdkAppId: Number(id), ...(sdkSecretKey === undefined ? {} : { sdkSecretKey }) };
  throw new OptionError("--app is sdkAppId or sdkAppId:sdkSecretKey");
}

function parseKey(text: string): Key {
  const [, secretId, secretKey] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (secretId !== undefined && secretKey !== undefined) return { secretId, secretKey };
  throw new OptionError("--key is secretId:secretKey");
}

function parseConnectTo(texts: readonly string[]): Readonly<Record<string, string>> {
  const connectTo = Object.fromEntries(
    texts.map((text) => {
      const [, suffix = "", url = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      return [suffix, url];
    }),
  );
  if (connectToProblem(connectTo) === undefined) return connectTo;
  throw new OptionError(
    "--connect-to is suffix=url, such as lambda-url.ap-southeast-1.on.aws=http://127.0.0.1:4566",
  );
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
  const has = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return has ? String(manifest.version) : "unknown";
}

/** A variable that is set but empty counts as not set. */
function fromEnvironment(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function startOptions(options: CliOptions): EmulatorOptions {
  return {
    port: parsePort(options.port),
    virtualClock: options.virtualClock === true,
    s3Endpoint: options.s3Endpoint === undefined ? undefined : parseS3Endpoint(options.s3Endpoint),
    secretId: options.secretId ?? fromEnvironment("TENCENTCLOUD_SECRET_ID"),
    secretKey: options.secretKey ?? fromEnvironment("TENCENTCLOUD_SECRET_KEY"),
    buckets: options.bucket.map(parseBucket),
    apps: options.app.map(parseApp),
    extraKeys: options.key.map(parseKey),
    connectTo: parseConnectTo(options.connectTo),
  };
}

function startProblem(error: unknown, port: string): string {
  if (error instanceof OptionError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `port ${port} is in use; choose another with --port, or 0 for any free one`;
  if (code === "EACCES") return `port ${port} may not be used by this user; choose another with --port`;
  return `the emulator cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

async function serve(options: CliOptions): Promise<void> {
  try {
    const emulator = await startEmulator(startOptions(options));
    const { url, secretId, secretKey } = emulator;
    const stop = (): void => void emulator.close();
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    process.stdout.write(`${JSON.stringify({ url, secretId, secretKey })}\n`);
  } catch (error) {
    process.stderr.write(`${startProblem(error, options.port)}\n`);
    process.exitCode = 1;
  }
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** Runs the command line. The first line of output is JSON: `{"url", "secretId", "secretKey"}`. */
export async function main(argv: readonly string[]): Promise<void> {
  const command = new Command("trtc-emulator")
    .description(
      "A stand-in for Tencent RTC, Tencent Cloud object storage and cloud functions on one loopback port.\nThe first line of output is JSON: url, secretId and secretKey.",
    )
    .version(version())
    .option("--port <number>", "port on 127.0.0.1; 0 is any free one", "4577")
    .option("--virtual-clock", "time stands still but for POST /_emulator/clock/advance")
    .option("--s3-endpoint <url>", "a real S3 API that tasks with S3 storage write to")
    .option("--bucket <name:region>", "a COS bucket to begin with; repeatable", collect, [])
    .option("--app <sdkAppId[:sdkSecretKey]>", "an application to begin with; repeatable", collect, [])
    .option("--key <secretId:secretKey>", "a further key of the account; repeatable", collect, [])
    .option(
      "--connect-to <suffix=url>",
      "send callbacks to hosts that end in suffix to this URL instead, Host header kept; repeatable",
      collect,
      [],
    )
    .option("--secret-id <id>", "the account's SecretId (else TENCENTCLOUD_SECRET_ID, else random)")
    .option("--secret-key <key>", "the account's SecretKey (else TENCENTCLOUD_SECRET_KEY, else random)")
    .action((options: CliOptions) => serve(options));
  await command.parseAsync(argv, { from: "user" });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { textLike } from "./any-value";

const ROOT = join(__dirname, "../../..");
const ENVIRONMENT = { PATH: process.env["PATH"] };

/** The command line from its source, so that no build is needed. */
function start(args: readonly string[], environment: Record<string, string> = {}) {
  const program = `require(${JSON.stringify(join(ROOT, "emulator/src/cli.ts"))}).main(${JSON.stringify(args)})`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", program], {
    cwd: ROOT,
    env: { ...ENVIRONMENT, ...environment },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, "close").then(([code]: unknown[]) => ({ code, stdout, stderr }));
  return { child, exit };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "its first line is JSON, and on %s it stops cleanly",
  async (signal) => {
    const { child, exit } = start(
      ["--port", "0", "--app", "1400000001:key", "--bucket", "slices-1250000000:ap-singapore"],
      {
        TENCENTCLOUD_SECRET_ID: "AKIDenv",
        TENCENTCLOUD_SECRET_KEY: "env-secret",
      },
    );
    await once(child.stdout, "data");
    child.kill(signal);
    const { code, stdout, stderr } = await exit;
    expect(JSON.parse(stdout)).toEqual({
      url: textLike(/^http:\/\/127\.0\.0\.1:\d+$/),
      secretId: "AKIDenv",
      secretKey: "env-secret",
    });
    expect([code, stderr]).toEqual([0, ""]);
  },
  20_000,
);

test("a port in use is one sentence and exit code 1", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  expect(await start(["--port", String(port)]).exit).toEqual({
    code: 1,
    stdout: "",
    stderr: `port ${port} is in use; choose another with --port, or 0 for any free one\n`,
  });
  server.close();
}, 20_000);

test("a bucket that is given twice is one sentence and exit code 1", async () => {
  const bucket = ["--bucket", "slices-1250000000:ap-singapore"];
  expect(await start(["--port", "0", ...bucket, ...bucket]).exit).toEqual({
    code: 1,
    stdout: "",
    stderr: 'the emulator cannot start: bucket "slices-1250000000" is given more than once\n',
  });
}, 20_000);

test("a further key with the account's own SecretId is one sentence and exit code 1", async () => {
  const args = ["--port", "0", "--secret-id", "AKIDa", "--secret-key", "a", "--key", "AKIDa:planted-secret"];
  expect(await start(args).exit).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "the emulator cannot start: two keys of the account have the same SecretId; give each --key (extraKeys) one of its own\n",
  });
}, 20_000);

test.each([
  [["--port", "x"], "--port is a number from 0 to 65535"],
  [["--bucket", "slices"], "--bucket is name-appid:region, such as slices-1250000000:ap-singapore"],
  [["--app", "lobby:planted-secret"], "--app is sdkAppId or sdkAppId:sdkSecretKey"],
  [["--key", "planted-secret"], "--key is secretId:secretKey"],
  [
    ["--connect-to", "planted-secret"],
    "--connect-to is suffix=url, such as lambda-url.ap-southeast-1.on.aws=http://127.0.0.1:4566",
  ],
  [["--s3-endpoint", "minio"], "--s3-endpoint is a URL, such as http://127.0.0.1:4566"],
])(
  "%p is one sentence without the value",
  async (args, sentence) => {
    expect(await start(args).exit).toEqual({ code: 1, stdout: "", stderr: `${sentence}\n` });
  },
  20_000,
);

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ScfFunction } from "../../../../provider/tencent/scf-function";
import type { ScfFunctionArgs } from "../../../../provider/tencent/scf-function";
import { InputError } from "../../../../provider/trtc/errors";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:ScfFunction";
const PROVIDER = 'exports.handler = () => require("pulumi-trtc/provider").ScfFunction;';
/** Of the bytes `code`. */
const SHA256 = "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";

let folder: string;
let codePath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scf-function-"));
  codePath = join(folder, "web.zip");
  writeFileSync(codePath, "code");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const args: ScfFunctionArgs = {
    functionName: "web",
    region: pulumi.output("ap-singapore"),
    codePath: "elsewhere.zip",
    codeSha256: SHA256,
    handler: "index.main",
    runtime: "Nodejs18.15",
    type: "http",
    memorySize: 256,
    timeout: 20,
    environment: { BUCKET: pulumi.output("slices"), KEY: pulumi.secret("key") },
    role: "events",
    description: "stores events",
  };
  const { resources } = await record(() => new ScfFunction("web", args));
  const { type, inputs } = named(resources, "web");
  expect({ type, inputs }).toEqual({
    type: TYPE,
    inputs: {
      ...args,
      region: "ap-singapore",
      environment: { secret: { BUCKET: "slices", KEY: "key" } },
      __provider: PROVIDER,
    },
  });
});

test.each<[string, (path: string) => pulumi.Input<string>]>([
  ["plain", (path) => path],
  ["an Output", (path) => pulumi.output(path)],
])("the hash of a file whose path is %s is computed", async (_name, pathOf) => {
  const { resources } = await record(
    () => new ScfFunction("web", { functionName: "web", codePath: pathOf(codePath) }),
  );
  expect(named(resources, "web").inputs).toEqual({
    functionName: "web",
    codePath,
    codeSha256: SHA256,
    __provider: PROVIDER,
  });
});

test("a file that is not there stops the program where it asks for it", async () => {
  await record(() => {
    expect(() => new ScfFunction("web", { functionName: "web", codePath: "nowhere.zip" })).toThrow(
      new InputError(
        'codePath is "nowhere.zip", which cannot be read (ENOENT): build the code and give the path of its .zip file',
      ),
    );
  });
});

test("a path that is only known later leaves the hash to be known later", async () => {
  const { resources } = await record(
    () => {
      const made = new ScfFunction("made", { functionName: "made", codePath });
      return new ScfFunction("web", { functionName: "web", codePath: made.deployedCodeSha256 });
    },
    { preview: true },
  );
  expect(named(resources, "web").inputs).toMatchObject({ codeSha256: UNKNOWN_INPUT });
});

test("what the cloud says is known once it is made", async () => {
  const outputs = {
    [TYPE]: () => ({ region: "eu-frankfurt", environmentFingerprint: "f", deployedCodeSha256: "d" }),
  };
  const { result } = await record(() => new ScfFunction("web", { functionName: "web", codePath }), {
    outputs,
  });
  await expect(valueOf(result.region)).resolves.toBe("eu-frankfurt");
  await expect(valueOf(result.environmentFingerprint)).resolves.toBe("f");
  await expect(valueOf(result.deployedCodeSha256)).resolves.toBe("d");
});

test("environment and its fingerprint are secrets in state: a short value could be guessed from it", async () => {
  const { resources } = await record(
    () => new ScfFunction("web", { functionName: "web", codePath, environment: { KEY: "a" } }),
  );
  const { secretOutputs, inputs } = named(resources, "web");
  expect([secretOutputs, inputs["environment"]]).toEqual([
    ["environmentFingerprint"],
    { secret: { KEY: "a" } },
  ]);
});

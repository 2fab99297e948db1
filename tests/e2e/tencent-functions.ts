import { setTimeout } from "node:timers/promises";
import { zipSync } from "fflate";
import { cosEventStorage } from "pulumi-trtc/callback/cos";
import { CallbackEndpoint } from "pulumi-trtc/tencent";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { AccessKey } from "./cloud";
import { answerTo, outputsOfType } from "./cloud-functions";
import type { CloudFunctions } from "./cloud-functions";
import { SDK_APP_ID, SECRETS } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";

const REGION = "ap-singapore";
/** A function that tells everybody the key of its role. */
const TELLTALE = `require("node:http").createServer((request, response) => response.end(JSON.stringify({
  accessKeyId: request.headers["x-scf-secret-id"],
  secretAccessKey: request.headers["x-scf-secret-key"],
  sessionToken: request.headers["x-scf-session-token"],
}))).listen(9000);`;
const BOOTSTRAP = "#!/bin/bash\n/var/lang/node18/bin/node index.js\n";
const EXECUTABLE = 0o100755 << 16;

export function tencentFunctions(scene: Scene, bucket: string): CloudFunctions {
  const { control, emulator } = scene;
  const owner = { secretId: SECRETS.accountId, secretKey: SECRETS.accountKey };
  return {
    endpoint: (storage, options) =>
      new CallbackEndpoint("callbacks", { sdkAppIds: [SDK_APP_ID], storage, ...options }),
    loopback: (url) => loopback(scene, url),
    events: cosEventStorage({ bucket, region: REGION, endpoint: emulator.url, credentials: () => owner }),
    lines: async () => (await control.functions()).flatMap(({ lines }) => lines),
    roleKey: (stack) => roleKey(scene, stack),
    attempts: (key) => [
      ["list functions", () => call(scene, key, SCF_CALL("ListFunctions", {}))],
      ["list policies", () => call(scene, key, CAM_CALL("ListPolicies", {}))],
      [
        "ask for a task",
        () => call(scene, key, TRTC_CALL("DescribeCloudSliceTask", { SdkAppId: SDK_APP_ID, TaskId: "x" })),
      ],
    ],
    async breakStore() {
      for (const action of ["cos:PutObject", "cos:HeadObject"])
        await control.fault({ action, kind: "status", status: 503, times: 100_000 });
      return () => control.clearFaults();
    },
    async remains(stack) {
      const { functionName } = await outputsOfType(stack, ":ScfFunction");
      const { roleName } = await outputsOfType(stack, ":CamRole");
      const key = ownerKey();
      return async () => {
        const { List: policies } = await call(scene, key, CAM_CALL("ListPolicies", { Scope: "Local" }));
        const answers = {
          function: await answerTo(call(scene, key, SCF_CALL("GetFunction", { FunctionName: functionName }))),
          role: await answerTo(call(scene, key, CAM_CALL("GetRole", { RoleName: roleName }))),
        };
        const there = Object.entries(answers).filter(([, answer]) => answer === "done");
        return [...there.map(([what]) => what), ...(policies as unknown[]).map(() => "policy")];
      };
    },
  };
}

function loopback({ emulator }: Scene, url: string): string {
  const [id] = new URL(url).hostname.split(".");
  return `${emulator.url}/_functions/${id}/`;
}

/** Product, version, API and parameters. */
type ApiCall = readonly [product: string, version: string, action: string, params: object];

const SCF_CALL = (action: string, params: object): ApiCall => ["scf", "2018-04-16", action, params];
const CAM_CALL = (action: string, params: object): ApiCall => ["cam", "2019-01-16", action, params];
const TRTC_CALL = (action: string, params: object): ApiCall => ["trtc", "2019-07-22", action, params];

function ownerKey(): AccessKey {
  return { accessKeyId: SECRETS.accountId, secretAccessKey: SECRETS.accountKey };
}

async function call(
  { emulator }: Scene,
  { accessKeyId, secretAccessKey, sessionToken }: AccessKey,
  [product, version, action, params]: ApiCall,
): Promise<Record<string, unknown>> {
  const client = new CommonClient(`${product}.tencentcloudapi.com`, version, {
    credential: {
      secretId: accessKeyId,
      secretKey: secretAccessKey,
      ...(sessionToken !== undefined && { token: sessionToken }),
    },
    region: REGION,
    profile: { httpProfile: { endpoint: new URL(emulator.url).host, protocol: "http://" } },
  });
  // what the vendor's client answers is not typed
  return (await client.request(action, params)) as Record<string, unknown>;
}

/** Only a function gets to see a key of its role: one with the same role tells it. */
async function roleKey(scene: Scene, stack: TestStack): Promise<AccessKey> {
  const { roleName } = await outputsOfType(stack, ":CamRole");
  const code = zipSync({
    "index.js": Buffer.from(TELLTALE),
    scf_bootstrap: [Buffer.from(BOOTSTRAP), { os: 3, attrs: EXECUTABLE }],
  });
  const FunctionName = "telltale";
  const owner = ownerKey();
  await call(
    scene,
    owner,
    SCF_CALL("CreateFunction", {
      FunctionName,
      Code: { ZipFile: Buffer.from(code).toString("base64") },
      Runtime: "Nodejs18.15",
      Type: "HTTP",
      Role: roleName,
    }),
  );
  await active(scene, FunctionName);
  await call(
    scene,
    owner,
    SCF_CALL("CreateTrigger", {
      FunctionName,
      TriggerName: "url",
      Type: "http",
      TriggerDesc: '{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}',
    }),
  );
  const view = (await scene.control.functions()).find(({ functionName }) => functionName === FunctionName);
  const answer = await fetch(loopback(scene, view?.url ?? ""));
  // what the function above answers
  const key = (await answer.json()) as AccessKey;
  await call(scene, owner, SCF_CALL("DeleteFunction", { FunctionName }));
  return key;
}

async function active(scene: Scene, FunctionName: string): Promise<void> {
  for (;;) {
    const { Status } = await call(scene, ownerKey(), SCF_CALL("GetFunction", { FunctionName }));
    if (Status === "Active") return;
    if (Status !== "Creating") throw new Error(`the function is ${String(Status)}`);
    await setTimeout(20);
  }
}

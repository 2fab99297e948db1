import { setTimeout } from "node:timers/promises";
import { zipSync } from "fflate";
import { cosEventStorage } from "pulumi-trtc/callback/cos";
import { CallbackEndpoint } from "pulumi-trtc/tencent";
import type { AccessKey } from "./cloud";
import { answerTo, outputsOfType } from "./cloud-functions";
import type { CloudFunctions } from "./cloud-functions";
import { SDK_APP_ID, SECRETS } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";
import { callApi } from "./tencent-api";

export function tencentFunctions(scene: Scene, bucket: string): CloudFunctions {
  const { control, emulator } = scene;
  const owner = { secretId: SECRETS.accountId, secretKey: SECRETS.accountKey };
  return {
    endpoint: (storage, options) =>
      new CallbackEndpoint("callbacks", { sdkAppIds: [SDK_APP_ID], storage, ...options }),
    loopback: (url) => loopback(scene, url),
    events: cosEventStorage({
      bucket,
      region: "ap-singapore",
      endpoint: emulator.url,
      credentials: () => owner,
    }),
    lines: async () => (await control.functions()).flatMap(({ lines }) => lines),
    roleKey: (stack) => roleKey(scene, stack),
    attempts: (key) => [
      ["list functions", () => callApi(scene, ["scf", "ListFunctions", {}], key)],
      ["list policies", () => callApi(scene, ["cam", "ListPolicies", {}], key)],
      [
        "ask for a task",
        () => callApi(scene, ["trtc", "DescribeCloudSliceTask", { SdkAppId: SDK_APP_ID, TaskId: "x" }], key),
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
      return async () => {
        const { TotalNum: policies } = await callApi(scene, ["cam", "ListPolicies", { Scope: "Local" }]);
        const answers = {
          function: await answerTo(callApi(scene, ["scf", "GetFunction", { FunctionName: functionName }])),
          role: await answerTo(callApi(scene, ["cam", "GetRole", { RoleName: roleName }])),
        };
        const there = Object.entries(answers).filter(([, answer]) => answer === "done");
        return [...there.map(([what]) => what), ...(policies === 0 ? [] : ["policy"])];
      };
    },
  };
}

function loopback({ emulator }: Scene, url: string): string {
  const [id] = new URL(url).hostname.split(".");
  return `${emulator.url}/_functions/${id}/`;
}

/** The code of a web function that answers each request with what an expression says of `request`, in base64. */
export function webFunction(expression: string): string {
  const program = `require("node:http").createServer((request, response) => response.end(${expression})).listen(9000);`;
  const code = zipSync({
    "index.js": Buffer.from(program),
    scf_bootstrap: [
      Buffer.from("#!/bin/bash\n/var/lang/node18/bin/node index.js\n"),
      { os: UNIX, attrs: EXECUTABLE },
    ],
  });
  return Buffer.from(code).toString("base64");
}

const UNIX = 3;
const EXECUTABLE = 0o100755 << 16;
const OPEN_URL = '{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}';

/** Only a function gets to see a key of its role: one with the same role tells it. */
async function roleKey(scene: Scene, stack: TestStack): Promise<AccessKey> {
  const { roleName: Role } = await outputsOfType(stack, ":CamRole");
  const FunctionName = "telltale";
  const ZipFile = webFunction("JSON.stringify(request.headers)");
  const made = { FunctionName, Code: { ZipFile }, Runtime: "Nodejs18.15", Type: "HTTP", Role };
  await callApi(scene, ["scf", "CreateFunction", made]);
  await untilActive(scene, FunctionName);
  const trigger = { FunctionName, TriggerName: "url", Type: "http", TriggerDesc: OPEN_URL };
  await callApi(scene, ["scf", "CreateTrigger", trigger]);
  const view = (await scene.control.functions()).find(({ functionName }) => functionName === FunctionName);
  const answer = await fetch(loopback(scene, view?.url ?? ""));
  // what the function above answers
  const headers = (await answer.json()) as Record<string, string>;
  await callApi(scene, ["scf", "DeleteFunction", { FunctionName }]);
  return {
    accessKeyId: headers["x-scf-secret-id"] ?? "",
    secretAccessKey: headers["x-scf-secret-key"] ?? "",
    sessionToken: headers["x-scf-session-token"] ?? "",
  };
}

export async function untilActive(scene: Scene, FunctionName: string): Promise<void> {
  for (;;) {
    const { Status } = await callApi(scene, ["scf", "GetFunction", { FunctionName }]);
    if (Status === "Active") return;
    if (Status !== "Creating" && Status !== "Updating") throw new Error(`the function is ${String(Status)}`);
    await setTimeout(20);
  }
}

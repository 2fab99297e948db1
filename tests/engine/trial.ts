import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SSM } from "@aws-sdk/client-ssm";
import COS from "cos-nodejs-sdk-v5";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { EmulatorOptions } from "trtc-emulator";
import { awsEnvironment } from "../aws/engine";
import { freePort } from "../aws/free-port";
import { startMiniStack } from "../aws/ministack";
import type { MiniStack } from "../aws/ministack";
import { recordCalls } from "../aws/recorded-calls";
import { copyExample } from "../e2e/example";
import type { Project } from "../e2e/project";
import { onScene, SECRETS } from "../e2e/scene";
import type { Scene } from "../e2e/scene";

const REGION = "ap-southeast-1";
/** A file of a task or an event, the question whether a new key may write yet, or a call that may as well be a reading one: those of SSM and log groups all look the same. */
const NO_WRITE = /^(cos:(PutObject|AbortMultipartUpload)$|PUT \/[^/?]+\/(dev|trtc-events)\/|POST \/$)/;

/** One stack of an example. */
export interface TrialStack {
  /** Sets configuration of the stack. */
  configure(values: Record<string, string | number>): Promise<void>;
  preview(options?: { exitCode?: number }): Promise<string>;
  /** Fails when there is drift or a change to be made. */
  expectNoChanges(): Promise<string>;
  up(options?: { refresh?: boolean }): Promise<string>;
  destroy(options?: { exitCode?: number }): Promise<string>;
  output(name: string): Promise<string>;
  /** All outputs with their secrets; the caller says what the example exports. */
  outputs<Outputs>(): Promise<Outputs>;
}

/** Accounts of Tencent Cloud and AWS with nothing of ours in them, and an example that is run on them: its stack `dev`. */
export interface Trial extends TrialStack {
  scene: Scene;
  project: Project;
  /** A further stack. */
  init(stack: string): Promise<TrialStack>;
  /** Calls to either cloud that may change something since it was last asked; files of tasks and events do not count. */
  writes(): Promise<string[]>;
}

export async function onTrial(
  example: string,
  play: (trial: Trial) => Promise<void>,
  {
    aws,
    settings = [],
    ...emulator
  }: { aws?: Aws; settings?: readonly string[] } & Pick<EmulatorOptions, "buckets" | "apps"> = {},
): Promise<void> {
  await onScene(
    async (scene) => {
      const project = copyExample(
        example,
        {
          ...scene.environment,
          ...(aws && awsEnvironment(aws)),
          // the gate compiles the examples; here every run would check the types of all of AWS anew
          PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        },
        { settings },
      );
      const init = async (stack: string) => {
        await project.pulumi(["stack", "init", stack]);
        return trialStack(project, stack);
      };
      let callsSeen = 0;
      try {
        const stack = await init("dev");
        await play({
          ...stack,
          scene,
          project,
          init,
          async writes() {
            const calls = await scene.control.calls();
            const fresh = calls.slice(callsSeen).map(({ action }) => action);
            callsSeen = calls.length;
            const ofTencent = fresh.filter((action) => !/^(cos:)?(Get|Head|List|Describe)/.test(action));
            return [...(aws?.writes() ?? []), ...ofTencent].filter((write) => !NO_WRITE.test(write));
          },
        });
      } finally {
        project.remove();
      }
    },
    {
      buckets: [],
      // no further slice while a test looks
      virtualClock: true,
      ...(aws && {
        s3Endpoint: aws.url,
        connectTo: { [`lambda-url.${REGION}.on.aws`]: aws.functionsUrl },
      }),
      ...emulator,
    },
  );
}

function trialStack({ pulumi }: Project, stack: string): TrialStack {
  const run = (args: readonly string[], options?: { exitCode?: number }) =>
    pulumi([...args, "--stack", stack], options);
  const outputs = async <Outputs>() =>
    // the caller says what the example exports
    JSON.parse(await run(["stack", "output", "--json", "--show-secrets"])) as Outputs;
  return {
    configure: async (values) => {
      const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
      await run(["config", "set-all", ...pairs]);
    },
    preview: (options) => run(["preview"], options),
    expectNoChanges: () => run(["preview", "--refresh", "--expect-no-changes"]),
    up: ({ refresh = false } = {}) =>
      run(["up", "--yes", "--skip-preview", ...(refresh ? ["--refresh"] : [])]),
    destroy: (options) => run(["destroy", "--yes", "--skip-preview"], options),
    output: async (name) => (await run(["stack", "output", name])).trim(),
    outputs,
  };
}

/** The steps that a preview names, each once, in order of the alphabet. */
export function steps(preview: string): string[] {
  const lines = [...preview.matchAll(/^ [-+~]+ +(\S+) (\S+) (.*\S)/gm)];
  return [...new Set(lines.map(([, type, name, step]) => `${step} ${type} ${name}`))].sort();
}

export function created(...resources: string[]): string[] {
  return resources.map((resource) => `create ${resource}`).sort();
}

/** The vendor's clients, with the key of the account. */
export function tencentClients({ emulator }: Scene): {
  cos: COS;
  api: (service: "cam" | "scf") => CommonClient;
} {
  const { host } = new URL(emulator.url);
  const [secretId, secretKey] = [SECRETS.accountId, SECRETS.accountKey];
  const versions = { cam: "2019-01-16", scf: "2018-04-16" };
  return {
    cos: new COS({
      SecretId: secretId,
      SecretKey: secretKey,
      // real host names, sent to the emulator
      Ip: host,
      Protocol: "http:",
    }),
    api: (service) =>
      new CommonClient(host, versions[service], {
        credential: { secretId, secretKey },
        region: "ap-singapore",
        profile: { httpProfile: { protocol: "http://" } },
      }),
  };
}

/** What there is in an account of Tencent Cloud, as its own APIs say. */
export async function inTencent(scene: Scene) {
  const { control, live } = scene;
  const { cos, api } = tencentClients(scene);
  // the vendor's client types every answer as any
  const policies = (await api("cam").request("ListPolicies", { Scope: "Local" })) as {
    List: { PolicyName: string }[];
  };
  return {
    tasks: await live(),
    users: await control.users(),
    policies: policies.List.map(({ PolicyName }) => PolicyName),
    buckets: (await cos.getService()).Buckets.map(({ Name }) => Name),
    functions: await control.functions(),
  };
}

export const NOTHING_IN_TENCENT = { tasks: [], users: [], policies: [], buckets: [], functions: [] };

/** A local AWS behind its TLS end. */
export interface Aws extends Pick<MiniStack, "url" | "rootAccessKey" | "rootSecretKey"> {
  /** Where its function URLs are answered. */
  functionsUrl: string;
  /** Calls that may change something since it was last asked. */
  writes(): string[];
  s3: S3;
  lambda: Lambda;
  /** What there is in it. */
  left(): Promise<Record<string, unknown>>;
}

export async function onAws(play: (aws: Aws) => Promise<void>): Promise<void> {
  const port = await freePort();
  const front = await recordCalls(`http://127.0.0.1:${port}`);
  try {
    // a bucket demands TLS of functions too
    const stack = await startMiniStack({ port, functionsCall: front.url });
    try {
      await withClients(
        { ...stack, url: front.url, functionsUrl: stack.url, writes: () => front.writes() },
        play,
      );
    } finally {
      await stack.close();
    }
  } finally {
    await front.close();
  }
}

async function withClients(
  aws: Omit<Aws, "s3" | "lambda" | "left">,
  play: Parameters<typeof onAws>[0],
): Promise<void> {
  const credentials = { accessKeyId: aws.rootAccessKey, secretAccessKey: aws.rootSecretKey };
  const client = { endpoint: aws.url, region: REGION, credentials };
  const s3 = new S3({ ...client, forcePathStyle: true });
  const [iam, lambda] = [new IAM(client), new Lambda(client)];
  const [ssm, logs] = [new SSM(client), new CloudWatchLogs(client)];
  try {
    await play({
      ...aws,
      s3,
      lambda,
      left: async () => ({
        users: (await iam.listUsers()).Users?.map(({ UserName }) => UserName),
        roles: (await iam.listRoles()).Roles?.map(({ RoleName }) => RoleName),
        policies: (await iam.listPolicies({ Scope: "Local" })).Policies?.map(({ PolicyName }) => PolicyName),
        buckets: (await s3.listBuckets()).Buckets?.map(({ Name }) => Name),
        functions: (await lambda.listFunctions()).Functions?.map(({ FunctionName }) => FunctionName),
        parameters: (await ssm.describeParameters()).Parameters?.map(({ Name }) => Name),
        logGroups: (await logs.describeLogGroups()).logGroups?.map(({ logGroupName }) => logGroupName),
      }),
    });
  } finally {
    for (const each of [s3, iam, lambda, ssm, logs]) each.destroy();
  }
}

export const NOTHING_IN_AWS = {
  users: [],
  roles: [],
  policies: [],
  buckets: [],
  functions: [],
  parameters: [],
  logGroups: [],
};

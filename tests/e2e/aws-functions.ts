import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { SSM } from "@aws-sdk/client-ssm";
import { STS } from "@aws-sdk/client-sts";
import { CallbackEndpoint } from "pulumi-trtc/aws";
import { s3EventStorage } from "pulumi-trtc/callback/s3";
import type { MiniStack } from "../aws/ministack";
import type { RecordedCalls } from "../aws/recorded-calls";
import type { AccessKey } from "./cloud";
import { answerTo, outputsOfType } from "./cloud-functions";
import type { CloudFunctions } from "./cloud-functions";
import { SDK_APP_ID } from "./scene";

interface AwsPlace {
  aws: MiniStack;
  recorded: RecordedCalls;
  bucket: string;
  region: string;
}

export function awsFunctions({ aws, recorded, bucket, region }: AwsPlace): CloudFunctions {
  const owner = { accessKeyId: aws.rootAccessKey, secretAccessKey: aws.rootSecretKey };
  const clientOf = (credentials: AccessKey) => ({ endpoint: aws.url, region, credentials, maxAttempts: 1 });
  const [iam, lambda, ssm] = [
    new IAM(clientOf(owner)),
    new Lambda(clientOf(owner)),
    new SSM(clientOf(owner)),
  ];
  const logs = new CloudWatchLogs(clientOf(owner));
  return {
    endpoint: (storage, options) =>
      new CallbackEndpoint("callbacks", { sdkAppIds: [SDK_APP_ID], storage, ...options }),
    loopback(url) {
      const [id] = new URL(url).hostname.split(".");
      return `${aws.url}/_aws/lambda-url/${id}/`;
    },
    events: s3EventStorage({ bucket, region, endpoint: recorded.url, credentials: owner }),
    async lines(stack) {
      const { name } = await outputsOfType(stack, "cloudwatch/logGroup:LogGroup");
      const { events = [] } = await logs.filterLogEvents({ logGroupName: String(name) });
      return events.map(({ message = "" }) => message);
    },
    async roleKey(stack) {
      const { arn } = await outputsOfType(stack, "iam/role:Role");
      const { Credentials } = await new STS(clientOf(owner)).assumeRole({
        RoleArn: String(arn),
        RoleSessionName: "proof",
      });
      return {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      };
    },
    attempts: (key) => [
      ["read another parameter", () => new SSM(clientOf(key)).getParameter({ Name: "other" })],
      ["list functions", () => new Lambda(clientOf(key)).listFunctions({})],
      ["list users", () => new IAM(clientOf(key)).listUsers({})],
    ],
    breakStore() {
      recorded.breakStore(true);
      return Promise.resolve(() => {
        recorded.breakStore(false);
        return Promise.resolve();
      });
    },
    async remains(stack) {
      const [role, policy, parameter, group, handler] = await Promise.all([
        outputsOfType(stack, "iam/role:Role"),
        stack.resources().then((all) => all.find(({ urn }) => urn.endsWith("::callbacks-policy"))?.outputs),
        outputsOfType(stack, "ssm/parameter:Parameter"),
        outputsOfType(stack, "cloudwatch/logGroup:LogGroup"),
        outputsOfType(stack, "lambda/function:Function"),
      ]);
      return async () => {
        const { logGroups = [] } = await logs.describeLogGroups({
          logGroupNamePrefix: String(group["name"]),
        });
        const answers = {
          role: await answerTo(iam.getRole({ RoleName: String(role["name"]) })),
          policy: await answerTo(iam.getPolicy({ PolicyArn: String(policy?.["arn"]) })),
          parameter: await answerTo(ssm.getParameter({ Name: String(parameter["name"]) })),
          function: await answerTo(lambda.getFunction({ FunctionName: String(handler["name"]) })),
        };
        const there = Object.entries(answers).filter(([, answer]) => answer === "done");
        return [...there.map(([what]) => what), ...logGroups.map(() => "log group")];
      };
    },
  };
}

import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, REGION } from "../recorded-resources";
import type { Fakes } from "../recorded-resources";

export const KEY_PARAMETER = "callbacks-key-parameter-1a2b3c4";
export const KEY_PARAMETER_ARN = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${KEY_PARAMETER}`;

/** What the providers answer for an endpoint called `callbacks`. */
export const ENDPOINT_FAKES = {
  outputs: {
    "pulumi-nodejs:dynamic/trtc:CallbackKey": () => ({
      key: pulumi.secret("minted"),
      previousKeys: pulumi.secret(["replaced"]),
    }),
    "aws:ssm/parameter:Parameter": () => ({ name: KEY_PARAMETER, arn: KEY_PARAMETER_ARN }),
    "aws:cloudwatch/logGroup:LogGroup": ({ inputs }) => ({
      arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${String(inputs["name"])}`,
    }),
    "aws:iam/role:Role": ({ name }) => ({
      name: `${name}-1a2b3c4`,
      arn: `arn:aws:iam::${ACCOUNT}:role/${name}-1a2b3c4`,
    }),
    "aws:lambda/functionUrl:FunctionUrl": ({ name }) => ({
      functionUrl: `https://id-of-${name}.lambda-url.${REGION}.on.aws/`,
    }),
  },
} satisfies Fakes;

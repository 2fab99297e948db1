import { Lambda, waitUntilFunctionActiveV2, waitUntilFunctionUpdatedV2 } from "@aws-sdk/client-lambda";
import type {
  Architecture,
  FunctionConfiguration,
  FunctionUrlAuthType,
  InvokeMode,
  LoggingConfig,
  Runtime,
} from "@aws-sdk/client-lambda";
import { archiveHash, zipped } from "./archive";
import { orGone } from "./gone";
import { isObject, isSame, optionalText, tagsOf, text } from "./resource-type";
import type { Properties, ResourceType } from "./resource-type";
import { fromAws, toAws } from "./spelling";

/** Endpoint, region and key are the environment's. */
const lambda = new Lambda();

/** How long a function may take to become ready; a look every fifth of a second. */
const WAIT = { client: lambda, maxWaitTime: 60, minDelay: 0.2, maxDelay: 0.2 };

/** No concurrency reserved, in the AWS provider's words. */
const UNRESERVED = -1;

const lambdaFunction: ResourceType = {
  inputs: {
    name: true,
    role: true,
    runtime: true,
    handler: true,
    architectures: true,
    code: true,
    timeout: true,
    memorySize: true,
    description: true,
    environment: { variables: true },
    loggingConfig: { logFormat: true, logGroup: true },
    reservedConcurrentExecutions: true,
    tags: true,
  },
  outputs: ["arn", "codeSha256", "invokeArn", "lastModified", "tagsAll", "version"],
  replaces: ["name"],
  defaults: { memorySize: 128, timeout: 3, reservedConcurrentExecutions: UNRESERVED },
  autoName: "name",
  async create(inputs) {
    const FunctionName = text(inputs, "name");
    const ZipFile = zipped(inputs["code"]);
    await lambda.createFunction({
      ...configuration(inputs),
      FunctionName,
      Role: text(inputs, "role"),
      Code: { ZipFile },
      Architectures: architectures(inputs),
      Tags: textMap(inputs["tags"]),
    });
    await waitUntilFunctionActiveV2(WAIT, { FunctionName });
    await putConcurrency(FunctionName, inputs["reservedConcurrentExecutions"]);
    return { id: FunctionName };
  },
  async read(id, state) {
    const found = await orGone(lambda.getFunction({ FunctionName: id }));
    if (found?.Configuration === undefined) return undefined;
    const { Configuration, Concurrency, Tags } = found;
    return {
      id,
      state: {
        ...described(Configuration),
        ...(isOurs(state, Configuration) && { code: state["code"] }),
        reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? UNRESERVED,
        ...tagsOf(Object.entries(Tags ?? {}).map(([Key, Value]) => ({ Key, Value }))),
      },
    };
  },
  async update(FunctionName, olds, news) {
    const isSameCode = archiveHash(olds["code"]) === archiveHash(news["code"]);
    if (!isSameCode || !isSame(olds["architectures"], news["architectures"])) {
      const code = { ZipFile: zipped(news["code"]), Architectures: architectures(news) };
      await lambda.updateFunctionCode({ FunctionName, ...code });
      await waitUntilFunctionUpdatedV2(WAIT, { FunctionName });
    }
    const Role = text(news, "role");
    await lambda.updateFunctionConfiguration({ FunctionName, Role, ...configuration(news) });
    await waitUntilFunctionUpdatedV2(WAIT, { FunctionName });
    await putConcurrency(FunctionName, news["reservedConcurrentExecutions"]);
    await putTags(text(olds, "arn"), olds["tags"], news["tags"]);
  },
  async delete(id) {
    await lambda.deleteFunction({ FunctionName: id });
  },
};

function configuration(inputs: Properties) {
  // "nodejs22.x": the service's own words, and it refuses others
  const Runtime = optionalText(inputs, "runtime") as Runtime | undefined;
  const { environment, loggingConfig: logging } = inputs;
  const variables = isObject(environment) ? environment["variables"] : undefined;
  return {
    Runtime,
    Handler: optionalText(inputs, "handler"),
    Description: optionalText(inputs, "description") ?? "",
    Timeout: Number(inputs["timeout"]),
    MemorySize: Number(inputs["memorySize"]),
    // an empty map takes away what was there
    Environment: { Variables: textMap(variables) },
    LoggingConfig: logging === undefined ? logging : (toAws(logging) as LoggingConfig), // check refuses what it does not have
  };
}

/** What AWS says of a function, in Pulumi's words. */
function described(configuration: FunctionConfiguration): Properties {
  const { FunctionName, FunctionArn, Environment, LoggingConfig, CodeSha256 } = configuration;
  const region = FunctionArn?.split(":")[3] ?? "";
  const variables = Environment?.Variables ?? {};
  return {
    name: FunctionName,
    arn: FunctionArn,
    role: configuration.Role,
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    architectures: configuration.Architectures,
    timeout: configuration.Timeout,
    memorySize: configuration.MemorySize,
    description: configuration.Description,
    environment: Object.keys(variables).length > 0 ? { variables } : undefined,
    loggingConfig: fromAws(LoggingConfig),
    codeSha256: CodeSha256,
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations`,
    lastModified: configuration.LastModified,
    version: configuration.Version,
  };
}

/** Whether nobody else changed the code: the engine hands over no files of what is in state. */
function isOurs({ codeSha256 }: Properties, { CodeSha256 }: FunctionConfiguration): boolean {
  return codeSha256 === undefined || codeSha256 === CodeSha256;
}

function architectures(inputs: Properties): Architecture[] | undefined {
  // "arm64" and "x86_64" are the service's own words, and it refuses others
  return inputs["architectures"] as Architecture[] | undefined;
}

function textMap(map: unknown): Record<string, string> {
  // tags and variables are maps of strings
  return (map ?? {}) as Record<string, string>;
}

async function putConcurrency(FunctionName: string, reserved: unknown): Promise<void> {
  if (reserved === UNRESERVED) await lambda.deleteFunctionConcurrency({ FunctionName });
  else {
    const ReservedConcurrentExecutions = Number(reserved);
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions });
  }
}

async function putTags(Resource: string, olds: unknown, news: unknown): Promise<void> {
  const Tags = textMap(news);
  const TagKeys = Object.keys(textMap(olds)).filter((key) => !(key in Tags));
  if (TagKeys.length > 0) await lambda.untagResource({ Resource, TagKeys });
  if (Object.keys(Tags).length > 0) await lambda.tagResource({ Resource, Tags });
}

const functionUrl: ResourceType = {
  inputs: { functionName: true, authorizationType: true, invokeMode: true },
  outputs: ["functionArn", "functionUrl", "urlId"],
  replaces: ["functionName"],
  defaults: { invokeMode: "BUFFERED" },
  async create(inputs) {
    const FunctionName = text(inputs, "functionName");
    await lambda.createFunctionUrlConfig({ FunctionName, ...urlSettings(inputs) });
    if (inputs["authorizationType"] === "NONE") await letEverybodyIn(FunctionName);
    return { id: FunctionName };
  },
  async read(id) {
    const found = await orGone(lambda.getFunctionUrlConfig({ FunctionName: id }));
    if (found?.FunctionUrl === undefined) return undefined;
    const { FunctionUrl, FunctionArn, AuthType, InvokeMode = "BUFFERED" } = found;
    return {
      id,
      state: {
        functionName: id,
        authorizationType: AuthType,
        invokeMode: InvokeMode,
        functionArn: FunctionArn,
        functionUrl: FunctionUrl,
        urlId: new URL(FunctionUrl).hostname.split(".")[0],
      },
    };
  },
  async update(FunctionName, _olds, news) {
    await lambda.updateFunctionUrlConfig({ FunctionName, ...urlSettings(news) });
    if (news["authorizationType"] === "NONE") await letEverybodyIn(FunctionName);
  },
  async delete(FunctionName) {
    await lambda.deleteFunctionUrlConfig({ FunctionName });
  },
};

function urlSettings(inputs: Properties) {
  return {
    // the service's own words, and it refuses others
    AuthType: text(inputs, "authorizationType") as FunctionUrlAuthType,
    // as above
    InvokeMode: text(inputs, "invokeMode") as InvokeMode,
  };
}

/**
 * Both permissions that a public URL needs: the AWS provider adds them by itself from 7.16 on, and leaves them when the URL is
 * deleted.
 */
async function letEverybodyIn(FunctionName: string): Promise<void> {
  const everybody = { FunctionName, Principal: "*" };
  const permissions = [
    {
      ...everybody,
      StatementId: "FunctionURLAllowPublicAccess",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE" as const,
    },
    {
      ...everybody,
      StatementId: "FunctionURLAllowInvokeAction",
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    },
  ];
  for (const permission of permissions) await unlessThere(lambda.addPermission(permission));
}

async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceConflictException")) throw error;
  }
}

export const LAMBDA_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/functionUrl:FunctionUrl": functionUrl,
};

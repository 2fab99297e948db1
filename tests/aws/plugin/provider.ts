import { randomBytes } from "node:crypto";
import type { CheckResult, CreateResult, DiffResult, Provider, ReadResult } from "@pulumi/pulumi/provider";
import { isRpcSecret, specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime";
import { archiveHash } from "./archive";
import { CLOUDWATCH_TYPES } from "./cloudwatch";
import { FUNCTIONS } from "./functions";
import { orGone } from "./gone";
import { IAM_TYPES } from "./iam";
import { LAMBDA_TYPES } from "./lambda";
import { PREVIEW } from "./preview";
import { isObject, isSame, unknownPaths } from "./resource-type";
import type { Properties, ResourceType } from "./resource-type";
import { S3_TYPES } from "./s3";
import { SSM_TYPES } from "./ssm";

const TYPES: Readonly<Record<string, ResourceType>> = {
  ...CLOUDWATCH_TYPES,
  ...IAM_TYPES,
  ...LAMBDA_TYPES,
  ...S3_TYPES,
  ...SSM_TYPES,
};

/**
 * Stands in for the AWS provider in tests. The engine hands properties on with secret and unknown values marked: secrets
 * are taken out of their wrappers here and put back by the name of their property, unknown values are passed through.
 */
export const provider: Provider = {
  version: "7.48.0",
  check: (urn, olds: Properties, news: Properties) => Promise.resolve(check(urn, olds, news)),
  diff: (_id, urn, olds: Properties, news: Properties) => Promise.resolve(diff(urn, olds, news)),
  create: (urn, inputs: Properties) => inWords("creating", urn, () => create(urn, inputs)),
  read: (id, urn, state: Properties) => inWords("reading", urn, () => read(id, urn, state)),
  update: (id, urn, olds: Properties, news: Properties) =>
    inWords("updating", urn, async () => ({ outs: await update(id, urn, olds, news) })),
  delete: (id, urn, state: Properties) =>
    inWords("deleting", urn, async () => {
      await orGone(typeOf(urn).delete(id, plain(state)));
    }),
  invoke: async (token, args: Properties) => {
    const answer = FUNCTIONS[token];
    if (answer === undefined) throw new Error(`aws test plugin: function ${token} is not known`);
    return { outputs: await answer(plain(args)) };
  },
};

function check(urn: string, olds: Properties, news: Properties): CheckResult {
  const { inputs, defaults, autoName } = typeOf(urn);
  const failures = unknownPaths(plain(news), inputs).map((property) => ({
    property,
    reason: `aws test plugin: property "${property}" of ${token(urn)} is not known`,
  }));
  const checked = { ...defaults, ...news };
  if (autoName !== undefined) {
    checked[autoName] ??= olds[autoName] ?? `${logicalName(urn)}-${randomBytes(4).toString("hex").slice(1)}`;
  }
  return { inputs: checked, failures };
}

function diff(urn: string, olds: Properties, news: Properties): DiffResult {
  const { inputs, replaces } = typeOf(urn);
  const [before, after] = [plain(olds), plain(news)];
  const changed = Object.keys(inputs).filter(
    (name) => !isSame(compared(before[name]), compared(after[name])),
  );
  return { changes: changed.length > 0, replaces: changed.filter((name) => replaces.includes(name)) };
}

/** Of an archive its hash: the same files may lie elsewhere on another machine. */
function compared(value: unknown): unknown {
  return archiveHash(value) ?? value;
}

async function create(urn: string, given: Properties): Promise<CreateResult> {
  const { [PREVIEW]: preview, ...inputs } = given;
  const type = typeOf(urn);
  if (preview === true) {
    const unknown = Object.fromEntries(type.outputs.map((name) => [name, unknownValue]));
    return { id: "", outs: { ...unknown, ...inputs } };
  }
  const values = plain(inputs);
  const { id, state } = await type.create(values);
  return { id, outs: await outputs(urn, id, { ...values, ...state }, inputs) };
}

async function read(id: string, urn: string, state: Properties): Promise<ReadResult> {
  const type = typeOf(urn);
  const found = await type.read(id, plain(state));
  // an empty id says that the resource is gone
  if (found === undefined) return { id: "", props: {} };
  return { id: found.id, props: marked(type, { ...keptOf(type, plain(state)), ...found.state }, state) };
}

async function update(id: string, urn: string, olds: Properties, given: Properties): Promise<Properties> {
  const { [PREVIEW]: preview, ...news } = given;
  if (preview === true) return { ...olds, ...news };
  const type = typeOf(urn);
  const [before, after] = [plain(olds), plain(news)];
  await type.update?.(id, before, after);
  return outputs(urn, id, { ...keptOf(type, before), ...after }, { ...olds, ...news });
}

/** What AWS says after a change. `known` has no secret wrappers; `marks` has them. */
async function outputs(urn: string, id: string, known: Properties, marks: Properties): Promise<Properties> {
  const type = typeOf(urn);
  const found = await type.read(id, known);
  if (found === undefined) throw new Error(`${id} is gone right after the change`);
  return marked(type, { ...keptOf(type, known), ...found.state }, marks);
}

function keptOf({ kept = [] }: ResourceType, state: Properties): Properties {
  return Object.fromEntries(kept.map((name) => [name, state[name]]));
}

/** Without what is undefined, which no reply can carry, and with secrets marked as they are in `marks`. */
function marked({ secrets = [] }: ResourceType, state: Properties, marks: Properties): Properties {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const secret = secrets.includes(name) || holdsSecret(marks[name]);
        return [name, secret ? { [specialSigKey]: specialSecretSig, value } : value];
      }),
  );
}

function holdsSecret(value: unknown): boolean {
  if (isRpcSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

/** Properties without secret wrappers. */
function plain(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, unwrapped(value)]));
}

function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isObject(value)) return value;
  return isRpcSecret(value) ? unwrapped(value["value"]) : plain(value);
}

function typeOf(urn: string): ResourceType {
  const type = TYPES[token(urn)];
  if (type === undefined) throw new Error(`aws test plugin: type ${token(urn)} is not known`);
  return type;
}

/** `urn:pulumi:stack::project::parent:type$aws:s3/bucket:Bucket::name` → `aws:s3/bucket:Bucket`. */
function token(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The last part of a URN, which may itself hold `::`. */
function logicalName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Says which resource a call was for, and AWS's code before its message. */
async function inWords<Result>(doing: string, urn: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const failure = new Error(`${doing} ${token(urn)} ${logicalName(urn)}: ${said}`, { cause: error });
    // the server prints stacks into the engine's output
    failure.stack = "";
    throw failure;
  }
}

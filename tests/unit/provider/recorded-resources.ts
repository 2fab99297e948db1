import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine gets it. */
export interface RecordedResource {
  type: string;
  name: string;
  /** Plain JSON; a secret is `{ secret: value }`, what is only known later is `UNKNOWN_INPUT`. */
  inputs: Record<string, unknown>;
  /** Name of the parent; undefined right below the stack. */
  parent: string | undefined;
  options: {
    retainOnDelete: boolean;
    protect: boolean;
    /** Name of the provider that the program chose; undefined for the default one. */
    provider: string | undefined;
    /** Names of all that it waits for, sorted: given by `dependsOn` or by an Output among the inputs. */
    dependsOn: string[];
  };
  /** Outputs that the engine is told to keep as secrets. */
  secretOutputs: string[];
  /** What a component registered, in the form of `inputs`; undefined for other resources. */
  outputs: Record<string, unknown> | undefined;
}

/** Stands in `inputs` and `outputs` for what is only known later. */
export const UNKNOWN_INPUT = "(known later)";

/** What a provider would answer. */
export interface Fakes {
  /** By type: outputs beside the inputs, which are handed back as they came; an `id` among them is the resource's. */
  outputs?: Record<string, (resource: { name: string; inputs: Record<string, unknown> }) => object>;
  /** By token: the result of a call; what it throws is what the provider says. */
  calls?: Record<string, (inputs: Record<string, unknown>, provider: string | undefined) => object>;
  /** Nothing is made: ids are not known, nor is any output that `planned` does not name. @default false */
  preview?: boolean;
}

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

/** Outputs that the AWS provider knows when it plans already. */
const PLANNED: NonNullable<Fakes["outputs"]> = {
  "aws:s3/bucket:Bucket": ({ name, inputs }) => ({
    bucket: givenName(inputs["bucket"], name),
    region: REGION,
  }),
  "aws:iam/user:User": ({ name, inputs }) => ({ name: givenName(inputs["name"], name) }),
  "aws:iam/policy:Policy": ({ name, inputs }) => ({ name: givenName(inputs["name"], name) }),
};

/** Outputs that are known once the resource is there. */
const MADE: NonNullable<Fakes["outputs"]> = {
  "aws:s3/bucket:Bucket": ({ name, inputs }) => {
    const bucket = givenName(inputs["bucket"], name);
    return { id: bucket, arn: `arn:aws:s3:::${bucket}`, bucketRegion: REGION };
  },
  "aws:iam/user:User": ({ name }) => ({ arn: `arn:aws:iam::${ACCOUNT}:user/${name}-1a2b3c4` }),
  "aws:iam/policy:Policy": ({ name }) => ({ arn: `arn:aws:iam::${ACCOUNT}:policy/${name}-1a2b3c4` }),
  "aws:iam/accessKey:AccessKey": ({ name }) => ({
    id: `id-of-${name}`,
    secret: pulumi.secret(`secret-of-${name}`),
  }),
};

/** A name as the provider makes it up where none was given. */
function givenName(given: unknown, name: string): string {
  return typeof given === "string" ? given : `${name}-1a2b3c4`;
}

const CALLS: NonNullable<Fakes["calls"]> = {
  "aws:index/getPartition:getPartition": () => ({ partition: "aws" }),
  "aws:s3/getBucket:getBucket": ({ bucket }) => ({ bucket, region: REGION, bucketRegion: "eu-west-1" }),
};

/** Runs a program without an engine: every resource that it registers, in the order of registration, and what it answers. */
export async function record<Result>(
  program: () => Result,
  fakes: Fakes = {},
): Promise<{ resources: RecordedResource[]; result: Result }> {
  const made = { ...MADE, ...fakes.outputs };
  const calls = { ...CALLS, ...fakes.calls };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        // a bag of inputs, whose type the mocks leave open
        const inputs = given as Record<string, unknown>;
        const { id = `id-of-${name}`, ...state } = {
          ...inputs,
          ...PLANNED[type]?.({ name, inputs }),
          ...(fakes.preview ? {} : made[type]?.({ name, inputs })),
        } as Record<string, unknown>;
        return { id: fakes.preview ? undefined : String(id), state };
      },
      call: ({ token, inputs, provider }) => {
        const call = calls[token];
        if (call === undefined) throw new Error(`no answer planned for ${token}`);
        try {
          // as above
          return call(inputs as Record<string, unknown>, providerName(provider));
        } catch (error) {
          // where the engine puts what a provider says
          throw Object.assign(new Error(), { details: error instanceof Error ? error.message : "" });
        }
      },
    },
    "project",
    "stack",
    fakes.preview,
  );
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  const registered: Parameters<typeof monitor.registerResource>[0][] = [];
  const outputs = new Map<string, Record<string, unknown>>();
  const { registerResource, registerResourceOutputs } = monitor;
  Object.assign(monitor, {
    registerResource: (...call: Parameters<typeof registerResource>) => {
      registered.push(call[0]);
      return registerResource.apply(monitor, call);
    },
    registerResourceOutputs: (...call: Parameters<typeof registerResourceOutputs>) => {
      outputs.set(call[0].getUrn(), readable(call[0].getOutputs()?.toJavaScript()));
      return registerResourceOutputs.apply(monitor, call);
    },
  });
  const result = await undisturbed(async () => {
    const answer = program();
    await pulumi.runtime.disconnect();
    return answer;
  });
  const resources = registered
    .filter((request) => request.getType() !== "pulumi:pulumi:Stack")
    .map((request) => ({
      type: request.getType(),
      name: request.getName(),
      inputs: readable(request.getObject()?.toJavaScript()),
      parent: nameOf(request.getParent()),
      options: {
        retainOnDelete: request.getRetainondelete() ?? false,
        protect: request.getProtect() ?? false,
        provider: providerName(request.getProvider()),
        dependsOn: request
          .getDependenciesList()
          .map(String)
          .flatMap((urn) => nameOf(urn) ?? [])
          .sort(),
      },
      secretOutputs: request.getAdditionalsecretoutputsList(),
      outputs: [...outputs].find(([urn]) => nameOf(urn) === request.getName())?.[1],
    }));
  return { resources, result };
}

/**
 * Under jest `structuredClone` makes lists of another realm, which Pulumi takes for objects, and the stack of each promise that
 * Pulumi remembers is looked up in source maps, which takes more time than all the rest.
 */
async function undisturbed<Result>(program: () => Promise<Result>): Promise<Result> {
  const { structuredClone } = globalThis;
  const { stackTraceLimit } = Error;
  globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value)) as typeof value;
  Error.stackTraceLimit = 0;
  try {
    return await program();
  } finally {
    globalThis.structuredClone = structuredClone;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The value of an Output that is known, secret or not. */
export function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** The one resource of this name. */
export function named(resources: readonly RecordedResource[], name: string): RecordedResource {
  const [resource, ...others] = resources.filter((candidate) => candidate.name === name);
  if (resource === undefined || others.length > 0)
    throw new Error(`${others.length === 0 ? "no" : "more than one"} resource is called ${name}`);
  return resource;
}

/** Of a reference, which is the provider's URN and id. */
function providerName(reference: string | undefined): string | undefined {
  return reference?.split("::").at(-2);
}

function nameOf(urn: string): string | undefined {
  const [type, name] = urn.split("::").slice(-2);
  return type === undefined || type.endsWith("pulumi:pulumi:Stack") ? undefined : name;
}

/** The wire's marks for secrets and unknown values in words. */
function readable(wire: object | undefined): Record<string, unknown> {
  const marked: unknown = JSON.parse(JSON.stringify(wire ?? {}), (_key, value: unknown) => {
    if (value === pulumi.runtime.unknownValue) return UNKNOWN_INPUT;
    if (typeof value !== "object" || value === null) return value;
    const isSecret = Object.entries(value).some(
      ([key, mark]) => key === pulumi.runtime.specialSigKey && mark === pulumi.runtime.specialSecretSig,
    );
    return isSecret && "value" in value ? { secret: value.value } : value;
  });
  // an object stays one
  return marked as Record<string, unknown>;
}

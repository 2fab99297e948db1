import type {
  Policy,
  PolicyConfigSchema,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Bag, Property } from "../resource/schema";
import { plainInputs } from "./stack-resource";
import type { StackResource } from "./stack-resource";

type JsonSchema = PolicyConfigSchema["properties"][string];

/** Settings of a policy, one row each. */
export type SettingRows = Readonly<Record<string, Property>>;

/** What is wrong, in a sentence without a secret, and with which resource. */
export interface Violation {
  message: string;
  /** @default - the stack */
  urn?: string;
}

/** A resource before the stack is known as a whole. */
export type SingleResource = Omit<StackResource, "sources">;

interface Demand<Settings> {
  name: string;
  /** What is demanded, in a sentence. */
  description: string;
  /** What to do about a violation. */
  remediationSteps: string;
  /** @default - none */
  settings?: SettingRows;
  /** Why nothing is demanded with these settings. @default - always something is */
  unless?: (settings: Settings) => string | undefined;
}

/** A policy that looks at one resource at a time: nothing is made against it, even without a preview. */
export interface ResourceDemand<Settings> extends Demand<Settings> {
  /** What is wrong with a resource, a sentence each. */
  ofResource(resource: SingleResource, settings: Settings): string[];
}

/** A policy that looks at all resources together: `up` stops at it in its preview. */
export interface StackDemand<Settings> extends Demand<Settings> {
  ofStack(resources: readonly StackResource[], settings: Settings): Violation[];
  /** What is wrong with a resource by itself, a sentence each. @default - nothing is looked at */
  ofResource?: (resource: SingleResource, settings: Settings) => string[];
}

/** A policy that looks at the whole stack, too; it is told of each resource first, because only that has all its inputs. */
export type WholeStackPolicy = ResourceValidationPolicy & StackValidationPolicy;

export function resourcePolicy<Settings extends object>(
  demand: ResourceDemand<Settings>,
): ResourceValidationPolicy {
  return withRows(demand, {
    ...headOf(demand),
    validateResource(args, report) {
      const settings = settingsFor(demand, args);
      for (const message of demand.ofResource(resourceOf(args), settings)) report(message);
    },
  });
}

export function stackPolicy<Settings extends object>(demand: StackDemand<Settings>): WholeStackPolicy {
  const asked = new Map<string, Bag>();
  return withRows(demand, {
    ...headOf(demand),
    validateResource(args, report) {
      const settings = settingsFor(demand, args);
      const resource = resourceOf(args);
      asked.set(resource.urn, resource.inputs);
      for (const message of demand.ofResource?.(resource, settings) ?? []) report(message);
    },
    validateStack(args, report) {
      const settings = settingsFor(demand, args);
      const resources = args.resources.map(
        ({ urn, type, name, props, propertyDependencies }): StackResource => ({
          urn,
          type,
          name,
          // of one that the program did not ask for in this run there are outputs only
          inputs: asked.get(urn) ?? plainInputs(props),
          sources: Object.fromEntries(
            Object.entries(propertyDependencies).map(([property, from]) => [
              property,
              from.map((resource) => resource.urn),
            ]),
          ),
        }),
      );
      for (const { message, urn } of demand.ofStack(resources, settings)) report(message, urn);
    },
  });
}

const rowsOf = new WeakMap<Policy, SettingRows>();

/** The settings of a policy that was made here. */
export function settingRowsOf(policy: Policy): SettingRows {
  return rowsOf.get(policy) ?? {};
}

function withRows<Made extends Policy>({ settings = {} }: { settings?: SettingRows }, policy: Made): Made {
  rowsOf.set(policy, settings);
  return policy;
}

function headOf({
  name,
  description,
  remediationSteps,
  settings,
}: Pick<ResourceDemand<never>, "name" | "description" | "remediationSteps" | "settings">): Policy {
  return {
    name,
    description,
    enforcementLevel: "mandatory",
    remediationSteps,
    ...(settings && { configSchema: configSchemaOf(settings) }),
  };
}

function resourceOf({
  urn,
  type,
  name,
  props,
}: {
  urn: string;
  type: string;
  name: string;
  props: object;
}): SingleResource {
  return { urn, type, name, inputs: plainInputs(props) };
}

function settingsFor<Settings extends object>(
  { settings = {}, unless }: Demand<Settings>,
  args: Pick<StackValidationArgs, "getConfig" | "notApplicable">,
): Settings {
  // the rows are what the engine checked them by
  const all = { ...defaultsOf(settings), ...args.getConfig<Settings>() } as Settings;
  const reason = unless?.(all);
  return reason === undefined ? all : args.notApplicable(reason);
}

/** What settings are when nothing is configured. */
export function defaultsOf(rows: SettingRows): Bag {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, row]) => (row.default === undefined ? [] : [[name, row.default]])),
  );
}

function configSchemaOf(rows: SettingRows): PolicyConfigSchema {
  return { properties: schemasOf(rows) };
}

function schemasOf(rows: SettingRows): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, schemaOf(row)]));
}

/** A row without the words of our own. */
function schemaOf({
  type,
  minimum,
  maximum,
  minLength,
  minItems,
  items,
  additionalProperties,
  default: byDefault,
}: Property): JsonSchema {
  return {
    type: typeof type === "string" ? type : ([...type] satisfies string[]),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(minLength !== undefined && { minLength }),
    ...(minItems !== undefined && { minItems }),
    ...(items && { items: schemaOf(items) }),
    ...(additionalProperties && { additionalProperties: schemaOf(additionalProperties) }),
    ...(byDefault !== undefined && { default: byDefault }),
  };
}

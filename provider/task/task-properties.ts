import * as pulumi from "@pulumi/pulumi";
import type { Bag, Property } from "../resource/schema";
import { holdsSecret, isBag } from "../resource/schema";
import { claimRobots } from "./robots";
import type { TaskInputs, TaskKind } from "./kind";

/**
 * What the resource of a kind hands to the engine: the arguments with their secrets marked, a place for each output, and the
 * text of its provider, which stands in state and never changes.
 *
 * @throws InputError when another task of the program has the robot in the same room
 */
export function taskProperties<Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
  name: string,
  args: object,
): pulumi.Inputs {
  // a program in JavaScript may give anything: check says so
  const given = args as Bag;
  claimRobots(`${kind.resource} ${name}`, given, kind.furtherRobots);
  return {
    // what is left out has a default, or is an output that is undefined
    ...Object.fromEntries(outputNames(kind).map((output) => [output, undefined])),
    ...withSecrets(kind.schema, given),
    __provider: `exports.handler = () => require("pulumi-trtc/provider").${kind.resource};`,
  };
}

/** The arguments that are no secrets, and what the API and the clock say. */
function outputNames<Inputs extends TaskInputs>(kind: TaskKind<Inputs>): string[] {
  return [
    ...Object.entries(kind.schema.properties).flatMap(([name, property]) => (property.secret ? [] : [name])),
    "taskId",
    "createdAt",
    ...("resourceExpiredHour" in kind.schema.properties ? ["handleExpiresAt", "handleExpired"] : []),
    "userSigExpiresAt",
    ...Object.keys(kind.outputs),
    ...Object.keys(kind.fingerprints),
    ...(kind.modify?.sequence === undefined ? [] : ["sequenceNumber"]),
    "exited",
  ];
}

/** The secrets become secret and the rest stays readable in a diff; what cannot be looked into becomes secret as a whole. */
function withSecrets(row: Property, bag: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag).map(([key, value]) => {
      const property = row.properties?.[key];
      return [key, property === undefined ? value : withSecret(property, value)];
    }),
  );
}

function withSecret(property: Property, value: unknown): unknown {
  if (value === undefined || value === null || !holdsSecret(property)) return value;
  const isLater = pulumi.Output.isInstance(value) || value instanceof Promise;
  if (property.secret || isLater) return pulumi.secret(value);
  return isBag(value) ? withSecrets(property, value) : value;
}

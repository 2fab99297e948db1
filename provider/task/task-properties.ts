import * as pulumi from "@pulumi/pulumi";
import type { Bag, Property } from "../resource/schema";
import { holdsSecret, isBag } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";
import { claimRobots } from "./robots";
import { objectKeyPrefix } from "./storage";
import type { TaskStorage } from "./storage";
import { taskProvider } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";

/**
 * What the resource of a kind hands to the engine: the arguments with their secrets marked, a place for each output, and the
 * text of its provider, which stands in state and never changes.
 *
 * @throws InputError when another task of the program has the robot in the same room, and for the options `import` and `id`
 */
export function taskProperties<Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.Inputs {
  refuseById(`${kind.resource} ${name}`, opts);
  // a program in JavaScript may give anything: check says so
  const given = args as Bag;
  claimRobots(`${kind.resource} ${name}`, given, kind.furtherRobots);
  return {
    // what is left out has a default, or is an output that is undefined
    ...Object.fromEntries(outputNames(kind).map((output) => [output, undefined])),
    ...withSecrets(kind.schema, given),
    __provider: taskProvider(kind.resource),
  };
}

/** The engine would read the task, and the API cannot say with which arguments it was made. */
function refuseById(task: string, opts: pulumi.CustomResourceOptions): void {
  for (const option of ["import", "id"] as const) {
    if (opts[option] === undefined) continue;
    throw withoutStack(
      new InputError(
        `${option} of ${task} is given, allowed is none, because the API cannot say with which arguments a task was made: ` +
          `remove it, and take a running task over with npx pulumi-trtc import-file (docs/import.md)`,
      ),
    );
  }
}

/** The arguments that are no secrets, and what the clock and refresh say. */
function outputNames<Inputs extends TaskInputs>(kind: TaskKind<Inputs>): string[] {
  return [
    ...Object.entries(kind.schema.properties).flatMap(([name, property]) => (property.secret ? [] : [name])),
    "createdAt",
    ...("resourceExpiredHour" in kind.schema.properties ? ["handleExpiresAt", "handleExpired"] : []),
    "userSigExpiresAt",
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

type Folders = Pick<TaskStorage<"cos">, "fileNamePrefix">;

interface StoredTask<Storage> {
  id: pulumi.Output<string>;
  storage: pulumi.Output<Storage>;
}

/** What every object key of a task starts with. It follows from folders and TaskId, so state does not hold it. */
export function objectKeyPrefixOf(task: StoredTask<Folders>): pulumi.Output<string>;
export function objectKeyPrefixOf(task: StoredTask<Folders | undefined>): pulumi.Output<string | undefined>;
export function objectKeyPrefixOf(task: StoredTask<Folders | undefined>): pulumi.Output<string | undefined> {
  const prefix = pulumi
    .all([task.id, task.storage])
    .apply(([taskId, storage]) => storage && objectKeyPrefix(storage, taskId));
  // a storage that is an Output is secret as a whole, its folders are not
  return pulumi.unsecret(prefix);
}

import * as pulumi from "@pulumi/pulumi";
import { checkedInputs, isBag, UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty, Rule } from "../resource/schema";
import { InputError } from "../trtc/errors";

/**
 * The arguments as the check takes them: transforms are not its business, nor is what is only known later.
 *
 * @param inputs - names of the arguments that may be Outputs
 */
export function plainArguments(args: object, inputs: readonly string[]): Bag {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([key]) => key !== "transform")
      .map(([key, value]: [string, unknown]) => {
        if (!isLater(value)) return [key, withoutOutputs(value)];
        // a program in JavaScript may give one where it cannot be
        return [key, inputs.includes(key) ? UNKNOWN : "an Output"];
      }),
  );
}

/** What is only known when it is there. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** What lies deeper cannot be an Output either: as an object it fits no row. */
function withoutOutputs(value: unknown): unknown {
  if (isLater(value)) return {};
  if (Array.isArray(value)) return value.map(withoutOutputs);
  if (!isBag(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutOutputs(inner)]));
}

/**
 * The arguments of a component with the defaults written out.
 *
 * @param component - class and name, for the message
 * @param args - plain values, `UNKNOWN` for one that is only known later
 * @throws InputError that names every problem at once
 */
export function checkedArguments(
  component: string,
  { schema, rules, args }: { schema: ObjectProperty; rules: readonly Rule[]; args: Bag },
): Bag {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const { inputs, failures } = checkedInputs(schema, rules, { given, oldInputs: {} });
  if (failures.length > 0) {
    const error = new InputError(`${component}: ${failures.map(({ reason }) => reason).join("; ")}`);
    // a program that fails prints the stack: the sentence is enough
    error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
  return inputs;
}

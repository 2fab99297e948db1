import * as pulumi from "@pulumi/pulumi";
import { checkedInputs, isBag, UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty, Rule } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";

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
 * @param placeOf - where an argument was written, when it comes from a file
 * @throws InputError that names every problem at once
 */
export function checkedArguments(
  component: string,
  {
    schema,
    rules,
    args,
    placeOf = () => undefined,
  }: {
    schema: ObjectProperty;
    rules: readonly Rule[];
    args: Bag;
    placeOf?: (property: string) => string | undefined;
  },
): Bag {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const { inputs, failures } = checkedInputs(schema, rules, { given, oldInputs: {} });
  if (failures.length === 0) return inputs;
  const reasons = failures.map(({ property, reason }) => {
    const place = placeOf(property);
    return place === undefined ? reason : `${place}: ${reason}`;
  });
  throw withoutStack(new InputError(`${component}: ${reasons.join("; ")}`));
}

/**
 * Checks that belong together: the first one's result, once all went through.
 *
 * @throws InputError with what all of them say
 */
export function allChecked<Result>(first: () => Result, ...others: readonly (() => unknown)[]): Result {
  const problems: string[] = [];
  const attempt = <Answer>(check: () => Answer): Answer | undefined => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const result = attempt(first);
  others.forEach(attempt);
  if (problems.length > 0) throw withoutStack(new InputError(problems.join("; ")));
  // no problem: it has answered
  return result as Result;
}

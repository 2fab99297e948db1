import * as pulumi from "@pulumi/pulumi";
import type { Family } from "../component/child";
import { resourceError } from "../component/resource-error";
import type { CheckedEndpoint } from "./arguments";
import type { CallbackEndpointArgs } from "./callback-endpoint";
import { CallbackKey } from "./callback-key";

/** The keys of an endpoint, both secret. */
export interface EndpointKeys {
  /** For the console. */
  key: pulumi.Output<string>;
  /** All that are accepted, with `,` between them: the key first. */
  accepted: pulumi.Output<string>;
}

const KEY = /^[A-Za-z0-9]{1,32}$/;

/** The keys that are given, or one that is made. */
export function endpointKeys(
  { name, parent }: Family,
  { key: given, previousKeys = [] }: Pick<CallbackEndpointArgs, "key" | "previousKeys">,
  { rotateKey, keepPreviousKey }: CheckedEndpoint,
): EndpointKeys {
  const further = pulumi.output(previousKeys);
  if (given !== undefined) return keysOf({ name, parent }, given, further);
  const made = new CallbackKey(
    `${name}-key`,
    { ...(rotateKey !== undefined && { rotate: rotateKey }), keepPrevious: keepPreviousKey },
    { parent },
  );
  const others = pulumi.all([made.previousKeys, further]).apply((lists) => lists.flat());
  return keysOf({ name, parent }, made.key, others);
}

function keysOf(
  { name, parent }: Family,
  key: pulumi.Input<string>,
  others: pulumi.Output<string[]>,
): EndpointKeys {
  const accepted = pulumi.all([key, others]).apply(([first, rest]) => {
    const all = [...new Set([first, ...rest])];
    const wrong = wrongKey(all);
    if (wrong === undefined) return all.join(",");
    throw resourceError(
      `${name}: ${wrong} is none, allowed are 1 to 32 letters and digits: give the key as the console has it`,
      parent,
    );
  });
  return { key: pulumi.secret(key), accepted: pulumi.secret(accepted) };
}

/** The first of these that is no key, in words that do not show it: what was only known later may be anything. */
export function wrongKey(keys: readonly unknown[]): string | undefined {
  const at = keys.findIndex((key) => typeof key !== "string" || !KEY.test(key));
  if (at < 0) return undefined;
  const wrong = keys[at];
  return typeof wrong === "string" ? `a key of ${wrong.length} characters` : "a key without a value";
}

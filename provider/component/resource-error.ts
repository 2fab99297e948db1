import * as pulumi from "@pulumi/pulumi";

/** An error of a look-up that a program makes: shown beside the component, without a stack. */
export function resourceError(message: string, component: pulumi.Resource): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, component, true);
  // the engine's runner prints an error with all that hangs on it, which here would be the whole program
  Object.defineProperty(error, "resource", { value: component, enumerable: false });
  // every property that waits for the answer would write its own name in front
  return Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

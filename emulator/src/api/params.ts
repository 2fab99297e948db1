import type { Params } from "./service";

/** Reads a validated parameter; "" when it is absent. */
export function textAt(params: Params, name: string): string {
  const value = params[name];
  return typeof value === "string" ? value : "";
}

/** Reads a validated parameter; undefined when it is absent. */
export function integerAt(params: Params, name: string): number | undefined {
  const value = params[name];
  return typeof value === "number" ? value : undefined;
}

/** Reads a validated parameter; empty when it is absent. */
export function listAt(params: Params, name: string): readonly unknown[] {
  const value = params[name];
  return Array.isArray(value) ? value : [];
}

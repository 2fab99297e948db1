import { checkedEndpoint } from "../endpoint/arguments";
import type { CheckedEndpoint } from "../endpoint/arguments";
import type { Property } from "../resource/schema";
import { scfFunctionSchema } from "./kinds/scf-function";

const { region, memorySize } = scfFunctionSchema.properties;

const ROWS = { region, memorySize } as const satisfies Record<string, Property>;

/** The arguments of a `CallbackEndpoint` that are plain, with the defaults written out. */
export interface CheckedScfEndpoint extends CheckedEndpoint {
  memorySize: number;
}

/**
 * The arguments of a `CallbackEndpoint` with the defaults written out.
 *
 * @throws InputError that names every problem at once
 */
export function checkedScfEndpoint(name: string, args: object): CheckedScfEndpoint {
  const checked = checkedEndpoint(`CallbackEndpoint ${name}`, args, { rows: ROWS, laterRows: ["region"] });
  // the table above is what says so
  return checked as unknown as CheckedScfEndpoint;
}

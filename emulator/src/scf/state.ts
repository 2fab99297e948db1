import type { Account } from "../account";
import { ApiError } from "../api/error";
import { textAt } from "../api/params";
import type { ApiCall, Params } from "../api/service";
import type { Cam } from "../cam/cam";
import type { Functions, ScfFunction } from "./functions";
import type { Instances } from "./instances";

/** Everything the actions look at and change. */
export interface ScfState {
  readonly account: Account;
  readonly cam: Cam;
  readonly functions: Functions;
  readonly instances: Pick<Instances, "forget">;
  /** The real clock, milliseconds. */
  readonly now: () => number;
}

/** What one SCF API does. Throws {@link ApiError}. */
export type ScfRun = (state: ScfState, call: ApiCall) => Params;

export function refusal(code: string, message: string): ApiError {
  return new ApiError({ code, message });
}

/** Both are the function as it is now; there are no other versions and aliases. */
const QUALIFIERS = ["$LATEST", "$DEFAULT"];

/** There is no other namespace. */
export function checkNamespace(params: Params): void {
  const namespace = textAt(params, "Namespace");
  if (namespace === "" || namespace === "default") return;
  throw refusal("ResourceNotFound.Namespace", "The namespace does not exist.");
}

/** The version that is named, `$LATEST` when none is. */
export function qualifierOf(params: Params): string {
  const qualifier = textAt(params, "Qualifier") || "$LATEST";
  if (QUALIFIERS.includes(qualifier)) return qualifier;
  throw refusal("ResourceNotFound.Qualifier", "The version or alias of the function does not exist.");
}

/** @param code - the SDK's lists have two for the same: `FunctionName` seen of functions, `Function` of the rest */
export function findFunction(
  { functions }: ScfState,
  { params, region }: ApiCall,
  code = "ResourceNotFound.FunctionName",
): ScfFunction {
  checkNamespace(params);
  const found = functions.find(region, textAt(params, "FunctionName"));
  if (found === undefined) throw refusal(code, "The function does not exist.");
  return found;
}

/**
 * Refused while creating or updating is under way, and after creating failed: then it can be deleted only.
 *
 * @param code - for the state that does not pass; of one that does the SDK's list says "the function is being deployed"
 */
export function checkChangeable({ status }: ScfFunction, code: string): void {
  if (status === "Active" || status === "UpdateFailed") return;
  throw refusal(
    status === "CreateFailed" ? code : "FailedOperation.FunctionStatusError",
    `The function is in the state ${status}, in which it cannot be changed.`,
  );
}

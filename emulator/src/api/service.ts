import type { AccountKey } from "../account";
import type { ApiProblem } from "./error";

/** Request parameters as decoded JSON. */
export type Params = Readonly<Record<string, unknown>>;

/** A call that is authenticated and validated. */
export interface ApiCall {
  readonly action: string;
  readonly region: string;
  readonly requestId: string;
  readonly params: Params;
  readonly caller: AccountKey;
}

/** One API of a service. */
export interface Action {
  /** The first thing wrong with the parameters by themselves, without looking at any state. */
  validate(params: Params, context: { readonly region: string }): ApiProblem | undefined;
  /** Query and form parameters are all text: gives integers and objects their types back. */
  fromText(params: Params, context: { readonly region: string }): Params;
  /** The parameters for the call log: what is unknown, or of another type than it should be, is `***`. */
  shown(params: Params, context: { readonly region: string }): Params;
  /** Does it and returns the fields of `Response` but for RequestId. Throws {@link ApiError}. */
  run(call: ApiCall): Params | Promise<Params>;
}

/** A product of the Tencent Cloud API: all its APIs under one version. */
export interface Service {
  readonly name: string;
  /** X-TC-Version, by which calls find their service on the one endpoint. */
  readonly version: string;
  /** Whether X-TC-Region must be there. */
  readonly needsRegion: boolean;
  readonly actions: ReadonlyMap<string, Action>;
  /** Of a request's body. @default - 10 MB, as the request structure's page says for all */
  readonly maxBodyBytes?: number;
  /** Secrets the product knows at this moment, which no log shows. */
  secrets(): readonly string[];
}

/** Names of all the actions of these services. */
export function knownActions(services: readonly Service[]): ReadonlySet<string> {
  return new Set(services.flatMap(({ actions }) => [...actions.keys()]));
}

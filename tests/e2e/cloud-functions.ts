import type { SliceStorage } from "pulumi-trtc";
import type { EventStorage } from "pulumi-trtc/callback";
import type { CallbackEndpoint, CallbackEndpointArgs } from "pulumi-trtc/tencent";
import type { AccessKey } from "./cloud";
import type { TestStack } from "./stack";

/** What a proof may ask of an endpoint, on either cloud. */
export type EndpointOptions = Pick<
  CallbackEndpointArgs,
  "key" | "previousKeys" | "rotateKey" | "keepPreviousKey"
>;

/** A request that a key has no business with. */
export type Attempt = readonly [what: string, request: () => Promise<unknown>];

/** The functions of one cloud, and what a proof asks of them out of band. */
export interface CloudFunctions {
  /** The endpoint, inside a program. */
  endpoint(
    storage: SliceStorage,
    options: EndpointOptions,
  ): Pick<CallbackEndpoint, "url" | "key" | "consoleSteps">;
  /** The same address as this machine finds it. */
  loopback(url: string): string;
  /** The storage's bucket as its owner reads and writes it. */
  events: EventStorage;
  /** What the function has written to its log. */
  lines(stack: TestStack): Promise<string[]>;
  /** A key of the function's role. */
  roleKey(stack: TestStack): Promise<AccessKey>;
  /** What else there is on this cloud, tried with a key of the role. */
  attempts(key: AccessKey): readonly Attempt[];
  /** Nothing can be put any more, until it is mended. */
  breakStore(): Promise<() => Promise<void>>;
  /** Looks up what the endpoint is made of: the answer tells which of it is still there. */
  remains(stack: TestStack): Promise<() => Promise<string[]>>;
}

/** The outputs of the one resource of a type, such as `iam/role:Role`. */
export async function outputsOfType(stack: TestStack, type: string): Promise<Record<string, unknown>> {
  const found = (await stack.resources()).filter((resource) => resource.type.endsWith(type));
  const [resource] = found;
  if (resource === undefined || found.length > 1)
    throw new Error(`${found.length} resources of type ${type}`);
  return resource.outputs;
}

/** What a server answers to a request, in a word: its code, or `done`. */
export async function answerTo(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return "done";
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return "code" in error && typeof error.code === "string" ? error.code : error.name;
  }
}

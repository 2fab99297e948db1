import { checkedArguments, isLater, plainArguments } from "../component/arguments";
import { isBag, knownValue, problem, UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty, Property, Rule } from "../resource/schema";

const KEY_ROW = {
  type: "string",
  pattern: "^[A-Za-z0-9]{1,32}$",
  secret: true,
  allowed: "1 to 32 letters and digits",
  cure: "give a key as the console takes it, or leave it out to get one",
  page: "https://trtc.io/document/39558",
} as const satisfies Property;

/** Applications, as an argument. */
export const SDK_APP_IDS_ROW = {
  type: "array",
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: { type: "integer", minimum: 1, maximum: 4_294_967_295, cure: "give the numbers of applications" },
  allowed: "a list of 1 to 100 different SdkAppIds",
  cure: "give a list such as [1400000001]",
} as const satisfies Property;

/** Rows that both endpoints have. */
const ENDPOINT_ROWS = {
  sdkAppIds: SDK_APP_IDS_ROW,
  key: KEY_ROW,
  previousKeys: {
    type: "array",
    maxItems: 4,
    secret: true,
    items: KEY_ROW,
    allowed: "a list of at most 4 keys",
    cure: "leave out those that no callback is signed with any more",
  },
  rotateKey: {
    type: "string",
    // what stands for an Output, which a program in JavaScript may give
    pattern: "^(?!an Output$).{1,100}$",
    allowed: "a text of 1 to 100 characters",
    cure: 'give one that was not there before, such as the month "2026-11"',
  },
  keepPreviousKey: { type: "boolean", default: true, cure: "give true or false" },
  toleranceSeconds: {
    type: "integer",
    minimum: 60,
    maximum: 86_400,
    default: 300,
    unit: "seconds",
    cure: "choose how old a callback may be: TRTC sends one again for a minute",
  },
} as const satisfies Record<string, Property>;

/** The arguments of any endpoint that are plain, with the defaults written out. */
export interface CheckedEndpoint {
  sdkAppIds: number[];
  toleranceSeconds: number;
  rotateKey?: string;
  keepPreviousKey: boolean;
}

/**
 * The arguments of an endpoint with the defaults written out.
 *
 * @param component - class and name, for the message
 * @param rows - the cloud's own arguments
 * @param laterRows - names of those among them that may be Outputs
 * @throws InputError that names every problem at once
 */
export function checkedEndpoint(
  component: string,
  args: object,
  { rows, laterRows = [] }: { rows: Readonly<Record<string, Property>>; laterRows?: readonly string[] },
): Bag & CheckedEndpoint {
  const schema: ObjectProperty = {
    type: "object",
    additionalProperties: false,
    required: ["sdkAppIds"],
    properties: { ...ENDPOINT_ROWS, ...rows },
  };
  // of any form until it is checked; a storage is no plain value
  const { storage, ...others } = args as { storage?: unknown; previousKeys?: unknown };
  const plain = plainArguments(others, ["key", "previousKeys", ...laterRows]);
  const checked = checkedArguments(component, {
    schema,
    rules: [storageRule(storage), ...OWN_KEY_RULES],
    args: { ...plain, ...laterKeys(others.previousKeys) },
  });
  // the table above is what says so
  return checked as Bag & CheckedEndpoint;
}

/** A key in the list may be an Output where the list is none. */
function laterKeys(previousKeys: unknown): Bag {
  if (!Array.isArray(previousKeys)) return {};
  return { previousKeys: previousKeys.map((key: unknown) => (isLater(key) ? UNKNOWN : key)) };
}

const storageRule = (storage: unknown): Rule => {
  const holds = (bag: unknown, key: string) => isBag(bag) && bag[key] !== undefined;
  const hasRegion = holds(storage, "region") || (isBag(storage) && holds(storage["target"], "region"));
  return () =>
    holds(storage, "bucket") && hasRegion
      ? undefined
      : problem(
          "storage",
          storage === undefined ? "missing" : "without bucket or region",
          "a storage of slices, or { bucket, region }",
          "say which bucket keeps the events",
        );
};

const OWN_KEY_RULES: readonly Rule[] = (["rotateKey", "keepPreviousKey"] as const).map((name) => (inputs) => {
  const isOwn = inputs["key"] !== undefined;
  const asks = name === "rotateKey" ? knownValue(inputs, name) !== undefined : inputs[name] === false;
  if (!isOwn || !asks) return undefined;
  return problem(
    name,
    "given beside key",
    "one of the two",
    "remove key to have one made and rotated, or rotate your own with previousKeys",
  );
});

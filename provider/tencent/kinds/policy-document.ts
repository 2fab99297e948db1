import { canonicalJson } from "../../resource/canonical-json";
import { isBag, knownValue, problem } from "../../resource/schema";
import type { Property, Rule } from "../../resource/schema";

/** Refuses a `policyDocument` that is no policy. @param row - of the table: says what is allowed and what to do */
export function documentIsPolicy({ allowed = "", cure = "" }: Property): Rule {
  return (inputs) => {
    const text = knownValue(inputs, "policyDocument");
    if (typeof text !== "string") return undefined;
    const document = parsed(text);
    if (isBag(document) && document["version"] === "2.0" && Array.isArray(document["statement"]))
      return undefined;
    return problem(
      "policyDocument",
      document === undefined ? "no JSON" : "JSON of another form",
      allowed,
      cure,
    );
  };
}

/** Whether two texts are the same policy: spaces and the order of keys mean nothing. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  const [left, right] = [parsed(one), parsed(other)];
  return left !== undefined && right !== undefined && canonicalJson(left) === canonicalJson(right);
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

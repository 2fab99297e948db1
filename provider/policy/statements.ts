import { isBag } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { isText, listed } from "./stack-resource";

/** A statement of a policy of IAM, S3 or CAM. */
export interface Statement {
  allows: boolean;
  actions: string[];
  resources: string[];
  /** Everything but what is named: `NotAction`, `NotResource`, `NotPrincipal`. */
  allBut: boolean;
  /** Whom it is about; undefined where the policy says so by where it is attached. */
  principal: unknown;
  condition: Bag;
}

/** The statements of a policy's JSON; none where it is only known later or cannot be read: then the cloud refuses it. */
export function statementsOf(policy: unknown): Statement[] {
  const document = isText(policy) ? parsed(policy) : policy;
  return listed(field(document, "statement"))
    .filter(isBag)
    .map((statement) => {
      const condition = field(statement, "condition");
      return {
        allows: String(field(statement, "effect")).toLowerCase() === "allow",
        actions: listed(field(statement, "action")).map(String),
        resources: listed(field(statement, "resource")).map(String),
        allBut: ["notaction", "notresource", "notprincipal"].some(
          (name) => field(statement, name) !== undefined,
        ),
        principal: field(statement, "principal"),
        condition: isBag(condition) ? condition : {},
      };
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** IAM begins its words with capitals, CAM does not. */
function field(bag: unknown, name: string): unknown {
  if (!isBag(bag)) return undefined;
  return Object.entries(bag).find(([key]) => key.toLowerCase().replace("_", "") === name)?.[1];
}

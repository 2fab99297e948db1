import type { Property } from "../resource/schema";

/** Rows that both components have. */
export const AWS_ROWS = {
  kmsKeyArn: {
    type: "string",
    pattern: "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$",
    allowed: "the ARN of a KMS key",
    // a permission on an alias does not reach the key behind it
    cure: "give the key's own ARN, not that of an alias",
  },
  tags: {
    type: "object",
    additionalProperties: {
      type: "string",
      maxLength: 256,
      allowed: "a text of at most 256 characters",
      cure: "give a text",
    },
    allowed: "a map of names to texts",
    cure: 'give a map such as { team: "classroom" }',
  },
} as const satisfies Record<string, Property>;

/** Tags as arguments of a component's child. */
export function tagsOf({ checked: { tags } }: { checked: { tags?: Record<string, string> } }): {
  tags?: Record<string, string>;
} {
  return tags === undefined ? {} : { tags };
}

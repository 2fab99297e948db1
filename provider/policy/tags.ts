import { isBag, UNKNOWN } from "../resource/schema";
import { inputAt } from "./stack-resource";
import type { StackResource } from "./stack-resource";

/** The value of a tag, also one that the AWS provider gives to all its resources; `UNKNOWN` when it is only known later. */
export function tagOf({ inputs }: StackResource, name: string): unknown {
  const found = ["tags", "tagsAll"].map((property) => {
    const tags = inputAt({ inputs }, property);
    // the name of a tag may hold dots
    return isBag(tags) ? tags[name] : tags;
  });
  return (
    found.find((value) => value !== undefined && value !== UNKNOWN) ??
    found.find((value) => value === UNKNOWN)
  );
}

import { listAt } from "../api/params";
import type { Params } from "../api/service";

/** A tag of a policy or a role, as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

function isTag(value: unknown): value is Pick<Tag, "Key"> & { readonly Value?: string } {
  return typeof value === "object" && value !== null && "Key" in value;
}

/** Reads the validated parameter Tags; a tag may have no value. */
export function tagsOf(params: Params): readonly Tag[] {
  return listAt(params, "Tags")
    .filter(isTag)
    .map(({ Key, Value = "" }) => ({ Key, Value }));
}

import { UNKNOWN } from "../resource/schema";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { sliceBuckets } from "./slice-buckets";
import { isText } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { tagOf } from "./tags";

interface Settings {
  tag?: string;
  values: string[];
}

const settings: SettingRows = {
  tag: {
    type: "string",
    minLength: 1,
    allowed: "the name of the tag that every bucket for slices carries",
    cure: "give the tag's name",
  },
  values: {
    type: "array",
    items: { type: "string", allowed: "a value of the tag", cure: "give a text" },
    default: [],
    allowed: "a list of the values that the tag may have, empty for any",
    cure: "list the values",
  },
};

/** Where people are recorded it is said on what ground. Nothing is demanded until the tag is configured. */
export const consentTag = stackPolicy<Settings>({
  name: "consent-tag",
  description:
    "Every bucket that the stack makes for slices carries the tag that says on what ground people are recorded.",
  remediationSteps: "Add the tag to the tags of the storage.",
  settings,
  unless: ({ tag }) => (tag === undefined ? "the setting tag is not configured" : undefined),
  ofStack: untaggedBuckets,
});

function untaggedBuckets(resources: readonly StackResource[], { tag = "", values }: Settings): Violation[] {
  const allowed = values.length === 0 ? "any value" : values.join(" or ");
  return sliceBuckets(resources).flatMap(({ bucket }) => {
    const value = tagOf(bucket, tag);
    if (value === UNKNOWN || (isText(value) && (values.length === 0 || values.includes(value)))) return [];
    const given = isText(value) ? `has the tag ${tag} = ${JSON.stringify(value)}` : `has no tag ${tag}`;
    return [
      {
        urn: bucket.urn,
        message: `${bucket.name} gets slices and ${given}, allowed is ${allowed}: add it to its tags`,
      },
    ];
  });
}

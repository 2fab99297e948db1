import { knownValue, problem, UNKNOWN } from "../resource/schema";
import type { Rule } from "../resource/schema";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { sliceBuckets } from "./slice-buckets";
import { isText, listed } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { tagOf } from "./tags";

const NAME = "consent-tag";

interface Settings {
  tag?: string;
  values: string[];
}

const settings: SettingRows = {
  tag: {
    type: "string",
    minLength: 1,
    allowed: "the name of the tag that every bucket for files of tasks carries",
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

const MISSING_TAG = problem(
  `${NAME}.tag`,
  "missing beside values",
  "the name of the tag that has them",
  "give the tag's name",
);

/** Where people are recorded it is said on what ground. Nothing is demanded until the tag is configured. */
export const consentTag = stackPolicy<Settings>({
  name: NAME,
  description:
    "Every bucket that the stack makes for files of tasks carries the tag that says on what ground people are recorded.",
  remediationSteps: "Add the tag to the tags of the storage.",
  settings,
  unless: ({ tag, values }) =>
    tag === undefined && values.length === 0 ? "the setting tag is not configured" : undefined,
  ofStack: untaggedBuckets,
});

/** Values without the tag that has them would demand nothing. */
export const tagOfValues: Rule = (policies) => {
  const at = (setting: string) => knownValue(policies, `${NAME}.${setting}`);
  return at("tag") === undefined && listed(at("values")).length > 0 ? MISSING_TAG : undefined;
};

function untaggedBuckets(resources: readonly StackResource[], { tag, values }: Settings): Violation[] {
  if (tag === undefined) return [{ message: MISSING_TAG.reason }];
  const allowed = values.length === 0 ? "any value" : values.join(" or ");
  return sliceBuckets(resources).flatMap(({ bucket }) => {
    const value = tagOf(bucket, tag);
    if (value === UNKNOWN || (isText(value) && (values.length === 0 || values.includes(value)))) return [];
    // the value may be a secret
    const given = isText(value) ? `has another value of the tag ${tag}` : `has no tag ${tag}`;
    return [
      {
        urn: bucket.urn,
        message: `${bucket.name} gets files of tasks and ${given}, allowed is ${allowed}: add it to its tags`,
      },
    ];
  });
}

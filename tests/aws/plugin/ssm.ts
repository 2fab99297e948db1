import { SSM } from "@aws-sdk/client-ssm";
import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { orGone } from "./gone";
import { isSame, optionalText, tagChanges, tagList, tagsOf, text } from "./resource-type";
import type { Properties, ResourceType } from "./resource-type";

/** Endpoint, region and key are the environment's. */
const ssm = new SSM();

const parameter: ResourceType = {
  inputs: { name: true, type: true, value: true, description: true, tier: true, keyId: true, tags: true },
  outputs: ["arn", "tagsAll", "version"],
  replaces: ["name"],
  defaults: { tier: "Standard" },
  autoName: "name",
  // the service answers an alias for a key that it chose
  kept: ["keyId", "tier"],
  secrets: ["value"],
  async create(inputs) {
    const id = text(inputs, "name");
    await ssm.putParameter({ ...settings(inputs), Tags: tagList(inputs["tags"]) });
    return { id };
  },
  async read(Name, state) {
    const found = await orGone(ssm.getParameter({ Name, WithDecryption: true }));
    if (found?.Parameter === undefined) return undefined;
    const { Type, Value, ARN, Version } = found.Parameter;
    const { TagList } = await ssm.listTagsForResource({ ResourceType: "Parameter", ResourceId: Name });
    return {
      id: Name,
      state: {
        name: Name,
        type: Type,
        value: Value,
        description: state["description"],
        arn: ARN,
        version: Version,
        ...tagsOf(TagList),
      },
    };
  },
  async update(ResourceId, olds, news) {
    const changed = ["type", "value", "description", "tier", "keyId"].some(
      (name) => !isSame(olds[name], news[name]),
    );
    if (changed) await ssm.putParameter({ ...settings(news), Overwrite: true });
    const at = { ResourceType: "Parameter", ResourceId } as const;
    const { Tags, TagKeys } = tagChanges(olds["tags"], news["tags"]);
    if (TagKeys.length > 0) await ssm.removeTagsFromResource({ ...at, TagKeys });
    if (Tags.length > 0) await ssm.addTagsToResource({ ...at, Tags });
  },
  async delete(Name) {
    await ssm.deleteParameter({ Name });
  },
};

function settings(inputs: Properties) {
  return {
    Name: text(inputs, "name"),
    Value: text(inputs, "value"),
    // "SecureString": the service's own words, and it refuses others
    Type: text(inputs, "type") as ParameterType,
    Description: optionalText(inputs, "description"),
    // as above
    Tier: text(inputs, "tier") as ParameterTier,
    KeyId: optionalText(inputs, "keyId"),
  };
}

export const SSM_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:ssm/parameter:Parameter": parameter,
};

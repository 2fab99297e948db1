import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { tagsOf, text } from "./resource-type";
import type { Properties, ResourceType } from "./resource-type";

/** Endpoint, region and key are the environment's. */
const logs = new CloudWatchLogs();

const logGroup: ResourceType = {
  inputs: { name: true, retentionInDays: true, kmsKeyId: true, tags: true },
  outputs: ["arn", "tagsAll"],
  replaces: ["name"],
  defaults: { retentionInDays: 0 },
  autoName: "name",
  async create(inputs) {
    const id = text(inputs, "name");
    const [kmsKeyId, tags] = [inputs["kmsKeyId"], textMap(inputs["tags"])];
    await logs.createLogGroup({
      logGroupName: id,
      ...(kmsKeyId !== undefined && { kmsKeyId: text(inputs, "kmsKeyId") }),
      // none at all is refused
      ...(Object.keys(tags).length > 0 && { tags }),
    });
    await putRetention(id, inputs);
    return { id };
  },
  async read(id) {
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: id });
    const found = logGroups.find(({ logGroupName }) => logGroupName === id);
    if (found === undefined) return undefined;
    const arn = (found.arn ?? "").replace(/:\*$/, "");
    const { tags = {} } = await logs.listTagsForResource({ resourceArn: arn });
    return {
      id,
      state: {
        name: id,
        retentionInDays: found.retentionInDays ?? 0,
        kmsKeyId: found.kmsKeyId,
        arn,
        ...tagsOf(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))),
      },
    };
  },
  async update(id, olds, news) {
    await putRetention(id, news);
    const tags = textMap(news["tags"]);
    const tagKeys = Object.keys(textMap(olds["tags"])).filter((key) => !(key in tags));
    const resourceArn = text(olds, "arn");
    if (tagKeys.length > 0) await logs.untagResource({ resourceArn, tagKeys });
    if (Object.keys(tags).length > 0) await logs.tagResource({ resourceArn, tags });
  },
  async delete(logGroupName) {
    await logs.deleteLogGroup({ logGroupName });
  },
};

/** Days, of which none stands for ever. */
async function putRetention(logGroupName: string, inputs: Properties): Promise<void> {
  const retentionInDays = Number(inputs["retentionInDays"]);
  if (retentionInDays === 0) await logs.deleteRetentionPolicy({ logGroupName });
  else await logs.putRetentionPolicy({ logGroupName, retentionInDays });
}

function textMap(map: unknown): Record<string, string> {
  // tags are a map of strings in every type
  return (map ?? {}) as Record<string, string>;
}

export const CLOUDWATCH_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
};

import { IAM } from "@aws-sdk/client-iam";
import type { AccessKeyMetadata, StatusType } from "@aws-sdk/client-iam";
import { orGone } from "./gone";
import { isSame, optionalText, sameJson, tagChanges, tagList, tagsOf, text } from "./resource-type";
import type { Properties, ResourceType } from "./resource-type";

/** Endpoint, region and key are the environment's. */
const iam = new IAM();

/** How many versions of one policy AWS keeps. */
const MOST_VERSIONS = 5;

const user: ResourceType = {
  inputs: { name: true, path: true, forceDestroy: true, tags: true },
  outputs: ["arn", "uniqueId", "tagsAll"],
  replaces: [],
  defaults: { path: "/", forceDestroy: false },
  autoName: "name",
  kept: ["forceDestroy"],
  async create(inputs) {
    const id = text(inputs, "name");
    const options = { UserName: id, Path: text(inputs, "path"), Tags: tagList(inputs["tags"]) };
    await iam.createUser(options);
    return { id };
  },
  async read(id, state) {
    // a user that was renamed keeps the id that it was made with
    const UserName = optionalText(state, "name") ?? id;
    const found = await orGone(iam.getUser({ UserName }));
    if (found?.User === undefined) return undefined;
    const { Arn, Path, UserId } = found.User;
    const { Tags } = await iam.listUserTags({ UserName });
    return { id, state: { name: UserName, path: Path, arn: Arn, uniqueId: UserId, ...tagsOf(Tags) } };
  },
  async update(_id, olds, news) {
    const UserName = text(news, "name");
    if (olds["name"] !== UserName || olds["path"] !== news["path"]) {
      const renamed = { NewUserName: UserName, NewPath: text(news, "path") };
      await iam.updateUser({ UserName: text(olds, "name"), ...renamed });
    }
    const { Tags, TagKeys } = tagChanges(olds["tags"], news["tags"]);
    if (TagKeys.length > 0) await iam.untagUser({ UserName, TagKeys });
    if (Tags.length > 0) await iam.tagUser({ UserName, Tags });
  },
  async delete(_id, state) {
    const UserName = text(state, "name");
    if (state["forceDestroy"] === true) await strip(UserName);
    await iam.deleteUser({ UserName });
  },
};

/** Takes away the keys and policies that keep a user from being deleted. */
async function strip(UserName: string): Promise<void> {
  for (const { AccessKeyId } of await accessKeys(UserName)) {
    await iam.deleteAccessKey({ UserName, AccessKeyId });
  }
  for (const PolicyArn of await attachedPolicies(UserName)) {
    await iam.detachUserPolicy({ UserName, PolicyArn });
  }
  const { PolicyNames = [] } = await iam.listUserPolicies({ UserName });
  for (const PolicyName of PolicyNames) await iam.deleteUserPolicy({ UserName, PolicyName });
}

const policy: ResourceType = {
  inputs: { name: true, path: true, description: true, policy: true, tags: true },
  outputs: ["arn", "policyId", "tagsAll"],
  replaces: ["name", "path", "description"],
  defaults: { path: "/" },
  autoName: "name",
  async create(inputs) {
    const { Policy } = await iam.createPolicy({
      PolicyName: text(inputs, "name"),
      Path: text(inputs, "path"),
      PolicyDocument: text(inputs, "policy"),
      Description: optionalText(inputs, "description"),
      Tags: tagList(inputs["tags"]),
    });
    return { id: text({ ...Policy }, "Arn") };
  },
  async read(id, state) {
    const found = await orGone(iam.getPolicy({ PolicyArn: id }));
    if (found?.Policy === undefined) return undefined;
    const { PolicyName, Path, Description, PolicyId, DefaultVersionId } = found.Policy;
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: id, VersionId: DefaultVersionId });
    // IAM hands documents back as they stand in a URL
    const document = decodeURIComponent(PolicyVersion?.Document ?? "");
    const { Tags } = await iam.listPolicyTags({ PolicyArn: id });
    return {
      id,
      state: {
        name: PolicyName,
        path: Path,
        description: Description,
        policy: sameJson(state["policy"], document),
        arn: id,
        policyId: PolicyId,
        ...tagsOf(Tags),
      },
    };
  },
  async update(id, olds, news) {
    if (!isSame(olds["policy"], news["policy"])) await putVersion(id, text(news, "policy"));
    const { Tags, TagKeys } = tagChanges(olds["tags"], news["tags"]);
    if (TagKeys.length > 0) await iam.untagPolicy({ PolicyArn: id, TagKeys });
    if (Tags.length > 0) await iam.tagPolicy({ PolicyArn: id, Tags });
  },
  async delete(id) {
    for (const VersionId of await otherVersions(id)) {
      await iam.deletePolicyVersion({ PolicyArn: id, VersionId });
    }
    await iam.deletePolicy({ PolicyArn: id });
  },
};

/** Makes a document the policy's default; the oldest version makes room for it. */
async function putVersion(PolicyArn: string, PolicyDocument: string): Promise<void> {
  const others = await otherVersions(PolicyArn);
  if (others.length + 1 >= MOST_VERSIONS) {
    await iam.deletePolicyVersion({ PolicyArn, VersionId: others[0] });
  }
  await iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
}

/** Ids of the versions that are not the default, the oldest first. */
async function otherVersions(PolicyArn: string): Promise<string[]> {
  const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
  const number = (id: string) => Number(id.slice(1)); // ids are v1, v2 …
  return Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true)
    .flatMap(({ VersionId }) => VersionId ?? [])
    .sort((a, b) => number(a) - number(b));
}

const userPolicyAttachment: ResourceType = {
  inputs: { user: true, policyArn: true },
  outputs: [],
  replaces: ["user", "policyArn"],
  async create(inputs) {
    const UserName = text(inputs, "user");
    const PolicyArn = text(inputs, "policyArn");
    await iam.attachUserPolicy({ UserName, PolicyArn });
    return { id: `${UserName}/${PolicyArn}` };
  },
  async read(id, state) {
    const attached = await orGone(attachedPolicies(text(state, "user")));
    if (attached?.includes(text(state, "policyArn")) !== true) return undefined;
    return { id, state: { user: state["user"], policyArn: state["policyArn"] } };
  },
  async delete(_id, state) {
    const UserName = text(state, "user");
    await iam.detachUserPolicy({ UserName, PolicyArn: text(state, "policyArn") });
  },
};

/** All of them: a user may have twenty, and the first page holds a hundred. */
async function attachedPolicies(UserName: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.listAttachedUserPolicies({ UserName });
  return AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []);
}

const role: ResourceType = {
  inputs: {
    name: true,
    path: true,
    description: true,
    assumeRolePolicy: true,
    maxSessionDuration: true,
    forceDetachPolicies: true,
    tags: true,
  },
  outputs: ["arn", "createDate", "tagsAll", "uniqueId"],
  replaces: ["name", "path"],
  defaults: { path: "/", maxSessionDuration: 3600, forceDetachPolicies: false },
  autoName: "name",
  kept: ["forceDetachPolicies"],
  async create(inputs) {
    const id = text(inputs, "name");
    await iam.createRole({
      RoleName: id,
      Path: text(inputs, "path"),
      AssumeRolePolicyDocument: text(inputs, "assumeRolePolicy"),
      MaxSessionDuration: Number(inputs["maxSessionDuration"]),
      Description: optionalText(inputs, "description"),
      Tags: tagList(inputs["tags"]),
    });
    return { id };
  },
  async read(id, state) {
    const found = await orGone(iam.getRole({ RoleName: id }));
    if (found?.Role === undefined) return undefined;
    const { Path, Description, Arn, RoleId, CreateDate, MaxSessionDuration } = found.Role;
    const document = decodeURIComponent(found.Role.AssumeRolePolicyDocument ?? "");
    const { Tags } = await iam.listRoleTags({ RoleName: id });
    return {
      id,
      state: {
        name: id,
        path: Path,
        description: Description,
        assumeRolePolicy: sameJson(state["assumeRolePolicy"], document),
        maxSessionDuration: MaxSessionDuration,
        arn: Arn,
        createDate: CreateDate?.toISOString(),
        uniqueId: RoleId,
        ...tagsOf(Tags),
      },
    };
  },
  async update(RoleName, olds, news) {
    const changed = (name: string) => !isSame(olds[name], news[name]);
    if (changed("assumeRolePolicy")) {
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: text(news, "assumeRolePolicy") });
    }
    if (changed("description") || changed("maxSessionDuration")) {
      await iam.updateRole({
        RoleName,
        Description: optionalText(news, "description") ?? "",
        MaxSessionDuration: Number(news["maxSessionDuration"]),
      });
    }
    const { Tags, TagKeys } = tagChanges(olds["tags"], news["tags"]);
    if (TagKeys.length > 0) await iam.untagRole({ RoleName, TagKeys });
    if (Tags.length > 0) await iam.tagRole({ RoleName, Tags });
  },
  async delete(RoleName, state) {
    if (state["forceDetachPolicies"] === true) {
      for (const PolicyArn of await rolePolicies(RoleName)) {
        await iam.detachRolePolicy({ RoleName, PolicyArn });
      }
    }
    await iam.deleteRole({ RoleName });
  },
};

const rolePolicyAttachment: ResourceType = {
  inputs: { role: true, policyArn: true },
  outputs: [],
  replaces: ["role", "policyArn"],
  async create(inputs) {
    const RoleName = text(inputs, "role");
    const PolicyArn = text(inputs, "policyArn");
    await iam.attachRolePolicy({ RoleName, PolicyArn });
    return { id: `${RoleName}/${PolicyArn}` };
  },
  async read(id, state) {
    const attached = await orGone(rolePolicies(text(state, "role")));
    if (attached?.includes(text(state, "policyArn")) !== true) return undefined;
    return { id, state: { role: state["role"], policyArn: state["policyArn"] } };
  },
  async delete(_id, state) {
    const RoleName = text(state, "role");
    await iam.detachRolePolicy({ RoleName, PolicyArn: text(state, "policyArn") });
  },
};

/** All of them: a role may have twenty, and the first page holds a hundred. */
async function rolePolicies(RoleName: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
  return AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []);
}

const accessKey: ResourceType = {
  inputs: { user: true, status: true },
  outputs: ["createDate", "secret"],
  replaces: ["user"],
  defaults: { status: "Active" },
  kept: ["secret"],
  secrets: ["secret"],
  async create(inputs) {
    const UserName = text(inputs, "user");
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const id = text({ ...AccessKey }, "AccessKeyId");
    if (inputs["status"] !== "Active") await putStatus(id, inputs);
    return { id, state: { secret: AccessKey?.SecretAccessKey } };
  },
  async read(id, state) {
    const UserName = text(state, "user");
    const keys = await orGone(accessKeys(UserName));
    const found = keys?.find(({ AccessKeyId }) => AccessKeyId === id);
    if (found === undefined) return undefined;
    return {
      id,
      state: { user: UserName, status: found.Status, createDate: found.CreateDate?.toISOString() },
    };
  },
  update: (id, _olds, news) => putStatus(id, news),
  async delete(id, state) {
    await iam.deleteAccessKey({ UserName: text(state, "user"), AccessKeyId: id });
  },
};

async function putStatus(AccessKeyId: string, inputs: Properties): Promise<void> {
  // "Active" and "Inactive" are the service's own words, and it refuses others
  const Status = inputs["status"] as StatusType;
  await iam.updateAccessKey({ UserName: text(inputs, "user"), AccessKeyId, Status });
}

/** All of them: a user may have two, and the first page holds a hundred. */
async function accessKeys(UserName: string): Promise<AccessKeyMetadata[]> {
  return (await iam.listAccessKeys({ UserName })).AccessKeyMetadata ?? [];
}

export const IAM_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:iam/accessKey:AccessKey": accessKey,
  "aws:iam/policy:Policy": policy,
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:iam/user:User": user,
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": userPolicyAttachment,
};

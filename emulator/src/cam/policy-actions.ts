import { integerAt, listAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { attachedView, MAX_ATTACHED, pageOf } from "./attached-policies";
import { readPolicyDocument } from "./document";
import type { Policy } from "./policies";
import { shownTime } from "./shown-time";
import { refusal } from "./state";
import type { CamRun, CamState } from "./state";
import { tagsOf } from "./tags";

/** 598/10609 */
const MAX_POLICIES = 1500;
/** 1 is a policy of the account's own. */
const CUSTOM = 1;
const DEFAULT_PAGE_SIZE = 20;

function findPolicy({ cam }: CamState, policyId: unknown): Policy {
  const policy = typeof policyId === "number" ? cam.policies.find(policyId) : undefined;
  if (policy === undefined) throw refusal("ResourceNotFound.PolicyIdNotFound", "The policy does not exist.");
  return policy;
}

const createPolicy: CamRun = ({ cam }, { params }) => {
  const name = textAt(params, "PolicyName");
  const document = textAt(params, "PolicyDocument");
  const statements = readPolicyDocument(document);
  if (cam.policies.named(name) !== undefined) {
    throw refusal("FailedOperation.PolicyNameInUse", "The policy name is in use.");
  }
  if (cam.policies.all().length >= MAX_POLICIES) {
    throw refusal("FailedOperation.PolicyFull", `There are ${MAX_POLICIES} policies already.`);
  }
  const description = textAt(params, "Description");
  const { policyId } = cam.policies.add({ name, document, statements, description, tags: tagsOf(params) });
  return { PolicyId: policyId };
};

const getPolicy: CamRun = (state, { params }) => {
  const policy = findPolicy(state, params["PolicyId"]);
  return {
    PolicyName: policy.name,
    Description: policy.description,
    Type: CUSTOM,
    AddTime: shownTime(policy.addedAt),
    UpdateTime: shownTime(policy.updatedAt),
    PolicyDocument: policy.document,
    PresetAlias: "",
    IsServiceLinkedRolePolicy: 0,
    Tags: policy.tags,
  };
};

/** Those whose name has the keyword in it; there are no preset ones. */
const listPolicies: CamRun = ({ cam }, { params }) => {
  const keyword = textAt(params, "Keyword");
  const all = textAt(params, "Scope") === "QCS" ? [] : cam.policies.all();
  const found = all.filter(({ name }) => name.includes(keyword));
  const page = integerAt(params, "Page") ?? 1;
  const size = integerAt(params, "Rp") ?? DEFAULT_PAGE_SIZE;
  const List = pageOf(found, { page, size }).map(({ policyId, name, description, addedAt }) => ({
    PolicyId: policyId,
    PolicyName: name,
    AddTime: shownTime(addedAt),
    Type: CUSTOM,
    Description: description,
  }));
  return { TotalNum: found.length, List };
};

/** By PolicyId or, without one, by PolicyName. */
function updatedPolicy(state: CamState, params: Params): Policy {
  if (integerAt(params, "PolicyId") !== undefined) return findPolicy(state, params["PolicyId"]);
  const name = textAt(params, "PolicyName");
  if (name === "")
    throw refusal("InvalidParameter.ParamError", "Either PolicyId or PolicyName must be given.");
  const policy = state.cam.policies.named(name);
  if (policy === undefined) throw refusal("ResourceNotFound.NotFound", "The policy does not exist.");
  return policy;
}

const updatePolicy: CamRun = (state, { params }) => {
  const policy = updatedPolicy(state, params);
  const document = textAt(params, "PolicyDocument");
  state.cam.policies.change(policy, {
    ...(document !== "" && { document, statements: readPolicyDocument(document) }),
    ...("Description" in params && { description: textAt(params, "Description") }),
  });
  return integerAt(params, "PolicyId") === undefined ? { PolicyId: policy.policyId } : {};
};

/** All of them or none. No page says that an attached policy stays, so it goes, and is detached. */
const deletePolicy: CamRun = (state, { params }) => {
  const policies = listAt(params, "PolicyId").map((policyId) => findPolicy(state, policyId));
  for (const { policyId } of policies) {
    state.cam.attachments.forget({ policyId });
    state.cam.policies.remove(policyId);
  }
  return {};
};

/** The uin of a sub-user in the parameter named. */
function findUin({ cam }: CamState, params: Params, name: string): number {
  const user = cam.users.byUin(integerAt(params, name) ?? 0);
  if (user === undefined) throw refusal("ResourceNotFound.UserNotExist", "The user does not exist.");
  return user.uin;
}

const attachUserPolicy: CamRun = (state, { params }) => {
  const { attachments } = state.cam;
  const uin = findUin(state, params, "AttachUin");
  const { policyId } = findPolicy(state, params["PolicyId"]);
  if (attachments.of(uin).length >= MAX_ATTACHED) {
    throw refusal("FailedOperation.PolicyFull", `The user has ${MAX_ATTACHED} policies already.`);
  }
  attachments.attach(uin, policyId);
  return {};
};

const detachUserPolicy: CamRun = (state, { params }) => {
  const uin = findUin(state, params, "DetachUin");
  state.cam.attachments.detach(uin, findPolicy(state, params["PolicyId"]).policyId);
  return {};
};

const listAttachedUserPolicies: CamRun = (state, { params }) => {
  const uin = findUin(state, params, "TargetUin");
  const all = state.cam.attachments.of(uin);
  const page = integerAt(params, "Page") ?? 1;
  const size = integerAt(params, "Rp") ?? DEFAULT_PAGE_SIZE;
  const operator = { OperateOwnerUin: String(state.account.uin), OperateUin: "", OperateUinType: 0 };
  const List = pageOf(all, { page, size }).map((attachment) => {
    const description = state.cam.policies.find(attachment.policyId)?.description ?? "";
    return { ...attachedView(state, attachment), Remark: description, ...operator };
  });
  return { TotalNum: all.length, List };
};

export const POLICY_ACTIONS: Readonly<Record<string, CamRun>> = {
  CreatePolicy: createPolicy,
  GetPolicy: getPolicy,
  ListPolicies: listPolicies,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  AttachUserPolicy: attachUserPolicy,
  DetachUserPolicy: detachUserPolicy,
  ListAttachedUserPolicies: listAttachedUserPolicies,
};

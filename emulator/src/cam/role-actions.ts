import { integerAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { attachedView, MAX_ATTACHED, pageOf } from "./attached-policies";
import { checkTrustDocument } from "./document";
import type { Policy } from "./policies";
import type { Role } from "./roles";
import { shownTime } from "./shown-time";
import { refusal } from "./state";
import type { CamRun, CamState } from "./state";
import { tagsOf } from "./tags";

/** 598/10609 */
const MAX_ROLES = 1000;
/** Seconds, when CreateRole names none. */
const DEFAULT_SESSION = 7200;

/** By id or, without one, by name. */
function roleBy({ cam }: CamState, { roleId, name }: { roleId: string; name: string }): Role {
  if (roleId === "" && name === "") {
    throw refusal("InvalidParameter.ParamError", "Either the id or the name of the role must be given.");
  }
  const role = roleId === "" ? cam.roles.named(name) : cam.roles.find(roleId);
  if (role === undefined) throw refusal("InvalidParameter.RoleNotExist", "The role does not exist.");
  return role;
}

function findRole(state: CamState, params: Params): Role {
  return roleBy(state, { roleId: textAt(params, "RoleId"), name: textAt(params, "RoleName") });
}

const createRole: CamRun = ({ cam }, { params }) => {
  const name = textAt(params, "RoleName");
  const document = textAt(params, "PolicyDocument");
  checkTrustDocument(document);
  if (cam.roles.named(name) !== undefined) {
    throw refusal("InvalidParameter.RoleNameInUse", "The role name is in use.");
  }
  if (cam.roles.all().length >= MAX_ROLES) {
    throw refusal("InvalidParameter.RoleFull", `There are ${MAX_ROLES} roles already.`);
  }
  const { roleId } = cam.roles.add({
    name,
    document,
    description: textAt(params, "Description"),
    consoleLogin: integerAt(params, "ConsoleLogin") ?? 0,
    sessionDuration: integerAt(params, "SessionDuration") ?? DEFAULT_SESSION,
    tags: tagsOf(params),
  });
  return { RoleId: roleId };
};

const getRole: CamRun = (state, { params }) => {
  const role = findRole(state, params);
  return {
    RoleInfo: {
      RoleId: role.roleId,
      RoleName: role.name,
      PolicyDocument: role.document,
      Description: role.description,
      AddTime: shownTime(role.addedAt),
      UpdateTime: shownTime(role.updatedAt),
      ConsoleLogin: role.consoleLogin,
      RoleType: "user",
      SessionDuration: role.sessionDuration,
      DeletionTaskId: "",
      Tags: role.tags,
      RoleArn: `qcs::cam::uin/${state.account.uin}:roleName/${role.name}`,
    },
  };
};

const updateAssumeRolePolicy: CamRun = (state, { params }) => {
  const role = findRole(state, params);
  const document = textAt(params, "PolicyDocument");
  checkTrustDocument(document);
  state.cam.roles.change(role, { document });
  return {};
};

const updateRoleDescription: CamRun = (state, { params }) => {
  state.cam.roles.change(findRole(state, params), { description: textAt(params, "Description") });
  return {};
};

const deleteRole: CamRun = (state, { params }) => {
  const role = findRole(state, params);
  state.cam.attachments.forget({ holder: role.roleId });
  state.cam.roles.remove(role);
  return {};
};

/** By PolicyId or, without one, by PolicyName. Unlike for sub-users, a policy that is not there is a wrong parameter. */
function namedPolicy({ cam }: CamState, params: Params): Policy {
  const policyId = integerAt(params, "PolicyId");
  const name = textAt(params, "PolicyName");
  if (policyId === undefined && name === "") {
    throw refusal("InvalidParameter.ParamError", "Either PolicyId or PolicyName must be given.");
  }
  const policy = policyId === undefined ? cam.policies.named(name) : cam.policies.find(policyId);
  if (policy === undefined) throw refusal("InvalidParameter.PolicyIdNotExist", "The policy does not exist.");
  return policy;
}

const attachRolePolicy: CamRun = (state, { params }) => {
  const { attachments } = state.cam;
  const [roleId, name] = [textAt(params, "AttachRoleId"), textAt(params, "AttachRoleName")];
  const role = roleBy(state, { roleId, name });
  const { policyId } = namedPolicy(state, params);
  if (attachments.of(role.roleId).length >= MAX_ATTACHED) {
    throw refusal("InvalidParameter.AttachmentFull", `The role has ${MAX_ATTACHED} policies already.`);
  }
  attachments.attach(role.roleId, policyId);
  return {};
};

const detachRolePolicy: CamRun = (state, { params }) => {
  const [roleId, name] = [textAt(params, "DetachRoleId"), textAt(params, "DetachRoleName")];
  const role = roleBy(state, { roleId, name });
  state.cam.attachments.detach(role.roleId, namedPolicy(state, params).policyId);
  return {};
};

const listAttachedRolePolicies: CamRun = (state, { params }) => {
  const { policies, attachments } = state.cam;
  const { roleId } = findRole(state, params);
  const keyword = textAt(params, "Keyword");
  // There are no preset policies here.
  const all = params["PolicyType"] === "QCS" ? [] : attachments.of(roleId);
  const found = all.filter(({ policyId }) => policies.find(policyId)?.name.includes(keyword) === true);
  const [page, size] = [integerAt(params, "Page") ?? 1, integerAt(params, "Rp") ?? found.length];
  const List = pageOf(found, { page, size }).map((attachment) => {
    const Description = policies.find(attachment.policyId)?.description ?? "";
    return { ...attachedView(state, attachment), Description };
  });
  return { List, TotalNum: found.length };
};

export const ROLE_ACTIONS: Readonly<Record<string, CamRun>> = {
  CreateRole: createRole,
  GetRole: getRole,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateRoleDescription: updateRoleDescription,
  DeleteRole: deleteRole,
  AttachRolePolicy: attachRolePolicy,
  DetachRolePolicy: detachRolePolicy,
  ListAttachedRolePolicies: listAttachedRolePolicies,
};

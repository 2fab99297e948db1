import { integerAt, textAt } from "../api/params";
import type { ApiCall } from "../api/service";
import type { AccessKey } from "./access-keys";
import { shownTime } from "./shown-time";
import { refusal } from "./state";
import type { CamRun, CamState } from "./state";

/** Of one sub-user. */
const MAX_KEYS = 2;

/** A role has no uin. */
function uinOf({ holder }: ApiCall["caller"]): number | undefined {
  return typeof holder === "number" ? holder : undefined;
}

/** Whose keys a call is about: without TargetUin the caller's own. */
function targetOf({ account, cam }: CamState, { params, caller }: ApiCall): number {
  const uin = integerAt(params, "TargetUin") ?? uinOf(caller) ?? account.uin;
  if (uin === account.uin && caller.holder !== undefined) {
    throw refusal(
      "OperationDenied.SubUin",
      "A sub-user or a role may not look at the keys of the account itself.",
    );
  }
  if (uin !== account.uin && cam.users.byUin(uin) === undefined) {
    throw refusal("InvalidParameter.UserNotExist", "The user does not exist.");
  }
  return uin;
}

/** The keys of the account itself are those that the emulator was started with. */
function subUserOf(state: CamState, call: ApiCall): number {
  const uin = targetOf(state, call);
  if (uin !== state.account.uin) return uin;
  throw refusal(
    "UnsupportedOperation",
    "The emulator changes keys of sub-users only: name one by TargetUin.",
  );
}

function findKey(state: CamState, call: ApiCall): AccessKey {
  const uin = subUserOf(state, call);
  const key = state.cam.accessKeys.find(textAt(call.params, "AccessKeyId"));
  if (key === undefined) throw refusal("ResourceNotFound.SecretNotExist", "The access key does not exist.");
  if (key.uin === uin) return key;
  throw refusal("OperationDenied.UinNotMatch", "The access key belongs to another user.");
}

const createAccessKey: CamRun = (state, call) => {
  const { accessKeys } = state.cam;
  const uin = subUserOf(state, call);
  if (accessKeys.of(uin).length >= MAX_KEYS) {
    throw refusal("OperationDenied.AccessKeyOverLimit", `The user has ${MAX_KEYS} access keys already.`);
  }
  const key = accessKeys.create(uin, textAt(call.params, "Description"));
  return {
    AccessKey: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      Status: key.status,
      CreateTime: shownTime(key.createdAt),
      Description: key.description,
    },
  };
};

const listAccessKeys: CamRun = (state, call) => {
  const { account, cam } = state;
  const uin = targetOf(state, call);
  const own = account.own.map(({ secretId }) => ({ AccessKeyId: secretId, Status: "Active" }));
  const keys = cam.accessKeys.of(uin).map(({ accessKeyId, status, createdAt, description }) => ({
    AccessKeyId: accessKeyId,
    Status: status,
    CreateTime: shownTime(createdAt),
    Description: description,
  }));
  return { AccessKeys: uin === account.uin ? own : keys };
};

const updateAccessKey: CamRun = (state, call) => {
  const key = findKey(state, call);
  state.cam.accessKeys.setStatus(key, call.params["Status"] === "Inactive" ? "Inactive" : "Active");
  return {};
};

const deleteAccessKey: CamRun = (state, call) => {
  state.cam.accessKeys.remove(findKey(state, call));
  return {};
};

export const ACCESS_KEY_ACTIONS: Readonly<Record<string, CamRun>> = {
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  UpdateAccessKey: updateAccessKey,
  DeleteAccessKey: deleteAccessKey,
};

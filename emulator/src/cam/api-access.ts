import type { Account } from "../account";
import { integerAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import type { Access } from "./policy";

/** An API as policies judge it, before anything but its sender was looked at. */
export interface CalledApi {
  /** Service and API, for example `cam:AddUser`. */
  readonly operation: string;
  readonly region: string;
  readonly params: Params;
}

interface Place extends Pick<CalledApi, "region" | "params"> {
  readonly account: Pick<Account, "uin">;
}

type ResourceOf = (place: Place) => string;

/** 647/39549, for recordings 598/70059 */
const application: ResourceOf = ({ account, params }) =>
  `qcs::trtc::uin/${account.uin}:sdkappid/${String(integerAt(params, "SdkAppId") ?? "")}`;

/** 583/38177 */
const cloudFunction: ResourceOf = ({ account, region, params }) => {
  const namespace = textAt(params, "Namespace") || "default";
  return `qcs::scf:${region}:uin/${account.uin}:namespace/${namespace}/function/${textAt(params, "FunctionName")}`;
};

/** 598/57054: the sub-user whose key it is. */
const subUser: ResourceOf = ({ account, params }) =>
  `qcs::cam::uin/${account.uin}:uin/${String(integerAt(params, "TargetUin") ?? account.uin)}`;

/** 1040/36819 */
const role: ResourceOf = ({ account, params }) =>
  `qcs::cam::uin/${account.uin}:roleName/${textAt(params, "Role")}`;

/**
 * The APIs whose pages name a resource. All others are granted as a whole: whoever limits one of those to a resource has not granted
 * it (598/57174). The cut that was to be had of SCF's page 598/57149 says so of CreateTrigger; its other rows are taken from 583/38177.
 */
const RESOURCES: Readonly<Record<string, ResourceOf>> = {
  "trtc:CreateCloudRecording": application,
  "trtc:DescribeCloudRecording": application,
  "trtc:ModifyCloudRecording": application,
  "trtc:DeleteCloudRecording": application,
  "trtc:RemoveUser": application,
  "trtc:RemoveUserByStrRoomId": application,
  "trtc:DismissRoom": application,
  "trtc:DismissRoomByStrRoomId": application,
  "scf:CreateFunction": cloudFunction,
  "scf:GetFunction": cloudFunction,
  "scf:DeleteFunction": cloudFunction,
  "scf:DeleteTrigger": cloudFunction,
  "cam:CreateAccessKey": subUser,
};

/** Whoever gives a function a role must be allowed to hand it on. */
const HANDS_ROLE_ON = ["scf:CreateFunction", "scf:UpdateFunctionConfiguration"];

/** Everything that a call needs to be allowed. */
export function accessesOf(
  { operation, region, params }: CalledApi,
  account: Pick<Account, "uin">,
): readonly Access[] {
  const place = { account, region, params };
  const call = { action: operation, resource: RESOURCES[operation]?.(place) ?? "*" };
  const handsRoleOn = HANDS_ROLE_ON.includes(operation) && textAt(params, "Role") !== "";
  return handsRoleOn ? [call, { action: "cam:PassRole", resource: role(place) }] : [call];
}

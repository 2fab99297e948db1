import { InputError } from "./errors";
import {
  camEndpoint,
  isRegion,
  maxTasksPerApplication,
  REGIONS,
  scfEndpoint,
  trtcEndpoint,
} from "./settings";
import type { Settings } from "./settings";

/** A product of the Tencent Cloud API, as the client needs to know it. */
export interface ApiService {
  /** As permissions write it: `trtc`. */
  name: string;
  version: string;
  /** @throws InputError for a region that the product does not run in, or an endpoint setting that is wrong */
  endpoint(settings: Settings, region: string): URL;
  /** Codes, or families of them, that say that what a call is about is gone. */
  notFound: readonly string[];
  /** What to do when it is gone. */
  gone: string;
  /** Codes, or families of them, of a quota that is used up. */
  quotaCodes: readonly string[];
  /** What to do about the quota. */
  quota(settings: Settings): string;
}

export const TRTC: ApiService = {
  name: "trtc",
  version: "2019-07-22",
  endpoint(settings, region) {
    if (isRegion(region)) return trtcEndpoint(settings, region);
    throw new InputError(`region is "${region}", allowed are ${Object.keys(REGIONS).join(", ")}`);
  },
  notFound: ["ResourceNotFound"],
  gone: "the task has ended: run pulumi up --refresh",
  quotaCodes: ["FailedOperation.RestrictedConcurrency", "LimitExceeded"],
  quota: (settings) =>
    `an application runs ${maxTasksPerApplication(settings)} tasks at once unless a ticket raised it: ` +
    `end tasks or ask for more`,
};

/** Users, roles, keys and policies of the account. It has no regions. https://www.tencentcloud.com/document/product/598/32225 */
export const CAM: ApiService = {
  name: "cam",
  version: "2019-01-16",
  endpoint: camEndpoint,
  notFound: [
    "ResourceNotFound",
    "InvalidParameter.PolicyIdNotExist",
    "InvalidParameter.UserNotExist",
    "InvalidParameter.RoleNotExist",
  ],
  gone: "it is gone: run pulumi up --refresh",
  quotaCodes: [
    "OperationDenied.AccessKeyOverLimit",
    "InvalidParameter.SubUserFull",
    "InvalidParameter.RoleFull",
    "InvalidParameter.AttachmentFull",
    "FailedOperation.PolicyFull",
    "LimitExceeded",
  ],
  quota: () => "the account or the user has as many of these as it may: delete what is not used",
};

/** Functions and their triggers. https://www.tencentcloud.com/document/product/583/17235 */
export const SCF: ApiService = {
  name: "scf",
  version: "2018-04-16",
  endpoint: scfEndpoint,
  // not the whole family: it is also said of a role that a function is to have
  notFound: ["ResourceNotFound.Function", "ResourceNotFound.FunctionName", "ResourceNotFound.Trigger"],
  gone: "it is gone: run pulumi up --refresh",
  quotaCodes: ["LimitExceeded"],
  quota: () =>
    "the account has as much of this as it may in the region: delete what is not used, or ask for more",
};

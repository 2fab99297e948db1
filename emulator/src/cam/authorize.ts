import type { Account, AccountKey } from "../account";
import { accessesOf } from "./api-access";
import type { CalledApi } from "./api-access";
import type { Cam } from "./cam";
import { decide } from "./policy";
import type { Access } from "./policy";

/** One request to object storage. */
interface StorageAccess {
  readonly secretId: string;
  /** For example `name/cos:PutObject`. */
  readonly action: string;
  /** "" for the service. */
  readonly bucket: string;
  readonly region: string;
  /** "" for the bucket. */
  readonly key: string;
}

/** Says whether a key may do what it is about to do. */
export interface Authorizer {
  /** What the caller is not allowed of a call; undefined when it may make it. */
  missingFor(caller: AccountKey, call: CalledApi): Access | undefined;
  mayStore(access: StorageAccess): boolean;
}

/** The service itself has no resource of its own; a bucket is written as `<bucket>/`. */
function cosResource({ bucket, region, key }: StorageAccess, appId: number): string {
  return bucket === "" ? "*" : `qcs::cos:${region}:uid/${appId}:${bucket}/${key}`;
}

/** Keys of the account itself may do everything; those of sub-users and roles what their policies say. */
export function createAuthorizer({
  account,
  cam,
}: {
  readonly account: Account;
  readonly cam: Cam;
}): Authorizer {
  function may({ holder }: AccountKey, access: Access): boolean {
    return holder === undefined || decide(cam.statementsOf(holder), access) === "allow";
  }
  return {
    missingFor: (caller, call) => accessesOf(call, account).find((access) => !may(caller, access)),
    mayStore: (access) => {
      const key = account.key(access.secretId);
      return (
        key !== undefined && may(key, { action: access.action, resource: cosResource(access, account.appId) })
      );
    },
  };
}

import type { CosCall } from "./call";
import type { CosFault } from "./errors";
import { verify } from "./signature";
import type { SignatureFault } from "./signature";

/** What the authenticators need: the keys and the real clock. */
export interface KeyRing {
  /** The secret key of a secret id; undefined when there is no such id. */
  readonly lookupKey: (secretId: string) => string | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

export type Authentication = { readonly secretId: string } | { readonly fault: CosFault };

const FAULTS: Readonly<Record<SignatureFault, CosFault>> = {
  Anonymous: "AccessDenied",
  Malformed: "InvalidAuthorization",
  UnknownAlgorithm: "InvalidAuthorization",
  UnknownKey: "InvalidAccessKeyId",
  Expired: "RequestExpired",
  DoesNotMatch: "SignatureDoesNotMatch",
};

/**
 * The paths a client may have signed. On a host that is not COS's own, a client whose host template ends in "/{Bucket}" (the
 * vendor's Node SDK since it refuses ForcePathStyle) believes itself in virtual-host style and signs the key alone.
 */
function signablePaths({ path, address }: CosCall): string[] {
  return address.region === undefined && address.bucket !== "" ? [path, `/${address.key}`] : [path];
}

/** Who sent a request, by COS's own signature. A second kind of signature is told from it here. */
export function authenticate(call: CosCall, keys: KeyRing): Authentication {
  let fault: SignatureFault = "Anonymous";
  for (const path of signablePaths(call)) {
    const verification = verify({ ...call, path }, { lookupKey: keys.lookupKey, now: keys.now() });
    if (verification.ok) return { secretId: verification.secretId };
    fault = verification.fault;
  }
  return { fault: FAULTS[fault] };
}

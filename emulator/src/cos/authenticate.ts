import type { CosCall } from "./call";
import type { CosFault } from "./errors";
import { verify } from "./signature";
import type { SignatureFault } from "./signature";

/** What the authenticators need: the keys and the real clock. */
export interface KeyRing {
  /** The secret key of a secret id; undefined when there is no such id. */
  readonly lookupKey: (secretId: string) => string | undefined;
  /** The session token that has to come with a secret id; undefined when none may come. */
  readonly lookupToken: (secretId: string) => string | undefined;
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

function tokenOf({ headers, query }: CosCall): string | undefined {
  return headers["x-cos-security-token"] ?? query.get("x-cos-security-token");
}

/** Who sent a request, by COS's own signature. A second kind of signature is told from it here. */
export function authenticate(call: CosCall, keys: KeyRing): Authentication {
  let fault: SignatureFault = "Anonymous";
  for (const path of signablePaths(call)) {
    const verification = verify({ ...call, path }, { lookupKey: keys.lookupKey, now: keys.now() });
    if (verification.ok) {
      const { secretId } = verification;
      // no page says what COS answers to a wrong token
      return tokenOf(call) === keys.lookupToken(secretId) ? { secretId } : { fault: "AccessDenied" };
    }
    fault = verification.fault;
  }
  return { fault: FAULTS[fault] };
}

import { isAwsSigned, verifyAws } from "./aws-signature";
import type { AwsSignatureFault } from "./aws-signature";
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

/** The key that signed, undefined without any signature. */
export type Authentication = { readonly secretId: string | undefined } | { readonly fault: CosFault };

const FAULTS: Readonly<Record<Exclude<SignatureFault, "Anonymous">, CosFault>> = {
  Malformed: "InvalidAuthorization",
  UnknownAlgorithm: "InvalidAuthorization",
  UnknownKey: "InvalidAccessKeyId",
  Expired: "RequestExpired",
  DoesNotMatch: "SignatureDoesNotMatch",
};

const AWS_FAULTS: Readonly<Record<AwsSignatureFault, CosFault>> = {
  Malformed: "InvalidAwsAuthorization",
  UnknownKey: "InvalidAccessKeyId",
  Expired: "RequestExpired",
  TimeSkewed: "RequestTimeTooSkewed",
  PayloadChanged: "XAmzContentSHA256Mismatch",
  DoesNotMatch: "SignatureDoesNotMatch",
};

/**
 * The paths a client may have signed. On a host that is not COS's own, a client whose host template ends in "/{Bucket}" (the
 * vendor's Node SDK since it refuses ForcePathStyle) believes itself in virtual-host style and signs the key alone.
 */
function signablePaths({ path, address }: CosCall): string[] {
  return address.region === undefined && address.bucket !== "" ? [path, `/${address.key}`] : [path];
}

const TOKEN_NAMES = ["x-cos-security-token", "x-amz-security-token"];

function tokenOf({ headers, query }: CosCall): string | undefined {
  const inHeader = TOKEN_NAMES.map((name) => headers[name]).find((token) => token !== undefined);
  return inHeader ?? query.get("x-cos-security-token") ?? query.get("X-Amz-Security-Token");
}

/** No page says what COS answers to a wrong token. */
function withToken(call: CosCall, secretId: string, keys: KeyRing): Authentication {
  return tokenOf(call) === keys.lookupToken(secretId) ? { secretId } : { fault: "AccessDenied" };
}

/** Who sent a request, by COS's own signature or by one of AWS. */
export function authenticate(call: CosCall, keys: KeyRing): Authentication {
  const { lookupKey } = keys;
  if (isAwsSigned(call)) {
    const verification = verifyAws(call, { lookupKey, now: keys.now() });
    return verification.ok
      ? withToken(call, verification.secretId, keys)
      : { fault: AWS_FAULTS[verification.fault] };
  }
  let fault: SignatureFault = "Anonymous";
  for (const path of signablePaths(call)) {
    const verification = verify({ ...call, path }, { lookupKey, now: keys.now() });
    if (verification.ok) return withToken(call, verification.secretId, keys);
    fault = verification.fault;
  }
  return fault === "Anonymous" ? { secretId: undefined } : { fault: FAULTS[fault] };
}

import type { Account, AccountKey } from "../account";
import { ApiError } from "./error";
import type { ApiRequest } from "./request";
import { parseTc3Authorization, verifyTc3 } from "./tc3";
import { sameText } from "./same-text";
import { verifyV1 } from "./v1-signature";

/** https://www.tencentcloud.com/document/api/213/33224: a request is good for five minutes. */
const MAX_SKEW_SECONDS = 300;

function failure(code: string, message: string): ApiError {
  return new ApiError({ code: `AuthFailure.${code}`, message });
}

function checkTime(timestamp: string, nowSeconds: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new ApiError({
      code: timestamp === "" ? "MissingParameter" : "InvalidParameter",
      message: "The request timestamp (X-TC-Timestamp) must be Unix seconds.",
    });
  }
  if (Math.abs(Number(timestamp) - nowSeconds) > MAX_SKEW_SECONDS) {
    throw failure(
      "SignatureExpire",
      "The signature has expired: the request time differs from the server's by more than 300 seconds.",
    );
  }
}

function findKey(account: Account, secretId: string): AccountKey {
  const key = account.key(secretId);
  if (key === undefined) throw failure("SecretIdNotFound", "The SecretId is not found.");
  return key;
}

function checkToken(key: AccountKey, token: string): void {
  if (!sameText(key.token ?? "", token))
    throw failure("TokenFailure", "The token does not belong to this key.");
}

const WRONG_SIGNATURE =
  "The provided credentials could not be validated because the signature does not match.";

function authenticateV1(request: ApiRequest, account: Account): AccountKey {
  const secretId = request.v1?.params.get("SecretId") ?? "";
  const key = findKey(account, secretId);
  if (request.v1 === undefined || !verifyV1(request.v1, key.secretKey)) {
    throw failure("SignatureFailure", WRONG_SIGNATURE);
  }
  return key;
}

function authenticateTc3(request: ApiRequest, account: Account): AccountKey {
  const authorization = parseTc3Authorization(request.headers["authorization"] ?? "");
  if (authorization === undefined) {
    throw failure("SignatureFailure", "The Authorization header is not of the form of TC3-HMAC-SHA256.");
  }
  const key = findKey(account, authorization.secretId);
  const day = new Date(Number(request.timestamp) * 1000).toISOString().slice(0, 10);
  const { signature, ...scope } = authorization;
  const valid = verifyTc3({ ...request, ...scope }, { signature, secretKey: key.secretKey });
  if (!valid || authorization.date !== day) throw failure("SignatureFailure", WRONG_SIGNATURE);
  return key;
}

/** The key a request is signed with. Throws AuthFailure.* otherwise. */
export function authenticate(
  request: ApiRequest,
  options: { account: Account; nowSeconds: number },
): AccountKey {
  checkTime(request.timestamp, options.nowSeconds);
  const key =
    request.v1 === undefined
      ? authenticateTc3(request, options.account)
      : authenticateV1(request, options.account);
  checkToken(key, request.token);
  return key;
}

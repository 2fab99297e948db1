import { createAccount } from "../../../../emulator/src/account";
import { authenticate } from "../../../../emulator/src/api/authenticate";
import type { ApiRequest } from "../../../../emulator/src/api/request";
import { tc3Signature } from "../../../../emulator/src/api/tc3";

const NOW = 1700000000;
const SESSION = { secretId: "AKIDsession", secretKey: "session-secret", token: "session-token" };
const account = createAccount({ secretId: "AKIDroot", secretKey: "root-secret", extraKeys: [SESSION] });

interface Signer {
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly token?: string;
  readonly timestamp?: string;
  readonly date?: string;
}

function signedBy(signer: Signer): ApiRequest {
  const { secretId = "AKIDroot", secretKey = "root-secret", token = "" } = signer;
  const { timestamp = String(NOW), date = "2023-11-14" } = signer;
  const request = {
    method: "POST",
    query: "",
    headers: { "content-type": "application/json", host: "127.0.0.1" },
    body: Buffer.from("{}"),
    timestamp,
  };
  const signature = tc3Signature(
    { ...request, signedHeaders: "content-type;host", date, service: "trtc" },
    secretKey,
  );
  const authorization = `TC3-HMAC-SHA256 Credential=${secretId}/${date}/trtc/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`;
  const headers = { ...request.headers, authorization };
  return { ...request, headers, action: "A", version: "v", region: "r", token };
}

function codeOf(request: ApiRequest): unknown {
  try {
    return authenticate(request, { account, nowSeconds: NOW }).secretId;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

test.each([
  ["the root key", {}, "AKIDroot"],
  ["a key with its token", SESSION, "AKIDsession"],
  ["a key without its token", { ...SESSION, token: "" }, "AuthFailure.TokenFailure"],
  ["a root key with a token", { token: "x" }, "AuthFailure.TokenFailure"],
  ["an unknown key", { secretId: "AKIDx" }, "AuthFailure.SecretIdNotFound"],
  ["no key", { secretId: "" }, "AuthFailure.SecretIdNotFound"],
  ["a wrong secret", { secretKey: "x" }, "AuthFailure.SignatureFailure"],
  ["the day of another time", { date: "2023-11-15" }, "AuthFailure.SignatureFailure"],
  ["300 s ago", { timestamp: String(NOW - 300) }, "AKIDroot"],
  ["301 s ago", { timestamp: String(NOW - 301) }, "AuthFailure.SignatureExpire"],
  ["301 s ahead", { timestamp: String(NOW + 301) }, "AuthFailure.SignatureExpire"],
  ["no time", { timestamp: "" }, "MissingParameter"],
  ["a time in words", { timestamp: "now" }, "InvalidParameter"],
])("signed by %s: %p is %s", (_name, signer: Signer, outcome) => {
  expect(codeOf(signedBy(signer))).toBe(outcome);
});

test("without an Authorization header the signature is wrong", () => {
  const request = signedBy({});
  expect(codeOf({ ...request, headers: { host: "127.0.0.1" } })).toBe("AuthFailure.SignatureFailure");
});

import { createHash } from "node:crypto";

import {
  parseTc3Authorization,
  tc3CanonicalRequest,
  tc3Signature,
  verifyTc3,
} from "../../../../emulator/src/api/tc3";
import type { Tc3Request } from "../../../../emulator/src/api/tc3";
import vectors from "../../../vectors/tc3.json";

function headersOf(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string"));
}

function requestOf(vector: (typeof vectors)[number]): Tc3Request {
  return {
    method: vector.method,
    query: vector.query,
    headers: headersOf(vector.headers),
    signedHeaders: vector.signed.join(";"),
    body: Buffer.from(vector.body),
    timestamp: String(vector.ts),
    date: vector.expect.scope.split("/")[0] ?? "",
    service: vector.service,
  };
}

describe.each(vectors)("the vendor's sample: $name", (vector) => {
  test("has the published canonical request", () => {
    const hash = createHash("sha256")
      .update(tc3CanonicalRequest(requestOf(vector)))
      .digest("hex");
    expect(hash).toBe(vector.expect.canonicalRequestSha256);
  });

  test("has the published signature", () => {
    expect(tc3Signature(requestOf(vector), vector.secretKey)).toBe(vector.expect.signature);
  });

  test("is accepted, and not with another key or a changed body", () => {
    const { signature } = vector.expect;
    const request = requestOf(vector);
    expect(verifyTc3(request, { signature, secretKey: vector.secretKey })).toBe(true);
    expect(verifyTc3(request, { signature, secretKey: "other" })).toBe(false);
    expect(
      verifyTc3({ ...request, body: Buffer.from("{}") }, { signature, secretKey: vector.secretKey }),
    ).toBe(false);
  });
});

function loopbackRequest(host: string): Tc3Request {
  return {
    method: "POST",
    query: "",
    headers: { "content-type": "application/json", host },
    signedHeaders: "content-type;host",
    body: Buffer.from("{}"),
    timestamp: "1700000000",
    date: "2023-11-14",
    service: "127",
  };
}

test.each(["127.0.0.1", "127.0.0.1:4577"])(
  "a host signed as %s is accepted when the port is sent",
  (signedHost) => {
    const signature = tc3Signature(loopbackRequest(signedHost), "secret");
    expect(verifyTc3(loopbackRequest("127.0.0.1:4577"), { signature, secretKey: "secret" })).toBe(true);
  },
);

test("a host other than the one that was called is refused", () => {
  const signature = tc3Signature(loopbackRequest("example.com"), "secret");
  expect(verifyTc3(loopbackRequest("127.0.0.1:4577"), { signature, secretKey: "secret" })).toBe(false);
});

test("a signature that leaves out the host is refused", () => {
  const request = { ...loopbackRequest("127.0.0.1"), signedHeaders: "content-type" };
  const signature = tc3Signature(request, "secret");
  expect(verifyTc3(request, { signature, secretKey: "secret" })).toBe(false);
});

test("a header that is signed and not sent is refused", () => {
  const request = { ...loopbackRequest("127.0.0.1"), signedHeaders: "content-type;host;x-tc-action" };
  const signature = tc3Signature(request, "secret");
  expect(verifyTc3(request, { signature, secretKey: "secret" })).toBe(false);
});

test("an unsigned payload is accepted when the header says so", () => {
  const request = loopbackRequest("127.0.0.1");
  const headers = { ...request.headers, "x-tc-content-sha256": "UNSIGNED-PAYLOAD" };
  const signature = tc3Signature({ ...request, headers }, "secret");
  const changed = { ...request, headers, body: Buffer.from("other") };
  expect(verifyTc3(changed, { signature, secretKey: "secret" })).toBe(true);
});

test("the Authorization header is taken apart", () => {
  const signature = "a".repeat(64);
  const header = `TC3-HMAC-SHA256 Credential=AKIDx/2023-11-14/127/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`;
  expect(parseTc3Authorization(header)).toEqual({
    secretId: "AKIDx",
    date: "2023-11-14",
    service: "127",
    signedHeaders: "content-type;host",
    signature,
  });
});

test.each(["", "SKIP", "TC3-HMAC-SHA256 Credential=x", "Bearer abc"])("%p is no TC3 header", (header) => {
  expect(parseTc3Authorization(header)).toBeUndefined();
});

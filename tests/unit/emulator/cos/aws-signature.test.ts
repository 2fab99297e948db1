import { isAwsSigned, verifyAws } from "../../../../emulator/src/cos/aws-signature";
import type { AwsSignedRequest } from "../../../../emulator/src/cos/aws-signature";

const secretId = "AKIAIOSFODNN7EXAMPLE";
const secretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const lookupKey = (id: string): string | undefined => (id === secretId ? secretKey : undefined);
const signedAt = Date.UTC(2013, 4, 24);
const inTime = { lookupKey, now: signedAt };
const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The sample GET of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const sample: AwsSignedRequest = {
  method: "GET",
  path: "/test.txt",
  query: new Map(),
  body: Buffer.alloc(0),
  headers: {
    host: "examplebucket.s3.amazonaws.com",
    range: "bytes=0-9",
    "x-amz-content-sha256": empty,
    "x-amz-date": "20130524T000000Z",
    authorization:
      `AWS4-HMAC-SHA256 Credential=${secretId}/20130524/us-east-1/s3/aws4_request,` +
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
};

/** The sample of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, which holds for a day. */
const presigned: AwsSignedRequest = {
  method: "GET",
  path: "/test.txt",
  query: new Map([
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${secretId}/20130524/us-east-1/s3/aws4_request`],
    ["X-Amz-Date", "20130524T000000Z"],
    ["X-Amz-Expires", "86400"],
    ["X-Amz-SignedHeaders", "host"],
    ["X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"],
  ]),
  headers: { host: "examplebucket.s3.amazonaws.com" },
  body: Buffer.alloc(0),
};

function sampleWith(changes: Partial<AwsSignedRequest>): AwsSignedRequest {
  return { ...sample, ...changes, headers: { ...sample.headers, ...changes.headers } };
}

function sampleSigned(replace: (authorization: string) => string): AwsSignedRequest {
  return sampleWith({ headers: { authorization: replace(sample.headers["authorization"] ?? "") } });
}

function presignedWith(name: string, value: string): AwsSignedRequest {
  return { ...presigned, query: new Map([...presigned.query, [name, value]]) };
}

test("AWS's own samples are accepted", () => {
  expect(verifyAws(sample, inTime)).toEqual({ ok: true, secretId });
  expect(verifyAws(presigned, inTime)).toEqual({ ok: true, secretId });
});

test.each([-900, 900])("a header holds %d seconds from its time", (seconds) => {
  expect(verifyAws(sample, { lookupKey, now: signedAt + seconds * 1000 })).toEqual({ ok: true, secretId });
});

test.each([-901, 901])("a header does not hold %d seconds from its time", (seconds) => {
  const now = signedAt + seconds * 1000;
  expect(verifyAws(sample, { lookupKey, now })).toEqual({ ok: false, fault: "TimeSkewed" });
});

test("a presigned URL holds as long as it says", () => {
  expect(verifyAws(presigned, { lookupKey, now: signedAt + 86_400_000 })).toEqual({ ok: true, secretId });
  expect(verifyAws(presigned, { lookupKey, now: signedAt + 86_401_000 })).toEqual({
    ok: false,
    fault: "Expired",
  });
  expect(verifyAws(presigned, { lookupKey, now: signedAt - 901_000 })).toEqual({
    ok: false,
    fault: "TimeSkewed",
  });
});

test.each([
  ["another method", sampleWith({ method: "PUT" }), "DoesNotMatch"],
  ["another path", sampleWith({ path: "/test2.txt" }), "DoesNotMatch"],
  ["another parameter", sampleWith({ query: new Map([["acl", ""]]) }), "DoesNotMatch"],
  ["another signed header", sampleWith({ headers: { range: "bytes=0-99" } }), "DoesNotMatch"],
  ["a signed header that was not sent", sampleWith({ headers: { range: undefined } }), "DoesNotMatch"],
  ["another signature", sampleSigned((text) => text.replace("=f0e8", "=f0e9")), "DoesNotMatch"],
  ["another body", sampleWith({ body: Buffer.from("x") }), "PayloadChanged"],
  ["an unknown key", sampleSigned((text) => text.replace(secretId, "AKIDother")), "UnknownKey"],
  ["another service", sampleSigned((text) => text.replace("/s3/", "/iam/")), "Malformed"],
  ["another day in the scope", sampleSigned((text) => text.replace("/20130524/", "/20130525/")), "Malformed"],
  ["a host that is not signed", sampleSigned((text) => text.replace("host;", "")), "Malformed"],
  ["no date", sampleWith({ headers: { "x-amz-date": undefined } }), "Malformed"],
  ["no digest of the body", sampleWith({ headers: { "x-amz-content-sha256": undefined } }), "Malformed"],
  ["a presigned URL for another time", presignedWith("X-Amz-Expires", "86401"), "DoesNotMatch"],
  ["a presigned URL for over a week", presignedWith("X-Amz-Expires", "604801"), "Expired"],
  ["a presigned URL without time", presignedWith("X-Amz-Expires", ""), "Malformed"],
])("%s is refused", (_, request, fault) => {
  expect(verifyAws(request, inTime)).toEqual({ ok: false, fault });
});

test("COS's own signature, or none, is not taken for one", () => {
  expect(isAwsSigned(sample)).toBe(true);
  expect(isAwsSigned(presigned)).toBe(true);
  expect(isAwsSigned({ headers: { authorization: "q-sign-algorithm=sha1" }, query: new Map() })).toBe(false);
  expect(isAwsSigned({ headers: {}, query: new Map() })).toBe(false);
});

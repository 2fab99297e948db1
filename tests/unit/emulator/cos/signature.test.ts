import COS from "cos-nodejs-sdk-v5";

import { sign, verify } from "../../../../emulator/src/cos";
import type { SignedRequest } from "../../../../emulator/src/cos";

const secretId = "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q";
const secretKey = "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz";
const lookupKey = (id: string): string | undefined => (id === secretId ? secretKey : undefined);

/** The sample upload of https://www.tencentcloud.com/document/product/436/7778, signed from 1557989151 to 1557996351. */
const sample: SignedRequest = {
  method: "PUT",
  path: "/exampleobject(腾讯云)",
  query: new Map(),
  headers: {
    date: "Thu, 16 May 2019 06:45:51 GMT",
    host: "examplebucket-1250000000.cos.ap-beijing.myqcloud.com",
    "content-type": "text/plain",
    "content-length": "13",
    "content-md5": "mQ/fVh815F3k6TAUm8m0eg==",
    "x-cos-acl": "private",
    "x-cos-grant-read": 'uin="100000000011"',
    authorization: [
      "q-sign-algorithm=sha1",
      `q-ak=${secretId}`,
      "q-sign-time=1557989151;1557996351",
      "q-key-time=1557989151;1557996351",
      "q-header-list=content-length;content-md5;content-type;date;host;x-cos-acl;x-cos-grant-read",
      "q-url-param-list=",
      "q-signature=3b8851a11a569213c17ba8fa7dcf2abec6935172",
    ].join("&"),
  },
};
const inTime = { lookupKey, now: 1557990000_000 };

function sampleWith(changes: {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: object;
}): SignedRequest {
  return { ...sample, ...changes, headers: { ...sample.headers, ...changes.headers } };
}

function sampleSigned(replace: (authorization: string) => string): SignedRequest {
  return sampleWith({ headers: { authorization: replace(sample.headers["authorization"] ?? "") } });
}

describe("verify", () => {
  test("accepts the vendor's sample request", () => {
    expect(verify(sample, inTime)).toEqual({ ok: true, secretId });
  });

  test.each([1557989151, 1557996351])("accepts it at %d, an end of its window", (seconds) => {
    expect(verify(sample, { lookupKey, now: seconds * 1000 })).toEqual({ ok: true, secretId });
  });

  test.each([1557989150, 1557996352])("refuses it at %d, outside its window", (seconds) => {
    expect(verify(sample, { lookupKey, now: seconds * 1000 })).toEqual({ ok: false, fault: "Expired" });
  });

  test.each([
    ["another method", sampleWith({ method: "DELETE" })],
    ["another path", sampleWith({ path: "/exampleobject" })],
    ["another signed header", sampleWith({ headers: { "x-cos-acl": "public-read" } })],
    ["another host", sampleWith({ headers: { host: "other-1250000000.cos.ap-beijing.myqcloud.com" } })],
    ["a signed header left out of the list", sampleSigned((text) => text.replace(";x-cos-acl", ""))],
    [
      "a header in the list that was not sent",
      sampleSigned((text) => text.replace("x-cos-acl;", "x-cos-acl;x-none;")),
    ],
    [
      "a parameter in the list that was not sent",
      sampleSigned((text) => text.replace("param-list=", "param-list=acl")),
    ],
    ["another window", sampleSigned((text) => text.replaceAll(";1557996351", ";1557996352"))],
    ["another signature", sampleSigned((text) => text.replace("=3b88", "=3b89"))],
    ["a signature of another length", sampleSigned((text) => `${text}0`)],
  ])("refuses %s", (_, request) => {
    expect(verify(request, inTime)).toEqual({ ok: false, fault: "DoesNotMatch" });
  });

  test("accepts a header that is not signed to change", () => {
    expect(verify(sampleWith({ headers: { "user-agent": "curl" } }), inTime)).toEqual({ ok: true, secretId });
  });

  test("refuses an unknown key and a wrong secret", () => {
    expect(verify(sample, { ...inTime, lookupKey: () => undefined })).toEqual({
      ok: false,
      fault: "UnknownKey",
    });
    expect(verify(sample, { ...inTime, lookupKey: () => "wrong" })).toEqual({
      ok: false,
      fault: "DoesNotMatch",
    });
  });

  test("refuses a request without a signature", () => {
    expect(verify({ ...sample, headers: {} }, inTime)).toEqual({ ok: false, fault: "Anonymous" });
  });

  test.each([
    ["another scheme", sampleSigned(() => "AWS4-HMAC-SHA256 Credential=x"), "Malformed"],
    ["no signature part", sampleSigned((text) => text.replace("&q-signature", "&signature")), "Malformed"],
    [
      "a window that is not two numbers",
      sampleSigned((text) => text.replaceAll("1557989151;", "")),
      "Malformed",
    ],
    ["another algorithm", sampleSigned((text) => text.replace("=sha1", "=md5")), "UnknownAlgorithm"],
  ])("refuses %s", (_, request, fault) => {
    expect(verify(request, inTime)).toEqual({ ok: false, fault });
  });

  test("refuses a listed parameter that was changed and accepts it as signed", () => {
    const now = 1557990000_000;
    const query = new Map([
      ["prefix", "a b/腾讯"],
      ["Max-Keys", "5"],
    ]);
    const list = { method: "GET", path: "/", query, headers: { host: "a" } };
    const authorization = sign(list, { secretId, secretKey, now });
    const signed = { ...list, headers: { host: "a", authorization } };
    expect(verify(signed, { lookupKey, now })).toEqual({ ok: true, secretId });
    const changed = { ...signed, query: new Map([...query, ["prefix", "a"]]) };
    expect(verify(changed, { lookupKey, now })).toEqual({ ok: false, fault: "DoesNotMatch" });
  });
});

describe("sign", () => {
  test("signs as the vendor's SDK does", () => {
    const now = 1557990000_000;
    const headers = { host: "127.0.0.1:80", "content-type": "audio/ogg", "x-cos-meta-room": "a+b=c" };
    const request = { method: "PUT", path: "/b-1/a '(+)!*.ogg", query: new Map([["uploads", ""]]), headers };
    const ours = sign(request, { secretId, secretKey, now, expiresIn: 60 });
    const theirs = COS.getAuthorization({
      SecretId: secretId,
      SecretKey: secretKey,
      Method: "PUT",
      Key: request.path,
      Query: { uploads: "" },
      Headers: headers,
      KeyTime: "1557989999;1557990060",
    });
    expect(ours).toBe(theirs);
  });
});

import { v1Signature, verifyV1 } from "../../../../emulator/src/api/v1-signature";
import type { V1Request } from "../../../../emulator/src/api/v1-signature";

/** The sample of https://www.tencentcloud.com/document/api/213/33225 */
const SAMPLE: V1Request = {
  method: "GET",
  host: "cvm.tencentcloudapi.com",
  params: new Map([
    ["Action", "DescribeInstances"],
    ["InstanceIds.0", "ins-09dx96dg"],
    ["Limit", "20"],
    ["Nonce", "11886"],
    ["Offset", "0"],
    ["Region", "ap-guangzhou"],
    ["SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"],
    ["Timestamp", "1465185768"],
    ["Version", "2017-03-12"],
  ]),
};
const SECRET_KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

function signed(request: V1Request, signature: string): V1Request {
  return { ...request, params: new Map([...request.params, ["Signature", signature]]) };
}

test("the vendor's sample has its published signature, made by HmacSHA1", () => {
  expect(v1Signature(SAMPLE, SECRET_KEY)).toBe("EliP9YW3pW28FpsEdkXt/+WcGeI=");
});

test("HmacSHA256 is used when the request names it", () => {
  const request = { ...SAMPLE, params: new Map([...SAMPLE.params, ["SignatureMethod", "HmacSHA256"]]) };
  const signature = v1Signature(request, SECRET_KEY) ?? "";
  expect(signature).toHaveLength(44);
  expect(verifyV1(signed(request, signature), SECRET_KEY)).toBe(true);
});

test("another method has no signature", () => {
  const request = { ...SAMPLE, params: new Map([...SAMPLE.params, ["SignatureMethod", "HmacMD5"]]) };
  expect(v1Signature(request, SECRET_KEY)).toBeUndefined();
  expect(verifyV1(signed(request, ""), SECRET_KEY)).toBe(false);
});

test("a host signed without its port is accepted", () => {
  const signature = v1Signature({ ...SAMPLE, host: "127.0.0.1" }, SECRET_KEY) ?? "";
  expect(verifyV1(signed({ ...SAMPLE, host: "127.0.0.1:4577" }, signature), SECRET_KEY)).toBe(true);
});

test("a parameter changed after signing is refused", () => {
  const signature = v1Signature(SAMPLE, SECRET_KEY) ?? "";
  const changed = { ...SAMPLE, params: new Map([...SAMPLE.params, ["Limit", "21"]]) };
  expect(verifyV1(signed(changed, signature), SECRET_KEY)).toBe(false);
});

import { InputError, isCode } from "../../../../provider/trtc/errors";
import { CAM, SCF, TRTC } from "../../../../provider/trtc/service";
import type { ApiService } from "../../../../provider/trtc/service";
import { fakeSettings } from "../fake-settings";

const ONE_FOR_ALL = fakeSettings({ environment: { TENCENTCLOUD_ENDPOINT_URL: "http://127.0.0.1:4577" } });

test("the products have the names of permissions and the versions of the vendor's pages", () => {
  expect([TRTC, CAM, SCF].map(({ name, version }) => [name, version])).toEqual([
    ["trtc", "2019-07-22"],
    ["cam", "2019-01-16"],
    ["scf", "2018-04-16"],
  ]);
});

describe("the endpoint of TRTC", () => {
  test.each([
    ["ap-singapore", "https://trtc.intl.tencentcloudapi.com/"],
    ["eu-frankfurt", "https://trtc.intl.tencentcloudapi.com/"],
    ["ap-guangzhou", "https://trtc.tencentcloudapi.com/"],
  ])("in %s is %s", (region, url) => {
    expect(TRTC.endpoint(fakeSettings(), region).href).toBe(url);
  });

  test.each(["ap-tokyo", "", "toString"])("is none in %p", (region) => {
    expect(() => TRTC.endpoint(ONE_FOR_ALL, region)).toThrow(
      new InputError(`region is "${region}", allowed are ap-singapore, eu-frankfurt, ap-guangzhou`),
    );
  });
});

describe("the endpoint of CAM", () => {
  test("follows the site of the settings' region, not that of a call: it has no regions", () => {
    const mainland = fakeSettings({ environment: { TENCENTCLOUD_REGION: "ap-guangzhou" } });
    expect(CAM.endpoint(fakeSettings(), "").href).toBe("https://cam.intl.tencentcloudapi.com/");
    expect(CAM.endpoint(mainland, "").href).toBe("https://cam.tencentcloudapi.com/");
  });

  test("that is wrong is refused in one sentence", () => {
    const settings = fakeSettings({
      environment: { TENCENTCLOUD_ENDPOINT_URL_CAM: "http://user:pw@host/v1" },
    });
    expect(() => CAM.endpoint(settings, "")).toThrow(
      new InputError(
        'the endpoint of CAM is "http://***@host/v1", allowed is an http or https URL of host and port such as ' +
          "http://127.0.0.1:4577: correct TENCENTCLOUD_ENDPOINT_URL_CAM, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl",
      ),
    );
  });
});

test("the endpoint of SCF follows the site of the account, not the region of a call", () => {
  const mainland = fakeSettings({ environment: { TENCENTCLOUD_REGION: "ap-guangzhou" } });
  expect(SCF.endpoint(fakeSettings(), "ap-guangzhou").href).toBe("https://scf.intl.tencentcloudapi.com/");
  expect(SCF.endpoint(mainland, "ap-singapore").href).toBe("https://scf.tencentcloudapi.com/");
});

test("one endpoint may stand for every product", () => {
  expect(TRTC.endpoint(ONE_FOR_ALL, "ap-guangzhou").href).toBe("http://127.0.0.1:4577/");
  expect(CAM.endpoint(ONE_FOR_ALL, "").href).toBe("http://127.0.0.1:4577/");
  expect(SCF.endpoint(ONE_FOR_ALL, "ap-tokyo").href).toBe("http://127.0.0.1:4577/");
});

test.each<[string, ApiService, string[]]>([
  ["TRTC", TRTC, ["ResourceNotFound", "ResourceNotFound.ResourceNotFound"]],
  [
    "CAM",
    CAM,
    [
      "ResourceNotFound.UserNotExist",
      "InvalidParameter.PolicyIdNotExist",
      "InvalidParameter.UserNotExist",
      "InvalidParameter.RoleNotExist",
    ],
  ],
  ["SCF", SCF, ["ResourceNotFound.Function", "ResourceNotFound.FunctionName", "ResourceNotFound.Trigger"]],
])("%s says with these codes that something is gone", (_name, { notFound }, codes) => {
  expect(codes.filter((code) => !isCode(code, ...notFound))).toEqual([]);
  const others = ["InvalidParameter", "InvalidParameter.ParamError", "FailedOperation", "AuthFailure"];
  expect(others.filter((code) => isCode(code, ...notFound))).toEqual([]);
});

test.each<[string, ApiService, string[]]>([
  ["TRTC", TRTC, ["FailedOperation.RestrictedConcurrency", "LimitExceeded"]],
  [
    "CAM",
    CAM,
    [
      "OperationDenied.AccessKeyOverLimit",
      "InvalidParameter.SubUserFull",
      "InvalidParameter.RoleFull",
      "InvalidParameter.AttachmentFull",
      "FailedOperation.PolicyFull",
      "LimitExceeded",
    ],
  ],
  ["SCF", SCF, ["LimitExceeded.Function", "LimitExceeded"]],
])("%s says with these codes that a quota is used up", (_name, { quotaCodes }, codes) => {
  expect(codes.filter((code) => !isCode(code, ...quotaCodes))).toEqual([]);
  const others = ["RequestLimitExceeded", "FailedOperation", "InvalidParameter", "OperationDenied"];
  expect(others.filter((code) => isCode(code, ...quotaCodes))).toEqual([]);
});

test("SCF says with another code of the same family that a role is not there, which does not make a function gone", () => {
  expect(isCode("ResourceNotFound.Role", ...SCF.notFound)).toBe(false);
});

test("no code says both that something is gone and that there is too much of it", () => {
  for (const { notFound, quotaCodes } of [TRTC, CAM, SCF])
    expect(quotaCodes.filter((code) => isCode(code, ...notFound))).toEqual([]);
});

test("each product says what to do when something is gone, and about its quotas", () => {
  expect([TRTC.gone, CAM.gone, SCF.gone]).toEqual([
    "the task has ended: run pulumi up --refresh",
    "it is gone: run pulumi up --refresh",
    "it is gone: run pulumi up --refresh",
  ]);
  expect(TRTC.quota(fakeSettings())).toBe(
    "an application runs 500 tasks at once unless a ticket raised it: end tasks or ask for more",
  );
  expect(TRTC.quota(fakeSettings({ config: { "trtc:maxTasksPerApplication": "800" } }))).toBe(
    "an application runs 800 tasks at once unless a ticket raised it: end tasks or ask for more",
  );
  expect(CAM.quota(fakeSettings())).toBe(
    "the account or the user has as many of these as it may: delete what is not used",
  );
  expect(SCF.quota(fakeSettings())).toBe(
    "the account has as much of this as it may in the region: delete what is not used, or ask for more",
  );
});

test("a number of tasks that is none is of no matter to CAM", () => {
  const settings = fakeSettings({ config: { "trtc:maxTasksPerApplication": "lots" } });
  expect(() => TRTC.quota(settings)).toThrow(InputError);
  expect(CAM.quota(settings)).toBe(CAM.quota(fakeSettings()));
});

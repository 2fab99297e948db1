import { functionSettings } from "../../../../../provider/tencent/scf/environment";
import { InputError } from "../../../../../provider/trtc/errors";

const ENVIRONMENT = {
  TRTC_EVENTS_BUCKET: "slices-1250000000",
  TRTC_EVENTS_REGION: "ap-singapore",
  TRTC_CALLBACK_KEYS: "plantedNew,plantedOld",
  TRTC_SDK_APP_IDS: "1400000001,1400000002",
  TRTC_TOLERANCE_SECONDS: "300",
};

test("the variables become settings", () => {
  expect(functionSettings(ENVIRONMENT)).toEqual({
    bucket: "slices-1250000000",
    region: "ap-singapore",
    endpoint: undefined,
    keys: ["plantedNew", "plantedOld"],
    sdkAppIds: [1400000001, 1400000002],
    toleranceSeconds: 300,
  });
});

test.each([
  ["http://127.0.0.1:4577", "http://127.0.0.1:4577"],
  ["", undefined],
])("another endpoint of COS, %p, is taken where there is one", (url, endpoint) => {
  expect(functionSettings({ ...ENVIRONMENT, TENCENTCLOUD_ENDPOINT_URL_COS: url }).endpoint).toBe(endpoint);
});

test("everything that is missing is named at once", () => {
  expect(() => functionSettings({})).toThrow(
    new InputError(
      "the function's environment is not complete: TRTC_EVENTS_BUCKET is missing, allowed is the whole name of a bucket; " +
        "TRTC_EVENTS_REGION is missing, allowed is the region of that bucket; TRTC_CALLBACK_KEYS is missing, allowed is keys " +
        "of 1 to 32 letters and digits, with a comma between them; TRTC_SDK_APP_IDS is missing, allowed is SdkAppIds such as " +
        '"1400000001,1400000002"; TRTC_TOLERANCE_SECONDS is missing, allowed is a whole number of seconds',
    ),
  );
});

test.each([
  ["TRTC_SDK_APP_IDS", "0", '"0", allowed is SdkAppIds such as "1400000001,1400000002"'],
  ["TRTC_TOLERANCE_SECONDS", "5m", '"5m", allowed is a whole number of seconds'],
  ...["", "planted key", "planted,", "p".repeat(33)].map((keys): [string, string, string] => [
    "TRTC_CALLBACK_KEYS",
    keys,
    `a secret of ${keys.length} characters, allowed is keys of 1 to 32 letters and digits, with a comma between them`,
  ]),
])("%s %p is refused, and no key is shown", (name, value, said) => {
  expect(() => functionSettings({ ...ENVIRONMENT, [name]: value })).toThrow(
    new InputError(`the function's environment is not complete: ${name} is ${said}`),
  );
});

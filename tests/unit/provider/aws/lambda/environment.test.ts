import { functionSettings } from "../../../../../provider/aws/lambda/environment";
import { InputError } from "../../../../../provider/trtc/errors";

const ENVIRONMENT = {
  TRTC_EVENTS_BUCKET: "media-archive",
  TRTC_EVENTS_REGION: "eu-central-1",
  TRTC_CALLBACK_KEY_PARAMETER: "callbacks-key-parameter-1a2b3c4",
  TRTC_SDK_APP_IDS: "1400000001,1400000002",
  TRTC_TOLERANCE_SECONDS: "300",
};

test("all that the function has to know stands in its environment", () => {
  expect(functionSettings({ ...ENVIRONMENT, PATH: "/bin" })).toEqual({
    bucket: "media-archive",
    region: "eu-central-1",
    keyParameter: "callbacks-key-parameter-1a2b3c4",
    sdkAppIds: [1400000001, 1400000002],
    toleranceSeconds: 300,
  });
});

test("every variable that is missing or wrong is named, with what belongs there", () => {
  const wrong = { TRTC_EVENTS_BUCKET: "", TRTC_SDK_APP_IDS: "1400000001, 2", TRTC_TOLERANCE_SECONDS: "5m" };
  expect(() => functionSettings(wrong)).toThrow(
    new InputError(
      "the function's environment is not complete: " +
        'TRTC_EVENTS_BUCKET is "", allowed is the name of a bucket; ' +
        "TRTC_EVENTS_REGION is missing, allowed is the region of that bucket; " +
        "TRTC_CALLBACK_KEY_PARAMETER is missing, allowed is the name of an SSM parameter; " +
        'TRTC_SDK_APP_IDS is "1400000001, 2", allowed is SdkAppIds such as "1400000001,1400000002"; ' +
        'TRTC_TOLERANCE_SECONDS is "5m", allowed is a whole number of seconds',
    ),
  );
});

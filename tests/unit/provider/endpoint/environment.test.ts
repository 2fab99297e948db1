import { readEnvironment } from "../../../../provider/endpoint/environment";
import { InputError } from "../../../../provider/trtc/errors";

const ENVIRONMENT = {
  TRTC_EVENTS_BUCKET: "media-archive",
  TRTC_EVENTS_REGION: "eu-central-1",
  TRTC_SDK_APP_IDS: "1400000001,1400000002",
  TRTC_TOLERANCE_SECONDS: "300",
};
const OWN = {
  TRTC_PLACE: { form: /^[a-z]+$/, allowed: "letters" },
  TRTC_SECRET: { form: /^[a-z]+$/, allowed: "other letters", secret: true },
};

test("what both functions have to know is read, and each variable's text", () => {
  const { shared, value } = readEnvironment(
    { ...ENVIRONMENT, TRTC_PLACE: "there", TRTC_SECRET: "planted", PATH: "/bin" },
    OWN,
  );
  expect(shared).toEqual({
    bucket: "media-archive",
    region: "eu-central-1",
    sdkAppIds: [1400000001, 1400000002],
    toleranceSeconds: 300,
  });
  expect([value("TRTC_PLACE"), value("TRTC_SECRET"), value("TRTC_SDK_APP_IDS")]).toEqual([
    "there",
    "planted",
    "1400000001,1400000002",
  ]);
});

test("everything that is missing is named at once, with what belongs there", () => {
  expect(() => readEnvironment({}, OWN)).toThrow(
    new InputError(
      "the function's environment is not complete: TRTC_EVENTS_BUCKET is missing, allowed is the name of a bucket; " +
        "TRTC_EVENTS_REGION is missing, allowed is the region of that bucket; " +
        "TRTC_PLACE is missing, allowed is letters; TRTC_SECRET is missing, allowed is other letters; " +
        'TRTC_SDK_APP_IDS is missing, allowed is SdkAppIds such as "1400000001,1400000002"; ' +
        "TRTC_TOLERANCE_SECONDS is missing, allowed is a whole number of seconds",
    ),
  );
});

test.each([
  ["TRTC_EVENTS_BUCKET", "", '"", allowed is the name of a bucket'],
  ["TRTC_EVENTS_REGION", "", '"", allowed is the region of that bucket'],
  ...["0", "1400000001, 2", "1,", "12345678901"].map((ids): [string, string, string] => [
    "TRTC_SDK_APP_IDS",
    ids,
    `"${ids}", allowed is SdkAppIds such as "1400000001,1400000002"`,
  ]),
  ...["0", "5m", "100000", "-1", "1.5"].map((seconds): [string, string, string] => [
    "TRTC_TOLERANCE_SECONDS",
    seconds,
    `"${seconds}", allowed is a whole number of seconds`,
  ]),
  ["TRTC_PLACE", "0", '"0", allowed is letters'],
  ["TRTC_SECRET", "pl4nted", "a secret of 7 characters, allowed is other letters"],
])("%s %p is refused, and no secret is shown", (name, given, said) => {
  const environment = { ...ENVIRONMENT, TRTC_PLACE: "there", TRTC_SECRET: "planted", [name]: given };
  expect(() => readEnvironment(environment, OWN)).toThrow(
    new InputError(`the function's environment is not complete: ${name} is ${said}`),
  );
});

test("a cloud has its own words for a variable of both, in the same place", () => {
  const own = { TRTC_EVENTS_BUCKET: { form: /-\d+$/, allowed: "the whole name of a bucket" } };
  expect(() => readEnvironment({ ...ENVIRONMENT, TRTC_TOLERANCE_SECONDS: "" }, own)).toThrow(
    new InputError(
      "the function's environment is not complete: " +
        'TRTC_EVENTS_BUCKET is "media-archive", allowed is the whole name of a bucket; ' +
        'TRTC_TOLERANCE_SECONDS is "", allowed is a whole number of seconds',
    ),
  );
});

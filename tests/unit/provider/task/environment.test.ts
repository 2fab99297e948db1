import type { Bag } from "../../../../provider/resource/schema";
import { environmentRules, ticketsFor } from "../../../../provider/task/environment";
import { isoTime } from "../../../../provider/trtc/clock";
import { mintUserSig, readUserSig } from "../../../../provider/trtc/user-sig";
import { fakeClock, START } from "../fake-clock";
import { API_KEY, fakeSettings } from "../fake-settings";

const inputs = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "slicer",
  region: "ap-singapore",
  resourceExpiredHour: 720,
  userSigExpire: 15_552_000,
  onExit: "recreate",
  onHandleExpired: "replace",
} as const;

test("a UserSig that is given is used as it is", () => {
  expect(ticketsFor({ ...inputs, userSig: "given" }, { settings: fakeSettings() })).toEqual({
    tickets: { userSig: "given" },
    source: "the robot's UserSig is the one given as userSig",
  });
});

test("a UserSig is signed for the robot with the key of the argument, before that of the environment", () => {
  const settings = fakeSettings({ environment: { TRTC_SDK_SECRET_KEY: "environment" } });
  const { tickets, source } = ticketsFor({ ...inputs, sdkSecretKey: "argument" }, { settings });
  const sig = readUserSig(tickets.userSig);
  expect([sig?.userId, sig?.sdkAppId]).toEqual(["slicer", 1400000001]);
  expect(source).toBe("the robot's UserSig was signed with the key from sdkSecretKey");
  expect(ticketsFor(inputs, { settings }).source).toBe(
    "the robot's UserSig was signed with the key from TRTC_SDK_SECRET_KEY",
  );
});

test("without any key the message says which settings are looked at", () => {
  expect(() => ticketsFor(inputs, { settings: fakeSettings({ environment: {} }) })).toThrow(
    "sdkSecretKey is missing: set TRTC_SDK_SECRET_KEY_1400000001 or trtc:sdkSecretKey",
  );
});

test("each rule says nothing when the environment has what a task needs", () => {
  const settings = fakeSettings({
    environment: { TENCENTCLOUD_SECRET_ID: "id", TENCENTCLOUD_SECRET_KEY: "key", TRTC_SDK_SECRET_KEY: "app" },
  });
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const problems = environmentRules(settings, clock).map((rule) => rule({ ...inputs }, {}));
  expect(problems).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
});

test("every setting that is wrong is said, and no password of a URL is shown", () => {
  const settings = fakeSettings({
    environment: {
      TENCENTCLOUD_SECRET_ID: "id",
      TENCENTCLOUD_SECRET_KEY: "key",
      TRTC_SDK_SECRET_KEY: "app",
      TENCENTCLOUD_ENDPOINT_URL: "http://user:password@127.0.0.1:4577/path",
      TRTC_MAX_RPS: "many",
    },
    config: { "trtc:maxTasksPerApplication": "-1" },
  });
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const reasons = environmentRules(settings, clock)
    .flatMap((rule) => rule({ ...inputs }, {}) ?? [])
    .map(({ reason }) => reason);
  expect(reasons).toEqual([
    'TRTC_MAX_RPS is "many", allowed is a whole number above 0: correct or unset it',
    'the endpoint of TRTC is "http://***@127.0.0.1:4577/path", allowed is an http or https URL of host and port such as ' +
      "http://127.0.0.1:4577: correct TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl",
    'trtc:maxTasksPerApplication is "-1", allowed is a whole number above 0: correct or unset it',
  ]);
});

test("a UserSig must outlive a new task, and the one in use need not", () => {
  const settings = fakeSettings({ environment: API_KEY });
  const userSig = mintUserSig({
    sdkAppId: inputs.sdkAppId,
    sdkSecretKey: "app",
    userId: inputs.userId,
    expireSeconds: 3_600,
  });
  const clock = fakeClock((readUserSig(userSig)?.expiresAt ?? START) - 3_600_000);
  const reasons = (oldInputs: Bag) =>
    environmentRules(settings, clock)
      .flatMap((rule) => rule({ ...inputs, userSig }, oldInputs) ?? [])
      .map(({ reason }) => reason);
  expect(reasons({})).toEqual([
    `userSig is valid until ${isoTime(clock.now() + 3_600_000)}, allowed is one that is valid for at least ` +
      "resourceExpiredHour (720 hours): sign one that outlives the task, or lower resourceExpiredHour",
  ]);
  expect(reasons({ userSig: "another" })).toEqual(reasons({}));
  expect(reasons({ userSig })).toEqual([]);
});

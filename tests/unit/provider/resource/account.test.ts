import { accountRules, settingProblem } from "../../../../provider/resource/account";
import { findCredentials } from "../../../../provider/trtc/credentials";
import { InputError } from "../../../../provider/trtc/errors";
import { API_KEY, fakeSettings } from "../fake-settings";
import type { FakeSettings } from "../fake-settings";

function problems(settings: FakeSettings) {
  return accountRules(fakeSettings(settings)).map((rule) => rule({}, {}));
}

test("an account with a key and no odd setting has no problem", () => {
  expect(problems({ environment: API_KEY })).toEqual([undefined, undefined]);
});

test("a key of a role is not asked for: a check makes no call", () => {
  expect(problems({ config: { "trtc:credentialSource": "cvm-role" } })).toEqual([undefined, undefined]);
});

test("a missing key is a problem of no argument, in the words of the search for it", () => {
  const answer = findCredentials(fakeSettings());
  const reason = answer.kind === "missing" ? answer.reason : "";
  expect(reason).toMatch(/^no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID/);
  expect(problems({})).toEqual([undefined, { property: "", reason }]);
});

test("a rate that is none is a problem, beside a missing key", () => {
  const [rate, key] = problems({ environment: { TRTC_MAX_RPS: "many" } });
  expect(rate).toEqual({
    property: "",
    reason: 'TRTC_MAX_RPS is "many", allowed is a whole number above 0: correct or unset it',
  });
  expect(key).toMatchObject({ property: "" });
});

test("settings are read at each check: a key that is set later counts", () => {
  const environment: Record<string, string> = {};
  const [, key] = accountRules(fakeSettings({ environment }));
  expect(key?.({}, {})).toMatchObject({ property: "" });
  Object.assign(environment, API_KEY);
  expect(key?.({}, {})).toBeUndefined();
});

test("of a setting only what it says of itself is a problem, a bug of ours is thrown", () => {
  expect(settingProblem(() => "fine")).toBeUndefined();
  expect(
    settingProblem(() => {
      throw new InputError("the setting is wrong: correct it");
    }),
  ).toEqual({ property: "", reason: "the setting is wrong: correct it" });
  const bug = new TypeError("a bug");
  expect(() =>
    settingProblem(() => {
      throw bug;
    }),
  ).toThrow(bug);
});

import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { pushUrl, rtmpPushUrl } from "../../../../provider/task/rtmp-push-url";
import type { RtmpPushUrlArgs } from "../../../../provider/task/rtmp-push-url";
import { InputError } from "../../../../provider/trtc/errors";
import { mintUserSig, readUserSig } from "../../../../provider/trtc/user-sig";
import { fakeSettings } from "../fake-settings";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";

const KEY = "planted-sdk-secret";
const ARGS = { sdkAppId: 1400000001, roomId: "stadium_1", userId: "camera-1", sdkSecretKey: KEY };
const NAMES = ["TRTC_SDK_SECRET_KEY", "TRTC_SDK_SECRET_KEY_1400000001"];
const NOW = Date.UTC(2026, 0, 2, 10);

const before = NAMES.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ["nextTick", "setImmediate", "setTimeout"] });
  for (const name of NAMES) Reflect.deleteProperty(process.env, name);
});

afterEach(() => {
  jest.useRealTimers();
  pulumi.runtime.setAllConfig({});
  for (const [name, value] of before)
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
});

function sigWith(sdkSecretKey: string, expireSeconds = 15_552_000): string {
  return mintUserSig({ sdkAppId: 1400000001, userId: "camera-1", sdkSecretKey, expireSeconds });
}

async function urlOf(args: RtmpPushUrlArgs): Promise<URL> {
  return new URL(await valueOf(rtmpPushUrl(args)));
}

async function sigOf(args: RtmpPushUrlArgs): Promise<string | null> {
  return (await urlOf(args)).searchParams.get("usersig");
}

/** Arguments as a program in JavaScript may give them. */
function untyped(changes: object): RtmpPushUrlArgs {
  return { ...ARGS, ...changes };
}

test("the URL has room, application, user and a sig, as the vendor's page has them", async () => {
  const { href, searchParams } = await urlOf(ARGS);
  expect(href).toMatch(
    /^rtmp:\/\/intl-rtmp\.rtc\.qq\.com\/push\/stadium_1\?sdkappid=1400000001&userid=camera-1&usersig=[\w*-]+$/,
  );
  expect(searchParams.get("usersig")).toBe(sigWith(KEY));
  expect(readUserSig(String(searchParams.get("usersig")))).toEqual({
    sdkAppId: 1400000001,
    userId: "camera-1",
    expiresAt: NOW + 15_552_000_000,
  });
});

test("it is a secret, whatever its arguments are", async () => {
  const outputs = [rtmpPushUrl(ARGS), rtmpPushUrl({ ...ARGS, roomId: pulumi.output("stadium") })];
  await expect(Promise.all(outputs.map(pulumi.isSecret))).resolves.toEqual([true, true]);
});

test("it can be used for as long as was asked, from the run on", async () => {
  const first = await sigOf({ ...ARGS, expire: 60 });
  expect(readUserSig(String(first))?.expiresAt).toBe(NOW + 60_000);
  jest.setSystemTime(NOW + 1000);
  const second = await sigOf({ ...ARGS, expire: 60 });
  expect(readUserSig(String(second))?.expiresAt).toBe(NOW + 61_000);
  expect(second).not.toBe(first);
});

test("arguments may be known later", async () => {
  const later = {
    sdkAppId: pulumi.output(1400000001),
    roomId: Promise.resolve("stadium_1"),
    userId: pulumi.output("camera-1"),
    sdkSecretKey: pulumi.secret(KEY),
    expire: pulumi.output(60),
  };
  expect((await urlOf(later)).href).toBe((await urlOf({ ...ARGS, expire: 60 })).href);
});

test("in a preview it waits for what is only known later", async () => {
  const { resources } = await record(
    () => {
      const later = new Provider("made", { region: "eu-west-1" }).id.apply(() => "stadium");
      new pulumi.ComponentResource("test:Known", "known", { url: rtmpPushUrl({ ...ARGS, roomId: later }) });
    },
    { preview: true },
  );
  expect(named(resources, "known").inputs["url"]).toBe(UNKNOWN_INPUT);
});

test("the key is the argument, else that of the application, of the environment, of the configuration", async () => {
  const { sdkAppId, roomId, userId } = ARGS;
  const args = { sdkAppId, roomId, userId };
  pulumi.runtime.setAllConfig({ "trtc:sdkSecretKey": "planted-of-config" });
  expect(await sigOf(args)).toBe(sigWith("planted-of-config"));
  process.env["TRTC_SDK_SECRET_KEY"] = "planted-of-environment";
  expect(await sigOf(args)).toBe(sigWith("planted-of-environment"));
  process.env["TRTC_SDK_SECRET_KEY_1400000001"] = "planted-of-application";
  expect(await sigOf(args)).toBe(sigWith("planted-of-application"));
  expect(await sigOf({ ...args, sdkAppId: pulumi.output(sdkAppId) })).toBe(sigWith("planted-of-application"));
  expect(await sigOf({ ...args, sdkSecretKey: KEY })).toBe(sigWith(KEY));
});

const ROOM =
  "a text of 1 to 64 letters, digits and _ (a string room): let the clients enter a string room of such a name, RTMP reaches no other";
const MISSING_KEY =
  "sdkSecretKey is missing, allowed is the secret key of the application, without spaces: " +
  "give it, or set TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY or trtc:sdkSecretKey";

test.each<[string, object, string]>([
  ["an int32 room", { roomId: 101 }, `roomId is 101, allowed is ${ROOM}`],
  ["a room with a hyphen", { roomId: "a-b" }, `roomId is "a-b", allowed is ${ROOM}`],
  ["no room", { roomId: undefined }, `roomId is missing, allowed is ${ROOM}`],
  ["a long room", { roomId: "a".repeat(65) }, `roomId is "${"a".repeat(57)}...", allowed is ${ROOM}`],
  [
    "a user with a space",
    { userId: "a b" },
    'userId is "a b", allowed is 1 to 32 letters, digits, _ and -: choose a name that no user of the room has',
  ],
  [
    "an application that is none",
    { sdkAppId: 0 },
    "sdkAppId is 0, allowed is a whole number from 1 to 4294967295: copy the SdkAppId from the TRTC console",
  ],
  ["no key", { sdkSecretKey: undefined }, MISSING_KEY],
  [
    "a key with a space",
    { sdkSecretKey: "planted secret" },
    "sdkSecretKey is a secret of 14 characters, allowed is the secret key of the application, without spaces: " +
      "give it, or set TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY or trtc:sdkSecretKey",
  ],
  [
    "a time that is too short",
    { expire: 59 },
    "expire is 59, allowed is a whole number from 60 to 2147483647 (seconds): " +
      "choose for how long the URL can be used; 15552000 are 180 days",
  ],
  [
    "an unknown argument",
    { host: "rtmp.example" },
    "host is not an argument, allowed here are sdkAppId, roomId, userId, sdkSecretKey, expire: correct or remove it",
  ],
])("%s is refused", (_what, changes, problem) => {
  expect(() => rtmpPushUrl(untyped(changes))).toThrow(new InputError(`rtmpPushUrl: ${problem}`));
});

test("every problem is named at once, beside what is only known later", () => {
  const args = { sdkAppId: 1400000001, roomId: "a-b", userId: pulumi.output("camera-1"), expire: 1 };
  expect(() => rtmpPushUrl(args)).toThrow(
    new InputError(
      `rtmpPushUrl: ${MISSING_KEY}; roomId is "a-b", allowed is ${ROOM}; ` +
        "expire is 1, allowed is a whole number from 60 to 2147483647 (seconds): " +
        "choose for how long the URL can be used; 15552000 are 180 days",
    ),
  );
});

test("what was only known later is checked like the rest, its key too", () => {
  expect(() => pushUrl({ ...ARGS, roomId: "a-b" }, fakeSettings())).toThrow(
    new InputError(`rtmpPushUrl: roomId is "a-b", allowed is ${ROOM}`),
  );
  const { sdkAppId, roomId, userId } = ARGS;
  expect(() => pushUrl({ sdkAppId, roomId, userId }, fakeSettings())).toThrow(
    new InputError(`rtmpPushUrl: ${MISSING_KEY}`),
  );
});

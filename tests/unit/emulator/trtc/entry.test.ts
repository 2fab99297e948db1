import { ApiError } from "../../../../emulator/src/api/error";
import { createTimeline } from "../../../../emulator/src/clock";
import { DEFAULT_SETTINGS } from "../../../../emulator/src/settings";
import type { Settings } from "../../../../emulator/src/settings";
import { createApps } from "../../../../emulator/src/trtc/apps";
import type { FamilyName } from "../../../../emulator/src/trtc/callback-groups";
import { checkQuota, checkTickets, findApp, settleConflict } from "../../../../emulator/src/trtc/entry";
import type { TrtcState } from "../../../../emulator/src/trtc/family";
import { createJobs, isRunning } from "../../../../emulator/src/trtc/jobs";
import type { Job, Worker } from "../../../../emulator/src/trtc/jobs";
import { createRooms } from "../../../../emulator/src/trtc/rooms";
import type { RoomAddress } from "../../../../emulator/src/trtc/rooms";
import { RECEIVE } from "../../../../emulator/src/trtc/user-sig";
import { SDK_APP_ID, SDK_SECRET_KEY, userSig } from "../started-emulator";

const ROOM: RoomAddress = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" };
const ROBOT = { room: ROOM, userId: "robot" };
const TOO_MANY = {
  code: "FailedOperation.RestrictedConcurrency",
  message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
};

function stateOf(changes: Partial<Settings> = {}): TrtcState {
  const timeline = createTimeline({ virtual: true });
  const ignore = () => undefined;
  const rooms = createRooms({ entered: ignore, changed: ignore, left: ignore });
  const nothing = () => Promise.resolve(undefined);
  const jobs = createJobs({
    timeline,
    rooms,
    callbacks: { send: ignore },
    upload: nothing,
    download: nothing,
  });
  const apps = createApps();
  apps.put(SDK_APP_ID, { sdkSecretKey: SDK_SECRET_KEY, advancedPermission: true });
  return { apps, rooms, jobs, timeline, settings: () => ({ ...DEFAULT_SETTINGS, ...changes }) };
}

function started({ jobs }: TrtcState, family: FamilyName, userId: string): Job {
  const ignore = () => undefined;
  const worker: Worker = { follow: ignore, status: () => "Idle", end: ignore, view: () => ({}) };
  return jobs.start({ family, region: "ap-singapore", room: ROOM, userId, work: () => worker });
}

/** What a check answers; undefined when it lets the robot in. */
function problemOf(check: () => void): { code: string; message: string } | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

test("where the API has no PrivateMapKey a UserSig is enough, also under advanced permission control", () => {
  const app = findApp(stateOf(), { SdkAppId: SDK_APP_ID });
  const enter = (tickets: Record<string, string>, privileges?: number) =>
    problemOf(() => checkTickets(app, ROBOT, { tickets, privileges }))?.message;
  expect(enter({ UserSig: userSig("robot") })).toBeUndefined();
  expect(enter({ UserSig: userSig("robot") }, RECEIVE)).toBe(
    "The application uses advanced permission control, and the PrivateMapKey cannot be decoded.",
  );
  expect(enter({})).toBe("The UserSig cannot be decoded.");
});

test("a robot of another family gives way", () => {
  const state = stateOf();
  const slicing = started(state, "slicing", "robot");
  settleConflict(state, ROBOT);
  expect([isRunning(slicing), slicing.leaveCode]).toEqual([false, 101]);
});

test("in the other reading the second one fails with its family's code", () => {
  const state = stateOf({ robotConflict: "fail" });
  const slicing = started(state, "slicing", "robot");
  const message = "Operation failed.";
  expect(problemOf(() => settleConflict(state, ROBOT))).toEqual({ code: "FailedOperation", message });
  const code = "FailedOperation.TaskExist";
  expect(problemOf(() => settleConflict(state, ROBOT, code))).toEqual({ code, message });
  expect(isRunning(slicing)).toBe(true);
});

test("a quota counts its own family, without the job that gives way", () => {
  const state = stateOf();
  started(state, "slicing", "a");
  started(state, "recording", "robot");
  const check = (family: FamilyName, limit: number, userId: string) =>
    problemOf(() => checkQuota(state, { room: ROOM, userId }, { family, limit }));
  expect(check("recording", 2, "new")).toBeUndefined();
  expect(check("recording", 1, "new")).toEqual(TOO_MANY);
  expect(check("recording", 1, "robot")).toBeUndefined();
  expect(check("slicing", 1, "robot")).toEqual(TOO_MANY);
});

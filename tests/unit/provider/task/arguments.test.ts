import {
  exitRows,
  handleRows,
  PERMISSION_ROWS,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
} from "../../../../provider/task/arguments";
import { checkedInputs } from "../../../../provider/resource/schema";
import type { Bag, ObjectProperty } from "../../../../provider/resource/schema";

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...ROBOT_ROWS,
    region: regionRow(["ap-singapore"]),
    ...handleRows({ maxHours: 72 }),
    ...SIG_ROWS,
    ...PERMISSION_ROWS,
    ...exitRows("keep"),
  },
};

function checked(given: Bag) {
  const { inputs, failures } = checkedInputs(schema, ROBOT_RULES, { given, oldInputs: {} });
  return { inputs, reasons: failures.map(({ reason }) => reason) };
}

test("a kind says its own longest handle, regions and what an end means", () => {
  expect(checked({}).inputs).toEqual({
    resourceExpiredHour: 72,
    onHandleExpired: "replace",
    userSigExpire: 15_552_000,
    onExit: "keep",
  });
  expect(checked({ resourceExpiredHour: 73, region: "eu-frankfurt" }).reasons).toEqual([
    'region is "eu-frankfurt", allowed is "ap-singapore": set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these',
    "resourceExpiredHour is 73, allowed is a whole number from 6 to 72 (hours): choose a time in this range; past it the task can no longer be queried or stopped by its id",
  ]);
});

test("a UserSig outlives the handle, and has one source", () => {
  expect(checked({ userSigExpire: 21_600, resourceExpiredHour: 7 }).reasons).toEqual([
    "userSigExpire is 21600, allowed is at least 25200 (seconds) with resourceExpiredHour 7: the service enters the room again with what was signed when it recovers: make it outlive the task",
  ]);
  const signed = { userSig: "a", userSigExpire: 21_600, resourceExpiredHour: 7 };
  expect(checked(signed).reasons).toEqual([]);
  expect(checked({ ...signed, privateMapKey: true }).reasons).toHaveLength(1);
  expect(checked({ userSig: "a", sdkSecretKey: "b" }).reasons).toEqual([
    "sdkSecretKey is given beside userSig, allowed is one of the two: remove userSig to have it signed",
  ]);
});

test("privateMapKey is a text or true", () => {
  const reason =
    "allowed is true, or a PrivateMapKey of the robot for this room: give true to have one signed with the bits that the robot needs, or leave it out";
  expect(checked({ privateMapKey: true }).reasons).toEqual([]);
  expect(checked({ privateMapKey: false }).reasons).toEqual([`privateMapKey is false, ${reason}`]);
  expect(checked({ privateMapKey: 1 }).reasons).toEqual([`privateMapKey is a secret, ${reason}`]);
});

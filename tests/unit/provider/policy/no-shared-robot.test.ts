import { noSharedRobot } from "../../../../provider/policy/no-shared-robot";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { OTHER_APP, task } from "./stack-parts";

const robot = (name: string, changes = {}) => task(name, { userId: "robot", ...changes });

test("a user in a room is one task's", () => {
  expect(reportsOf(noSharedRobot, [robot("a"), robot("b")])).toEqual([
    [
      "b",
      "userId is the one that a has in the same room of application 1400000001, allowed is one task a user and room: give another userId",
    ],
  ]);
});

test("another user, room, kind of room or application is another robot", () => {
  const others = [{ userId: "other" }, { roomId: "5" }, { roomId: 5 }, { sdkAppId: OTHER_APP }];
  expect(
    reportsOf(noSharedRobot, [robot("a"), ...others.map((change, i) => robot(`b${i}`, change))]),
  ).toEqual([]);
});

test("what is only known later is nobody's", () => {
  for (const later of ["userId", "roomId", "sdkAppId"])
    expect(
      reportsOf(noSharedRobot, [robot("a", { [later]: UNKNOWN }), robot("b", { [later]: UNKNOWN })]),
    ).toEqual([]);
});

import * as pulumi from "@pulumi/pulumi";
import { claimRobots } from "../../../../provider/task/robots";

const ROBOT = { sdkAppId: 1400000001, roomId: "lobby", userId: "robot" };

/** Runs as a program of a stack runs: each has a stack of its own. */
function inRun(program: () => void): string {
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue({} as never); // a place to note things at
  try {
    program();
    return "went through";
  } catch (error) {
    return String(error);
  } finally {
    jest.restoreAllMocks();
  }
}

const REFUSED =
  'InputError: userId of CloudRecordingTask tape is "robot", which CloudSliceTask cut has in room "lobby" of application 1400000001, ' +
  "allowed is a robot of its own for each task of a room: give another userId, for the second to enter ends the first";

test("two tasks of any kind with one robot in one room are refused", () => {
  const outcome = inRun(() => {
    claimRobots("CloudSliceTask cut", ROBOT);
    claimRobots("CloudRecordingTask tape", ROBOT);
  });
  expect(outcome).toBe(REFUSED);
});

test("another room, user or application is another robot, and so is the number that reads like the text", () => {
  const outcome = inRun(() => {
    claimRobots("a", { ...ROBOT, roomId: "5" });
    claimRobots("b", { ...ROBOT, roomId: 5 });
    claimRobots("c", { ...ROBOT, roomId: "6" });
    claimRobots("d", { ...ROBOT, roomId: "5", userId: "robot-2" });
    claimRobots("e", { ...ROBOT, roomId: "5", sdkAppId: 1400000002 });
  });
  expect(outcome).toBe("went through");
});

test("the next run of the same process begins anew", () => {
  const program = () => claimRobots("CloudSliceTask cut", ROBOT);
  expect([inRun(program), inRun(program)]).toEqual(["went through", "went through"]);
});

test("what is missing or of another form is left to check", () => {
  const outcome = inRun(() => {
    for (const bad of [{ ...ROBOT, userId: undefined }, { ...ROBOT, roomId: null }, {}]) {
      claimRobots("a", bad);
      claimRobots("b", bad);
    }
  });
  expect(outcome).toBe("went through");
});

test("without an engine nothing is noted", () => {
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue(undefined);
  claimRobots("CloudSliceTask cut", ROBOT);
  expect(() => claimRobots("CloudRecordingTask tape", ROBOT)).not.toThrow();
  jest.restoreAllMocks();
});

test("a robot that enters beside a task's own is compared with those of other tasks", () => {
  const further = { list: "ttsParam", userId: "ttsRobotUser" };
  const text = (ttsParam: unknown) => () => {
    claimRobots("CloudSliceTask cut", ROBOT);
    claimRobots("CloudTranscriptionTask text", { ...ROBOT, userId: "scribe", ttsParam }, further);
  };
  const voice = { ttsRobotUser: "voice" };
  expect(inRun(text([voice, voice, { ttsRobotUser: "scribe" }, null, "robot"]))).toBe("went through");
  expect(inRun(text("robot"))).toBe("went through");
  expect(inRun(text([voice, { ttsRobotUser: "robot" }]))).toBe(
    'InputError: ttsRobotUser of CloudTranscriptionTask text is "robot", which CloudSliceTask cut has in room "lobby" of application ' +
      "1400000001, allowed is a robot of its own for each task of a room: give another ttsRobotUser, for the second to enter ends the first",
  );
});

test("a name that is an Output is compared when it is known", () => {
  const stack = {};
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue(stack as never); // a place to note things at
  const errors: unknown[] = [];
  jest.spyOn(pulumi, "all").mockImplementation(
    ((values: readonly unknown[]) => ({
      apply: (use: (known: unknown[]) => void) => {
        try {
          use(values.map((value) => (value instanceof Promise ? "robot" : value)));
        } catch (error) {
          errors.push(String(error));
        }
      },
    })) as never, // as much of an Output as is used
  );
  claimRobots("CloudSliceTask cut", ROBOT);
  claimRobots("CloudRecordingTask tape", { ...ROBOT, userId: Promise.resolve("robot") });
  expect(errors).toEqual([REFUSED]);
  jest.restoreAllMocks();
});

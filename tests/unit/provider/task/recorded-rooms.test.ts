import * as pulumi from "@pulumi/pulumi";
import { warnOfSecondRecording } from "../../../../provider/task/recorded-rooms";

const ROOM = { sdkAppId: 1400000001, roomId: "lobby" };
// only handed on to the log
const RESOURCE = {} as pulumi.Resource;

/** What is warned of in a run of these recordings, each with its name. */
async function warnings(...recordings: [name: string, args: Record<string, unknown>][]): Promise<string[]> {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue({} as never); // a place to note things at
  for (const [name, args] of recordings) warnOfSecondRecording(name, args, RESOURCE);
  // Outputs are known a moment later
  await new Promise((resolve) => setImmediate(resolve));
  const said = warn.mock.calls.map(([message, resource]) => {
    expect(resource).toBe(RESOURCE);
    return message;
  });
  jest.restoreAllMocks();
  return said;
}

const TWICE =
  'room "lobby" of application 1400000001 is recorded by one too: what both subscribe to is stored and paid for twice; ' +
  "give them different users in subscribeStreamUserIds, or remove one";

test("a room that is recorded twice is warned of, once", async () => {
  expect(await warnings(["one", ROOM])).toEqual([]);
  expect(await warnings(["one", ROOM], ["two", ROOM], ["three", ROOM])).toEqual([TWICE]);
});

test("another room or application is another, and so is the number that reads like the text", async () => {
  expect(
    await warnings(
      ["one", { ...ROOM, roomId: "5" }],
      ["two", { ...ROOM, roomId: 5 }],
      ["three", { ...ROOM, roomId: "5", sdkAppId: 1400000002 }],
    ),
  ).toEqual([]);
});

test("a room that is an Output is looked at when it is known", async () => {
  expect(await warnings(["one", ROOM], ["two", { ...ROOM, roomId: pulumi.output("lobby") }])).toEqual([
    TWICE,
  ]);
});

test("what is missing is left to check", async () => {
  expect(await warnings(["one", {}], ["two", {}])).toEqual([]);
});

test("without an engine nobody is warned", () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue(undefined);
  warnOfSecondRecording("one", ROOM, RESOURCE);
  warnOfSecondRecording("two", ROOM, RESOURCE);
  expect(warn).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

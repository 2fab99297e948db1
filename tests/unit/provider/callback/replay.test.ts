import { eventKey } from "../../../../provider/callback/event-key";
import { parse } from "../../../../provider/callback/parse";
import { replayEvents, replayLine } from "../../../../provider/callback/replay";
import { storedEventText } from "../../../../provider/callback/stored-event";
import { memoryStorage } from "./memory-storage";
import { slicingBody } from "./signed-request";

function unstored(file: string) {
  const body = JSON.stringify(slicingBody(1736174000000, {}, { Payload: { FileList: file } }));
  const event = parse(body);
  const object = storedEventText({
    sdkAppId: 1400000001,
    receivedAt: "2025-01-06T14:33:20.000Z",
    sign: "sign",
    rawBody: Buffer.from(body).toString("base64"),
    event,
  });
  return { key: eventKey(1400000001, event.body), object };
}

const ONE = unstored('a "b" {c}.png');
const LINE = replayLine(ONE);

test.each<[string, string]>([
  ["as it was written", LINE],
  ["behind what a log service writes", `2026-11-21T14:00:00.000Z\tRequestId: 1\tERROR\t${LINE}`],
  ["behind other JSON", `{"level":"error"} ${LINE}`],
  ["before other text", `${LINE} (stream 1)\r`],
  ["as text within JSON", JSON.stringify({ time: 1, message: LINE, after: "x" })],
  ["as text within JSON, behind other text", JSON.stringify({ message: `stderr F ${LINE}\n` })],
])("an event is put back from its line %s", async (_where, line) => {
  const storage = memoryStorage();
  expect(await replayEvents(storage, [line])).toEqual({ stored: 1, existing: 0, otherLines: 0, damaged: 0 });
  expect([...storage.objects]).toEqual([[ONE.key, ONE.object]]);
});

test("lines are counted by what they did, and can be given again", async () => {
  const two = unstored("two.png");
  const storage = memoryStorage(new Map([[two.key, "kept"]]));
  async function* lines() {
    await Promise.resolve();
    yield* ["START", LINE, "", replayLine(two), LINE, LINE.slice(0, -1)];
  }
  expect(await replayEvents(storage, lines())).toEqual({ stored: 1, existing: 2, otherLines: 2, damaged: 1 });
  expect(storage.objects.get(two.key)).toBe("kept");
  expect(await replayEvents(storage, lines())).toEqual({ stored: 0, existing: 3, otherLines: 2, damaged: 1 });
});

test.each<[string, string]>([
  ["cut", LINE.slice(0, 200)],
  ["cut within JSON", JSON.stringify({ message: LINE }).slice(0, 200)],
  ["cut within JSON, behind a backslash", `{"message":"${JSON.stringify(LINE).slice(1, 40)}\\`],
  ["a key of another event", replayLine({ ...ONE, key: unstored("two.png").key })],
  ["a key outside of the events", replayLine({ ...ONE, key: "slices/a.png" })],
  ["no text for a key", LINE.replace(/"key":"[^"]*"/, '"key":1')],
  ["no key", LINE.replace('"key":', '"kei":')],
  ["an object that is no event", replayLine({ ...ONE, object: "{}" })],
  ["a changed body", replayLine({ ...ONE, object: unstored("two.png").object })],
])("a line is damaged: %s", async (_what, line) => {
  const storage = memoryStorage();
  expect(await replayEvents(storage, [line])).toEqual({ stored: 0, existing: 0, otherLines: 0, damaged: 1 });
  expect(storage.objects.size).toBe(0);
});

test("a storage that fails ends it, with what came before stored", async () => {
  const storage = memoryStorage();
  const lines = [LINE, replayLine(unstored("two.png"))];
  const full = {
    ...storage,
    putOnce: (key: string, body: string) =>
      key === ONE.key ? storage.putOnce(key, body) : Promise.reject(new Error("denied")),
  };
  await expect(replayEvents(full, lines)).rejects.toThrow("denied");
  expect([...storage.objects.keys()]).toEqual([ONE.key]);
});

import { eventId, eventKey } from "../../../../provider/callback/event-key";
import { parse } from "../../../../provider/callback/parse";
import { replayEvents, replayLine } from "../../../../provider/callback/replay";
import { readStoredEvent, storedEventText } from "../../../../provider/callback/stored-event";
import { memoryStorage } from "./memory-storage";
import { signOf, slicingBody } from "./signed-request";

function unstored(file: string) {
  // odd texts, slashes in the base64, and the word of the line in the key
  const info = { TaskId: "trtcEventToReplay \"{}'", RoomId: "???>>>", Payload: { FileList: file } };
  const body = JSON.stringify(slicingBody(1736174000000, {}, info));
  const event = parse(body);
  const rawBody = Buffer.from(body).toString("base64");
  const stored = {
    sdkAppId: 1400000001,
    receivedAt: "2025-01-06T14:33:20.000Z",
    sign: signOf(body),
    rawBody,
    event,
  };
  return {
    key: eventKey(1400000001, event.body),
    object: storedEventText(stored),
    line: replayLine(stored),
    rawBody,
  };
}

const ONE = unstored('a "b" {c}.png');
const TWO = unstored("two.png");
const LINE = ONE.line;

const csv = (text: string) => `"${text.replaceAll('"', '""')}"`;
const inJson = (text: string) => JSON.stringify({ time: 1, message: text, after: { x: "}" } });

test.each<[string, string]>([
  ["as it was written", LINE],
  ["behind what a log service writes", `2026-11-21T14:00:00.000Z\tRequestId: 1\tERROR\t${LINE}`],
  ["behind other JSON", `{"level":"error"} ${LINE}`],
  ["before other text", `${LINE} (stream 1)\r`],
  ["before other JSON", `${LINE} {"level":"error"}`],
  ["before half of something", `${LINE} }}"{`],
  ["as text within JSON", inJson(LINE)],
  ["as text within JSON, behind other text", inJson(`stderr F ${LINE}\n`)],
  ["as text within JSON within JSON", inJson(inJson(`${LINE}\n`))],
  ["as text within JSON three times", inJson(inJson(inJson(LINE)))],
  ["as text within JSON whose slashes are escaped", inJson(LINE).replaceAll("/", "\\/")],
  ["in CSV", `1736174000000,${csv(LINE)}`],
  ["in CSV before other columns", `1736174000000,${csv(`ERROR\t${LINE}\n`)},"{""a"":1}"`],
  ["within JSON in CSV", csv(inJson(LINE))],
  ["in CSV within JSON", inJson(csv(LINE))],
  ["behind 16 million characters", `${'{"a\\'.repeat(4_000_000)}${LINE}`],
  ["before 16 million characters", `${LINE}${'{"a\\'.repeat(4_000_000)}`],
])("an event is put back from its line %s", async (_where, line) => {
  const storage = memoryStorage();
  expect(await replayEvents(storage, [line])).toEqual({ stored: 1, existing: 0, otherLines: 0, damaged: 0 });
  expect([...storage.objects]).toEqual([[ONE.key, ONE.object]]);
});

test("of several events in one line each is put back", async () => {
  const storage = memoryStorage();
  const line = JSON.stringify({ events: [{ message: LINE }, { message: "other" }, { message: TWO.line }] });
  expect(await replayEvents(storage, [line, `${LINE.slice(0, 300)}${TWO.line}`])).toEqual({
    stored: 2,
    existing: 1,
    otherLines: 0,
    damaged: 1,
  });
  expect([...storage.objects.keys()]).toEqual([ONE.key, TWO.key]);
});

test("lines are counted by what they did, and can be given again", async () => {
  const storage = memoryStorage(new Map([[TWO.key, "kept"]]));
  async function* lines() {
    await Promise.resolve();
    yield* ["START", LINE, "", TWO.line, LINE, LINE.slice(0, -1)];
  }
  expect(await replayEvents(storage, lines())).toEqual({ stored: 1, existing: 2, otherLines: 2, damaged: 1 });
  expect(storage.objects.get(TWO.key)).toBe("kept");
  expect(await replayEvents(storage, lines())).toEqual({ stored: 0, existing: 3, otherLines: 2, damaged: 1 });
});

test.each<[string, string]>([
  ["cut", LINE.slice(0, 200)],
  ["cut within JSON", JSON.stringify({ message: LINE }).slice(0, 200)],
  ["cut within JSON, behind a backslash", `{"message":"${JSON.stringify(LINE).slice(1, 40)}\\`],
  ["cut in CSV", csv(LINE).slice(0, 200)],
  ["cut within JSON three times", inJson(inJson(inJson(LINE))).slice(0, 300)],
  ["cut behind its word", '{"trtcEventToReplay'],
  ["its word alone", "trtcEventToReplay"],
  ["quotes written as codes", LINE.replaceAll('"', "\\u0022")],
  ["a key of another event", LINE.replace(ONE.key, TWO.key)],
  ["a key outside of the events", LINE.replace(ONE.key, "slices/a.png")],
  ["another application", LINE.replace('"sdkAppId":1400000001', '"sdkAppId":1400000002')],
  ["a later form", LINE.replace('":1,', '":2,')],
  ["no text for a key", LINE.replace(/"key":"[^"]*"/, '"key":1')],
  ["no key", LINE.replace('"key":', '"kei":')],
  ["no body", LINE.replace(ONE.rawBody, "")],
  ["a changed body", LINE.replace(ONE.rawBody, TWO.rawBody)],
  ["16 million characters for a body", LINE.replace(ONE.rawBody, "A".repeat(16_000_000))],
  ["16 million quotes for a body", LINE.replace(ONE.rawBody, '"'.repeat(16_000_000))],
  ["16 million backslashes for a body", LINE.replace(ONE.rawBody, "\\".repeat(16_000_000))],
])("a line is damaged: %s", async (_what, line) => {
  const storage = memoryStorage();
  expect(await replayEvents(storage, [line])).toEqual({ stored: 0, existing: 0, otherLines: 0, damaged: 1 });
  expect(storage.objects.size).toBe(0);
});

test("a character that was changed makes no other event of a line", async () => {
  const id = eventId(readStoredEvent(ONE.object).event.body);
  for (let at = 0; at < LINE.length; at += 3) {
    const storage = memoryStorage();
    await replayEvents(storage, [`${LINE.slice(0, at)}x${LINE.slice(at + 1)}`]);
    const [[key, object] = [ONE.key, ONE.object]] = storage.objects;
    expect([key, eventId(readStoredEvent(object).event.body)]).toEqual([ONE.key, id]);
  }
});

test("a storage that fails ends it, with what came before stored", async () => {
  const storage = memoryStorage();
  const lines = [LINE, TWO.line];
  const full = {
    ...storage,
    putOnce: (key: string, body: string) =>
      key === ONE.key ? storage.putOnce(key, body) : Promise.reject(new Error("denied")),
  };
  await expect(replayEvents(full, lines)).rejects.toThrow("denied");
  expect([...storage.objects.keys()]).toEqual([ONE.key]);
});

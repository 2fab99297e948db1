import { createHandler } from "../../../../provider/callback/handler";
import type { ReceivedEvent } from "../../../../provider/callback/handler";
import { signTestEvent } from "../../../../provider/callback/test-event";
import { InputError } from "../../../../provider/trtc/errors";
import vector from "../../../vectors/callback.json";
import { KEY, SDK_APP_ID, signOf } from "./signed-request";

const NOW = 1736174000123;

test("a test event is a room that was created now, printed and signed as TRTC does", () => {
  const body =
    '{\n\t"EventGroupId":\t1,\n\t"EventType":\t101,\n\t"EventInfo":\t{\n\t\t"RoomId":\t"pulumi-trtc-test",\n' +
    '\t\t"EventTs":\t1736174000,\n\t\t"EventMsTs":\t1736174000123,\n\t\t"UserId":\t"pulumi-trtc-test"\n\t},\n' +
    '\t"CallbackTs":\t1736174000123\n}';
  expect(signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID, now: NOW })).toEqual({
    body,
    headers: { "Content-Type": "application/json", SdkAppId: "1400000001", Sign: signOf(body) },
  });
});

test("the published event is printed and signed as published", () => {
  const event: object = JSON.parse(vector.body) as object; // it is one
  const { body, headers } = signTestEvent({ key: vector.key, sdkAppId: SDK_APP_ID, event });
  expect(body).toBe(vector.body);
  expect(headers["Sign"]).toBe(vector.sign);
});

test.each<[string, object, object]>([
  ["gets the time of sending", { EventGroupId: 1 }, { EventGroupId: 1, CallbackTs: NOW }],
  ["of group 7 gets it in milliseconds by name", { EventGroupId: 7 }, { EventGroupId: 7, CallbackMsTs: NOW }],
  ["keeps its own time", { CallbackTs: 1 }, { CallbackTs: 1 }],
  [
    "keeps its own time of group 7",
    { EventGroupId: 7, CallbackMsTs: 1 },
    { EventGroupId: 7, CallbackMsTs: 1 },
  ],
  [
    "with colons and quotes in its texts stays what it is",
    { a: 'b": c', 'd": ': ["x: y", '": '], CallbackTs: 1 },
    { a: 'b": c', 'd": ': ["x: y", '": '], CallbackTs: 1 },
  ],
])("an event of one's own %s", (_what, event, sent) => {
  expect(JSON.parse(signTestEvent({ key: KEY, sdkAppId: 1, event, now: NOW }).body)).toEqual(sent);
});

test("the time is that of the clock unless given", async () => {
  const events: ReceivedEvent[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [SDK_APP_ID],
    toleranceSeconds: 60,
    onEvent: (received) => void events.push(received),
  });
  const request = { method: "POST", ...signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID }) };
  expect((await handle(request)).status).toBe(200);
  expect(events.map(({ event }) => event.roomId)).toEqual(["pulumi-trtc-test"]);
});

test("a key that the console would not take is refused", () => {
  expect(() => signTestEvent({ key: "a b", sdkAppId: 1 })).toThrow(InputError);
});

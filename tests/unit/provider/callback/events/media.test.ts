import vector from "../../../../vectors/callback.json";
import { parse } from "../../../../../provider/callback/parse";
import { eventOf } from "../callback-samples";

test.each([
  ["START_VIDEO", 201, "2023-06-26T09:30:03.198Z", "2023-06-26T09:30:03.192Z", {}],
  ["STOP_VIDEO", 202, "2023-06-26T09:31:59.458Z", "2023-06-26T09:31:59.447Z", { reason: 0 }],
  ["START_AUDIO", 203, "2023-06-26T09:31:09.377Z", "2023-06-26T09:31:09.365Z", {}],
  ["STOP_AUDIO", 204, "2023-06-26T09:12:12.498Z", "2023-06-26T09:12:12.383Z", { reason: 0 }],
  ["START_ASSIT", 205, "2023-06-26T09:33:33.823Z", "2023-06-26T09:33:33.753Z", {}],
  ["STOP_ASSIT", 206, "2023-06-26T09:33:35.054Z", "2023-06-26T09:33:35.032Z", { reason: 0 }],
])("%s is read from the vendor's sample", (name, type, sentAt, occurredAt, payload) => {
  expect(eventOf(`${type}.json`)).toEqual({
    name,
    group: 2,
    type,
    sentAt,
    occurredAt,
    roomId: 12345,
    userId: "test",
    payload,
  });
});

test("the body of the published signature is an event", () => {
  const body: unknown = JSON.parse(vector.body);
  expect(parse(vector.body)).toEqual({
    name: "STOP_AUDIO",
    group: 2,
    type: 204,
    sentAt: "2022-09-26T16:29:08.188Z",
    occurredAt: "2022-09-26T16:29:08.180Z",
    roomId: 8489,
    userId: "user_85034614",
    payload: { reason: 0 },
    body,
  });
});

import type { TrtcEvent } from "../../../../provider/callback/events";
import { foreignTasks } from "../../../../provider/callback/foreign-tasks";
import { parse } from "../../../../provider/callback/parse";
import { sample } from "./callback-samples";

const START = Date.UTC(2026, 0, 2, 10);

function told(group: number, eventType: number, second: number, info: object): TrtcEvent {
  return parse(
    JSON.stringify({
      EventGroupId: group,
      EventType: eventType,
      CallbackTs: START + second * 1000,
      EventInfo: { EventMsTs: START + second * 1000, UserId: "robot", Payload: { Status: 0 }, ...info },
    }),
  );
}

test("tasks that no stack has are found, each once, with the first that was heard of it", () => {
  const events = [
    told(3, 302, 9, { TaskId: "console", RoomId: 5 }),
    told(3, 301, 3, { TaskId: "console", RoomId: 5 }),
    told(10, 1001, 1, { TaskId: "ours", RoomId: "lobby" }),
    told(4, 401, 7, { TaskId: "script", Payload: { Url: "rtmp://a.example/live/x", Status: 1 } }),
  ];
  expect(foreignTasks(events, ["ours"])).toEqual([
    { taskId: "console", group: 3, roomId: 5, since: "2026-01-02T10:00:03.000Z" },
    { taskId: "script", group: 4, since: "2026-01-02T10:00:07.000Z" },
  ]);
  expect(foreignTasks(events, ["ours", "console", "script"])).toEqual([]);
});

test("events of rooms and media are of no task", () => {
  expect(
    foreignTasks(
      [sample("103.json"), sample("203.json")].map((text) => parse(text)),
      [],
    ),
  ).toEqual([]);
});

import { controlClient } from "../../../emulator/src/control-client";
import { createRequest, place, startedEmulator } from "./started-emulator";
import type { StartedEmulator } from "./started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
afterAll(() => started.emulator.close());

test("what the emulator refuses is rejected in the emulator's words", async () => {
  await expect(started.control.advance(-1)).rejects.toThrow("POST clock/advance: body: seconds must be >= 0");
});

test("ids with spaces, plus, percent and question marks arrive whole", async () => {
  const request = createRequest({ RoomId: "a b+?#&%", UserId: "robot" });
  await started.client.CreateCloudSliceTask(request);
  await started.control.joinRoom(place("u_1-", "a b+?#&%"));
  expect(await started.control.leaveRoom(place("u_1-", "a b+?#&%"))).toBe(true);
  const [task] = await started.control.tasks();
  expect(await started.control.stopTask(task?.taskId ?? "")).toMatchObject({ running: false });
});

test("an emulator that is not there is an error, not a hang", async () => {
  await expect(controlClient("http://127.0.0.1:9").health()).rejects.toThrow("fetch failed");
});

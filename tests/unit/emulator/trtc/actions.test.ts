import { clientOf, createRequest, failureOf, place, SDK_APP_ID, startedEmulator } from "../started-emulator";
import type { CreateRequest, StartedEmulator } from "../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function create(changes: Partial<CreateRequest> = {}): Promise<string> {
  const { TaskId } = await started.client.CreateCloudSliceTask(createRequest(changes));
  return TaskId ?? "";
}

const statusOf = async (TaskId: string) =>
  (await started.client.DescribeCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId })).Status;
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const views = () => started.control.tasks();

describe("removing from rooms", () => {
  const room = { SdkAppId: SDK_APP_ID, RoomId: "lobby" };

  test("a removed robot ends its task", async () => {
    await create();
    await started.client.RemoveUserByStrRoomId({ ...room, UserIds: ["robot", "nobody"] });
    expect(await views()).toMatchObject([{ running: false, leaveCode: 1 }]);
  });

  test("a string room is not reached by its number, nor the other way round", async () => {
    await create({ RoomId: "150" });
    const byNumber = { SdkAppId: SDK_APP_ID, RoomId: 150, UserIds: ["robot"] };
    expect(await codeOf(started.client.RemoveUser(byNumber))).toBe("FailedOperation.RoomNotExist");
    await create({ RoomId: "150", RoomIdType: 1 });
    await started.client.RemoveUser(byNumber);
    expect(await views()).toMatchObject([{ running: true }, { running: false, leaveCode: 1 }]);
  });

  test("removed users leave their streams", async () => {
    const taskId = await create();
    await started.control.joinRoom(place("teacher"));
    await started.client.RemoveUserByStrRoomId({ ...room, UserIds: ["teacher"] });
    expect(await statusOf(taskId)).toBe("Idle");
    expect(await started.control.leaveRoom(place("teacher"))).toBe(false);
  });

  test("a room without anybody does not exist", async () => {
    expect(await failureOf(started.client.RemoveUserByStrRoomId({ ...room, UserIds: ["robot"] }))).toEqual({
      code: "FailedOperation.RoomNotExist",
      message: "The room does not exist.",
    });
  });

  test("eu-frankfurt does not remove users", async () => {
    const frankfurt = clientOf(started.emulator, { region: "eu-frankfurt" });
    const call = frankfurt.RemoveUserByStrRoomId({ ...room, UserIds: ["robot"] });
    expect(await codeOf(call)).toBe("UnsupportedRegion");
  });

  test("dismissing a room ends its tasks and takes everybody out", async () => {
    await create();
    await started.control.joinRoom(place("teacher"));
    await started.client.DismissRoomByStrRoomId(room);
    expect(await views()).toMatchObject([{ running: false, leaveCode: 2 }]);
    expect(await codeOf(started.client.DismissRoomByStrRoomId(room))).toBe("FailedOperation.RoomNotExist");
  });
});

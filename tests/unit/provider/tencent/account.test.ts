import { appIdOf } from "../../../../provider/tencent/account";
import { ServiceError } from "../../../../provider/trtc/errors";
import { fakeClient, refusal } from "../fake-client";

test("the APPID is asked for by one call that may be made again", async () => {
  const cam = fakeClient({ GetUserAppId: [{ AppId: 1250000000, Uin: "1", OwnerUin: "1" }] });
  await expect(appIdOf(cam)).resolves.toBe(1250000000);
  expect(cam.calls).toEqual([{ action: "GetUserAppId", params: {} }]);
  expect(cam.whole.map(({ repeatable }) => repeatable)).toEqual([true]);
});

test("an answer without it says what to do", async () => {
  await expect(appIdOf(fakeClient({ GetUserAppId: [{ Uin: "1" }] }))).rejects.toThrow(
    new ServiceError("GetUserAppId: the answer holds no AppId: run it again"),
  );
});

test("a refusal stays one", async () => {
  const denied = refusal("UnauthorizedOperation", "GetUserAppId");
  await expect(appIdOf(fakeClient({ GetUserAppId: [denied] }))).rejects.toBe(denied);
});

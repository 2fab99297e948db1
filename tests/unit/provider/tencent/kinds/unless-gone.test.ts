import { unlessGone } from "../../../../../provider/tencent/kinds/unless-gone";
import { GoneError, ServiceError } from "../../../../../provider/trtc/errors";

test("an answer is handed on", async () => {
  const answer = { RequestId: "r-0" };
  await expect(unlessGone(Promise.resolve(answer))).resolves.toBe(answer);
});

test("what is gone is undefined", async () => {
  await expect(unlessGone(Promise.reject(new GoneError("gone")))).resolves.toBeUndefined();
});

test("any other failure stays one", async () => {
  const error = new ServiceError("no");
  await expect(unlessGone(Promise.reject(error))).rejects.toBe(error);
});

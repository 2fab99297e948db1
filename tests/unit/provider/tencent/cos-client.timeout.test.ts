import { operationBudget } from "../../../../provider/trtc/attempt";
import type * as client from "../../../../provider/trtc/client";
import { UnknownOutcomeError } from "../../../../provider/trtc/errors";
import { ADDRESS, cosAt, serverThat } from "./cos-client-parts";

// a request that nobody answers ends soon
jest.mock("../../../../provider/trtc/client", () => ({
  ...jest.requireActual<typeof client>("../../../../provider/trtc/client"),
  REQUEST_TIMEOUT_MS: 100,
}));

test("a server that is silent is given up after the time of a request, and the call is not repeated by us", async () => {
  const { url, close } = await serverThat(() => undefined);
  const { cos, clock } = cosAt(url);
  const created = cos.create(ADDRESS, operationBudget());
  await expect(created).rejects.toThrow(
    new UnknownOutcomeError(
      `putBucket: no usable answer from ${url} (timeout), so it is not known whether the call took effect`,
    ),
  );
  await expect(created).rejects.toMatchObject({ code: "Timeout" });
  expect(clock.sleeps).toEqual([]);
  await close();
});

import { startMiniStack } from "../../aws/ministack";

const given = process.env["PULUMI_TRTC_MINISTACK"];

afterEach(() => {
  if (given === undefined) delete process.env["PULUMI_TRTC_MINISTACK"];
  else process.env["PULUMI_TRTC_MINISTACK"] = given;
});

test("without the set-up it is said what to run", async () => {
  delete process.env["PULUMI_TRTC_MINISTACK"];
  await expect(startMiniStack()).rejects.toThrow(
    new Error("PULUMI_TRTC_MINISTACK is not set: start this with `npm test` or `npm run prove`"),
  );
});

test("a MiniStack that ends at once is told with the reason", async () => {
  process.env["PULUMI_TRTC_MINISTACK"] = "false";
  await expect(startMiniStack()).rejects.toMatchObject({
    message: "MiniStack did not start: it ended with exit code 1\n",
  });
});

test("a Python that is not there is told with the reason", async () => {
  process.env["PULUMI_TRTC_MINISTACK"] = "/nonexistent/python";
  await expect(startMiniStack()).rejects.toThrow(/^MiniStack did not start: .*ENOENT/);
});

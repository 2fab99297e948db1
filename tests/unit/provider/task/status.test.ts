import { slicing } from "../../../../provider/task/slicing";
import { describedTask } from "../../../../provider/task/status";
import { systemClock } from "../../../../provider/trtc/clock";
import { GoneError } from "../../../../provider/trtc/errors";
import { processClient } from "../../../../provider/trtc/process";
import { fakeClient, refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { START } from "../fake-clock";

jest.mock("../../../../provider/trtc/process");

const DESCRIBE = "DescribeCloudSliceTask";
const CREATED_AT = new Date(START).toISOString();
const lenient = {
  ...slicing,
  describe: {
    action: DESCRIBE,
    sees: ({ Status }: Record<string, unknown>) => (Status === "NotExist" ? "unknown" : "running"),
  },
} as const;

let now = START;

function answering(...answers: Answer[]): void {
  const client = fakeClient({ [DESCRIBE]: answers });
  jest.mocked(processClient).mockReturnValue(client);
}

beforeEach(() => {
  now = START;
  jest.spyOn(Date, "now").mockImplementation(() => now);
  jest.spyOn(systemClock, "sleep").mockImplementation((milliseconds) => {
    now += milliseconds;
    return Promise.resolve();
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const TASK = { sdkAppId: 1400000001, taskId: "task", region: "ap-singapore" };

test("a new task that is not known yet is asked for again, by code and by status", async () => {
  answering(refusal("ResourceNotFound", DESCRIBE), { Status: "NotExist" }, { Status: "InProgress" });
  expect(await describedTask(lenient, { ...TASK, createdAt: CREATED_AT })).toEqual({ Status: "InProgress" });
  expect(now - START).toBe(6_000);
});

test("after its first minute not found is believed: the status is answered, a code is an error with the reasons", async () => {
  answering({ Status: "NotExist" });
  expect(await describedTask(lenient, TASK)).toEqual({ Status: "NotExist" });
  answering(refusal("ResourceNotFound", DESCRIBE));
  const error = await describedTask(slicing, TASK).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GoneError);
  expect(String(error)).toBe(
    "GoneError: there is no task task in ap-singapore: it has ended, its handle has expired, or it was made in another region",
  );
});

test("a time of creation that cannot be read is none, and one that is still to come is now", async () => {
  answering(refusal("ResourceNotFound", DESCRIBE));
  await expect(describedTask(slicing, { ...TASK, createdAt: "yesterday" })).rejects.toThrow(GoneError);
  expect(now).toBe(START);
  answering(...Array.from({ length: 21 }, () => refusal("ResourceNotFound", DESCRIBE)));
  const createdAt = new Date(START + 3_600_000).toISOString();
  await expect(describedTask(slicing, { ...TASK, createdAt })).rejects.toThrow(GoneError);
  expect(now - START).toBe(60_000);
});

test("a kind that cannot be asked has no status", async () => {
  const { describe: _describe, ...silent } = slicing;
  await expect(describedTask(silent, TASK)).rejects.toThrow("a kind without Describe has no status function");
});

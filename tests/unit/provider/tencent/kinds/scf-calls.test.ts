import { scfCalls, WAIT_MS } from "../../../../../provider/tencent/kinds/scf-calls";
import type { ScfFunctionCalls } from "../../../../../provider/tencent/kinds/scf-calls";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { fakeClock } from "../../fake-clock";
import type { FakeClock } from "../../fake-clock";
import { scfRefusal } from "./scf-failure";

const CALL = { action: "UpdateFunctionCode", params: { FunctionName: "web" }, repeatable: true };
const DONE = { RequestId: "r-0" };
const BUSY = scfRefusal("FailedOperation.FunctionStatusError", "UpdateFunctionCode");

function calls(answers: readonly Answer[]): {
  calls: ScfFunctionCalls;
  client: FakeClient;
  clock: FakeClock;
  reports: string[];
} {
  const client = fakeClient({ UpdateFunctionCode: answers });
  const clock = fakeClock();
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const address = { functionName: "web", region: "ap-singapore" };
  return { calls: scfCalls({ scf: client, clock, report }, address), client, clock, reports };
}

test("a call goes to the region of the function", async () => {
  const { calls: made, client } = calls([DONE]);
  await expect(made.call(CALL)).resolves.toEqual(DONE);
  expect(client.calls).toEqual([
    { action: "UpdateFunctionCode", params: { FunctionName: "web" }, region: "ap-singapore" },
  ]);
});

test.each([
  "FailedOperation.FunctionStatusError",
  "FailedOperation.FunctionNameStatusError",
  "FailedOperation.FunctionVersionStatusNotActive",
  "FailedOperation.OperationConflict",
  "FailedOperation.DeleteFunction",
  "FailedOperation.CreateTrigger",
  "ResourceNotFound.Role",
])("a call that is answered %s is made again a second later", async (code) => {
  const { calls: made, client, clock } = calls([scfRefusal(code, "UpdateFunctionCode"), DONE]);
  await expect(made.call(CALL)).resolves.toEqual(DONE);
  expect(client.actions()).toEqual(["UpdateFunctionCode", "UpdateFunctionCode"]);
  expect(clock.sleeps).toEqual([1_000]);
});

test.each([
  "FailedOperation",
  "FailedOperation.UpdateFunctionCode",
  "FailedOperation.DeleteTrigger.UrlUsed",
  "ResourceNotFound.Function",
  "InvalidParameterValue",
])("a call that is answered %s is not made again", async (code) => {
  const refused = scfRefusal(code, "UpdateFunctionCode");
  const { calls: made, clock } = calls([refused]);
  await expect(made.call(CALL)).rejects.toBe(refused);
  expect(clock.sleeps).toEqual([]);
});

test("what is no error of the API is thrown as it is", async () => {
  const broken = new Error("broken");
  await expect(calls([broken]).calls.call(CALL)).rejects.toBe(broken);
});

test.each([
  ["a function that stays busy", "FailedOperation.FunctionStatusError", WAIT_MS],
  ["a role that is not there", "ResourceNotFound.Role", 60_000],
])("%s is given up in the end", async (_name, code, after) => {
  const refused = scfRefusal(code, "UpdateFunctionCode");
  const { calls: made, clock } = calls(Array<Answer>(200).fill(refused));
  await expect(made.call(CALL)).rejects.toBe(refused);
  expect(clock.sleeps).toHaveLength(after / 1_000);
});

test("a wait is told at once and then every ten seconds", async () => {
  const { calls: made, reports } = calls([...Array<Answer>(21).fill(BUSY), DONE]);
  await made.call(CALL);
  expect(reports).toEqual([
    "waiting for function web: UpdateFunctionCode is not possible yet (0 s)",
    "waiting for function web: UpdateFunctionCode is not possible yet (10 s)",
    "waiting for function web: UpdateFunctionCode is not possible yet (20 s)",
  ]);
});

describe("until", () => {
  test("asks every second, tells what it hears, and answers", async () => {
    const { calls: made, clock, reports } = calls([]);
    const heard = ["Creating", "Creating"];
    const answer = await made.until(() => Promise.resolve(heard.shift() ?? { answer: "Active" }));
    expect(answer).toBe("Active");
    expect(clock.sleeps).toEqual([1_000, 1_000]);
    expect(reports).toEqual(["waiting for function web: Creating (0 s)"]);
  });

  test("answers nothing when it takes too long, the calls before it counted", async () => {
    const { calls: made, clock } = calls([]);
    clock.advance(170_000);
    await expect(made.until(() => Promise.resolve("Creating"))).resolves.toBeUndefined();
    expect(clock.sleeps).toHaveLength(10);
  });
});

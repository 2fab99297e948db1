import { createFaults } from "../../../emulator/src/faults";

test("a fault is met as often as asked, then no more", () => {
  const faults = createFaults();
  faults.add({ action: "A", times: 2, kind: "timeout" });
  expect([faults.take("A")?.kind, faults.take("A")?.kind, faults.take("A")]).toEqual([
    "timeout",
    "timeout",
    undefined,
  ]);
});

test("a fault is for its action only, and the star is for any", () => {
  const faults = createFaults();
  faults.add({ action: "A", kind: "error" });
  expect(faults.take("B")).toBeUndefined();
  faults.add({ action: "*", kind: "status" });
  expect(faults.take("B")?.kind).toBe("status");
  expect(faults.take("A")?.kind).toBe("error");
});

test("the defaults are one InternalError, HTTP 503, an empty body, no wait", () => {
  const faults = createFaults();
  faults.add({ action: "A", kind: "error" });
  expect(faults.take("A")).toEqual({
    kind: "error",
    code: "InternalError",
    status: 503,
    body: "",
    seconds: 0,
    applied: false,
  });
});

test.each([
  ["error", false],
  ["status", false],
  ["timeout", true],
  ["reset", true],
  ["lost", true],
  ["body", true],
  ["latency", true],
  ["lateApply", true],
] as const)("after %s the call took effect: %p", (kind, applied) => {
  const faults = createFaults();
  faults.add({ action: "A", kind });
  expect(faults.take("A")?.applied).toBe(applied);
});

test("applied overrides what the kind says", () => {
  const faults = createFaults();
  faults.add({ action: "A", kind: "error", applied: true });
  expect(faults.take("A")?.applied).toBe(true);
});

test("clear forgets them", () => {
  const faults = createFaults();
  faults.add({ action: "A", kind: "error" });
  faults.clear();
  expect(faults.take("A")).toBeUndefined();
});

test("clear ends a wait before its time", async () => {
  const faults = createFaults();
  const waiting = faults.wait(3600, () => undefined);
  faults.clear();
  await expect(waiting).resolves.toBeUndefined();
});

test("the end of the connection ends a wait before its time", async () => {
  await expect(createFaults().wait(3600, (end) => end())).resolves.toBeUndefined();
});

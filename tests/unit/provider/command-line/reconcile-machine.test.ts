import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { thisMachine } from "../../../../provider/command-line/reconcile-machine";

const machine = thisMachine(".");

test("it has the name that locks have", () => {
  expect(machine.host).toBe(hostname());
});

test("a process runs here when it lives and is an engine", async () => {
  const waiting = ["-e", "setInterval(() => undefined, 1e6)"];
  const engine = spawn(process.execPath, [...waiting, "pulumi"], { stdio: "ignore" });
  const other = spawn("sleep", ["60"], { stdio: "ignore" });
  await Promise.all([once(engine, "spawn"), once(other, "spawn")]);
  const [pid, otherPid] = [Number(engine.pid), Number(other.pid)];
  expect([machine.runs(pid), machine.runs(otherPid)]).toEqual([true, false]);
  const ended = Promise.all([once(engine, "exit"), once(other, "exit")]);
  engine.kill("SIGKILL");
  other.kill();
  await ended;
  expect(machine.runs(pid)).toBe(false);
});

test("sleep ends when it is told to", async () => {
  const controller = new AbortController();
  const sleeping = machine.sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toThrow("The operation was aborted");
});

test("without a signal it lasts as long as it was told", async () => {
  const before = machine.now();
  await machine.sleep(20);
  // timers round
  expect(machine.now() - before).toBeGreaterThanOrEqual(19);
});

test("signals are heard until nobody listens any more", () => {
  const heard: string[] = [];
  const before = process.listenerCount("SIGTERM");
  const stop = machine.onSignal((signal) => heard.push(signal));
  process.emit("SIGTERM", "SIGTERM");
  process.emit("SIGINT", "SIGINT");
  stop();
  expect([heard, process.listenerCount("SIGTERM")]).toEqual([["SIGTERM", "SIGINT"], before]);
});

test("exit ends the process with the code", () => {
  const exit = jest.spyOn(process, "exit").mockReturnValue(undefined as never); // it would end jest
  machine.exit(143);
  expect(exit.mock.calls).toEqual([[143]]);
  exit.mockRestore();
});

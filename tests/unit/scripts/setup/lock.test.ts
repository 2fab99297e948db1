import { mkdirSync, readFileSync, readdirSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { environment, holds, put, startModule, temporaryFolder } from "../sandbox";
import type { Started } from "../sandbox";

/** A process that takes the lock `lock` of a folder, writes to its `log` and leaves after `held` milliseconds. */
function taker(folder: string, held: number): Started {
  return startModule(
    `import { appendFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { withLock } from scripts("setup/lock.mjs");
    const log = (text) => appendFileSync(${JSON.stringify(join(folder, "log"))}, text + "\\n");
    const onWait = (pid) => console.log("waits for " + pid);
    await withLock(${JSON.stringify(join(folder, "lock"))}, { onWait }, async () => {
      log("in " + process.pid);
      await setTimeout(${held});
      log("out " + process.pid);
    });`,
    environment(folder),
  );
}

function logged(folder: string): string[] {
  return readFileSync(join(folder, "log"), "utf8").trim().split("\n");
}

/** A lock as another process would have left it. */
function leave(folder: string, holder: { pid: number; host: string }, silent: number): void {
  const lock = join(folder, "lock");
  mkdirSync(lock);
  put(join(lock, "holder.json"), JSON.stringify({ token: "left", ...holder }));
  const heard = new Date(Date.now() - silent);
  utimesSync(lock, heard, heard);
}

/** Each that went in went out before the next. */
function expectOneAtATime(lines: readonly string[], count: number): void {
  expect(lines).toHaveLength(2 * count);
  for (let i = 0; i < lines.length; i += 2) {
    expect(lines[i]).toMatch(/^in \d+$/);
    expect(lines[i + 1]).toBe(lines[i]?.replace("in", "out"));
  }
}

test("of two processes one holds the lock, and the other waits, says so and goes on after it", async () => {
  const folder = temporaryFolder();
  const first = taker(folder, 400);
  await holds(join(folder, "log"), "in");
  const second = await taker(folder, 0).ended;
  expect(second).toMatchObject({ code: 0, stdout: `waits for ${first.process.pid}\n` });
  expect(await first.ended).toMatchObject({ code: 0, stdout: "" });
  expectOneAtATime(logged(folder), 2);
  expect(readdirSync(folder).filter((name) => !name.endsWith(".ended"))).toEqual(["log"]);
});

test("the lock of a killed process is taken over, by one of many at once", async () => {
  const folder = temporaryFolder();
  const killed = taker(folder, 60_000);
  await holds(join(folder, "log"), "in");
  killed.process.kill("SIGKILL");
  await killed.ended;
  const others = await Promise.all([1, 2, 3, 4].map(() => taker(folder, 30).ended));
  expect(others.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expectOneAtATime(logged(folder).slice(1), 4);
});

test("a lock not refreshed for 30 s is taken over though a process has its holder's number", async () => {
  const folder = temporaryFolder();
  leave(folder, { pid: process.pid, host: hostname() }, 31_000);
  expect(await taker(folder, 0).ended).toMatchObject({ code: 0, stdout: "" });
});

test("a holder on another machine counts as alive until it was silent for 30 s", async () => {
  const folder = temporaryFolder();
  leave(folder, { pid: 4_000_000, host: "elsewhere" }, 29_300);
  expect(await taker(folder, 0).ended).toMatchObject({ code: 0, stdout: "waits for 4000000\n" });
});

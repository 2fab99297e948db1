import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { environment, holds, put, runModule, startModule, temporaryFolder } from "../sandbox";

/** A command that writes the signals it gets to `log`, and ends with code 42 a while after the first. */
function listener(folder: string): string {
  return put(
    join(folder, "listener.mjs"),
    `import { appendFileSync } from "node:fs";
    const log = (text) => appendFileSync(${JSON.stringify(join(folder, "log"))}, text + "\\n");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(signal, () => {
        log(signal);
        setTimeout(() => process.exit(42), 1500);
      });
    }
    setInterval(() => {}, 1000);
    log("up " + process.pid);`,
  );
}

function passing(folder: string): string {
  return `import { passThrough } from scripts("setup/child.mjs");
    const { code } = await passThrough(process.execPath, [${JSON.stringify(listener(folder))}]).ended;
    process.exitCode = code;`;
}

function signals(folder: string): string[] {
  return readFileSync(join(folder, "log"), "utf8").trim().split("\n").slice(1);
}

test("a signal that arrives twice at once, from the terminal and from npm, reaches the command once", async () => {
  const folder = temporaryFolder();
  const parent = startModule(passing(folder), environment(folder));
  await holds(join(folder, "log"), "up");
  parent.process.kill("SIGINT");
  await setTimeout(50);
  parent.process.kill("SIGINT");
  expect(await parent.ended).toMatchObject({ code: 42 });
  expect(signals(folder)).toEqual(["SIGINT"]);
});

test("a command ends when the process above it is killed", async () => {
  const folder = temporaryFolder();
  const parent = startModule(passing(folder), environment(folder));
  await holds(join(folder, "log"), "up");
  parent.process.kill("SIGKILL");
  await parent.ended;
  await holds(join(folder, "log"), "SIGTERM");
  expect(signals(folder)).toEqual(["SIGTERM"]);
});

test("a command that dies of a signal gives 128 and the signal's number", async () => {
  const { stdout } = await runModule(
    `import { passThrough } from scripts("setup/child.mjs");
    console.log(JSON.stringify(await passThrough("/bin/sh", ["-c", "kill -s TERM $$"]).ended));`,
    environment(temporaryFolder()),
  );
  expect(JSON.parse(stdout)).toEqual({ code: 143, missing: false });
});

test("a missing command is told apart from one that fails", async () => {
  const { stdout } = await runModule(
    `import { run } from scripts("setup/child.mjs");
    const missing = await run("no-such-command", []);
    const failing = await run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"]);
    console.log(JSON.stringify([missing.missing, missing.code, failing.missing, failing.code, failing.lines.sort()]));`,
    environment(temporaryFolder()),
  );
  expect(JSON.parse(stdout)).toEqual([true, 127, false, 3, ["err", "out"]]);
});

test("a command that takes too long is ended with all it started", async () => {
  const { stdout } = await runModule(
    `import { run } from scripts("setup/child.mjs");
    const { code } = await run("/bin/sh", ["-c", "/bin/sleep 60 & wait"], { timeout: 100 });
    console.log(code);`,
    environment(temporaryFolder()),
  );
  expect(stdout).toBe("1\n");
});

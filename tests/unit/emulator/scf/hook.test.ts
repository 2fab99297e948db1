import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";

import {
  CONTROL_DESCRIPTOR,
  FOLDER_VARIABLE,
  HOOK,
  SOCKET_VARIABLE,
} from "../../../../emulator/src/scf/hook";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "trtc-hook-")), "function");
  mkdirSync(folder);
  writeFileSync(join(folder, "hook.cjs"), HOOK);
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** A process with the hook; its control is the emulator's end. */
function start(program: string) {
  const child = spawn(process.execPath, ["--require", join(folder, "hook.cjs"), "-e", program], {
    env: { [SOCKET_VARIABLE]: join(folder, "s"), [FOLDER_VARIABLE]: folder },
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  // a pipe is a duplex stream
  return { child, control: child.stdio[CONTROL_DESCRIPTOR] as Duplex };
}

test("a function ends with the emulator, whose end of the control goes with it, and leaves no folder", async () => {
  const { child, control } = start('require("node:http").createServer().listen(9000)');
  await once(control, "data");
  expect(existsSync(join(folder, "s"))).toBe(true);
  control.destroy();
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(existsSync(folder)).toBe(false);
});

test.each(["9000", '"9000"', "{ port: 9000 }", '9000, "0.0.0.0", () => undefined'])(
  "listen(%s) is told",
  async (given) => {
    const { child, control } = start(`require("node:net").createServer().listen(${given})`);
    expect(String((await once(control, "data"))[0])).toBe("listening");
    child.kill("SIGKILL");
    await once(child, "exit");
  },
);

test("other ports, and the end of a program, are left alone; its variables are not to be seen", async () => {
  const { child } = start(
    `const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
      process.stdout.write(JSON.stringify([typeof server.address().port, Object.keys(process.env)]));
      server.close();
    });`,
  );
  let printed = "";
  child.stdout?.on("data", (piece: Buffer) => (printed += piece.toString()));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(JSON.parse(printed)).toEqual(["number", []]);
});

import { join } from "node:path";
import { environment, put, runModule, temporaryFolder } from "../sandbox";
import type { Ended } from "../sandbox";

/** Puts a stand-in for Python on PATH, the body of a shell script. */
function putPython(bin: string, name: string, body: string): void {
  put(join(bin, name), `#!/bin/sh\n${body}\n`, 0o755);
}

/** What a Python answers to the probe. */
function says(version: string, venv = "venv"): string {
  return `echo ${version}; echo ${venv}`;
}

function find(bin: string): Promise<Ended> {
  return runModule(
    `import { runScript } from scripts("setup/failure.mjs");
    import { findPython } from scripts("setup/python.mjs");
    await runScript("setup", async () => {
      console.log(JSON.stringify(await findPython(process.env)));
      return 0;
    });`,
    environment(bin),
  );
}

test("python3 is used when it is new enough", async () => {
  const bin = temporaryFolder();
  putPython(bin, "python3", says("3.10.0"));
  putPython(bin, "python3.14", says("3.14.1"));
  expect(await find(bin)).toMatchObject({
    code: 0,
    stdout: '{"command":"python3","version":"3.10.0"}\n',
    stderr: "",
  });
});

test("a newer Python is found behind an old, a broken and a bare one", async () => {
  const bin = temporaryFolder();
  putPython(bin, "python3", says("3.9.18"));
  putPython(bin, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127");
  putPython(bin, "python3.12", says("3.12.1", "no venv"));
  putPython(bin, "python3.11", says("3.11.7"));
  expect(await find(bin)).toMatchObject({
    code: 0,
    stdout: '{"command":"python3.11","version":"3.11.7"}\n',
  });
});

test("no Python is one sentence that says what to install", async () => {
  expect(await find(temporaryFolder())).toMatchObject({
    code: 1,
    stdout: "",
    stderr:
      "setup: there is no Python on PATH, and Python 3.10 or later is needed: install it from " +
      "https://www.python.org/downloads/, then run the same command again\n",
  });
});

test("Pythons that are too old are named with their versions", async () => {
  const bin = temporaryFolder();
  putPython(bin, "python3", says("3.9.18"));
  putPython(bin, "python", says("2.7.18", "no venv"));
  expect(await find(bin)).toMatchObject({
    code: 1,
    stderr:
      "setup: python3 is 3.9.18, python is 2.7.18, and Python 3.10 or later is needed: install it from " +
      "https://www.python.org/downloads/, then run the same command again\n",
  });
});

test("a Python without its venv module is one sentence with the cure", async () => {
  const bin = temporaryFolder();
  putPython(bin, "python3", says("3.11.2", "no venv"));
  expect(await find(bin)).toMatchObject({
    code: 1,
    stderr:
      "setup: python3 (3.11.2) cannot make virtual environments: install its venv module (on Debian and Ubuntu: " +
      "`apt-get install python3-venv`), then run the same command again\n",
  });
});

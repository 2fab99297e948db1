import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environment, holds, put, startModule, temporaryFolder } from "../sandbox";
import type { Ended, Started } from "../sandbox";

/** A checkout with nothing in it but the list of packages, an empty cache, and a stand-in for Python on PATH. */
interface Place {
  root: string;
  cache: string;
  bin: string;
  /** What the stand-in was called with, a line a call. */
  calls: string;
}

const LIST = "# comment\nh2==4.4.1\nministack==1.5.33\n";

/** What `-m pip` does is the body of a shell script. */
function newPlace(pip = ":", list = LIST): Place {
  const folder = temporaryFolder();
  const place = {
    root: join(folder, "checkout"),
    cache: join(folder, "cache"),
    bin: join(folder, "bin"),
    calls: join(folder, "calls"),
  };
  put(join(place.root, "scripts/setup/ministack.txt"), list);
  put(
    join(place.bin, "python3"),
    `#!/bin/sh
case "$*" in
"-c "*importlib.util*) echo 3.11.7; echo venv; exit ;;
"-c "*) echo 1.5.33; exit ;;
esac
echo "$*" >> "${place.calls}"
case "$2" in
venv) for folder; do :; done; /bin/mkdir -p "$folder/bin"; /bin/cp "$0" "$folder/bin/python" ;;
pip)
  ${pip} ;;
esac
`,
    0o755,
  );
  return place;
}

function startInstall({ root, cache, bin }: Place): Started {
  return startModule(
    `import { endOnSignal } from scripts("setup/child.mjs");
    import { runScript } from scripts("setup/failure.mjs");
    import { ensureMiniStack } from scripts("setup/ministack.mjs");
    import { createProgress } from scripts("setup/progress.mjs");
    const restore = endOnSignal(() => console.error("interrupted"));
    const [root, cache] = ${JSON.stringify([root, cache])};
    await runScript("setup", async () => {
      console.log(JSON.stringify(await ensureMiniStack({ root, cache, env: process.env, progress: createProgress() })));
      return 0;
    });
    restore();`,
    environment(bin),
  );
}

function install(place: Place): Promise<Ended> {
  return startInstall(place).ended;
}

function calls(place: Place): string[] {
  return existsSync(place.calls) ? readFileSync(place.calls, "utf8").trim().split("\n") : [];
}

/** The one environment in the cache. */
function folderOf({ cache }: Place): string {
  const [name = ""] = readdirSync(join(cache, "ministack")).filter((one) => !one.includes(".lock"));
  return join(cache, "ministack", name);
}

test("an environment is made of the pinned packages, and the second run does nothing", async () => {
  const place = newPlace();
  const first = await install(place);
  const folder = folderOf(place);
  expect(folder).toMatch(new RegExp(`/1\\.5\\.33-${process.platform}-${process.arch}-[0-9a-f]{12}$`));
  const stdout = `${JSON.stringify({ python: join(folder, "bin", "python"), version: "1.5.33" })}\n`;
  expect(first).toMatchObject({ code: 0, stdout });
  expect(first.stderr).toBe("installing MiniStack 1.5.33\ninstalling MiniStack 1.5.33: done in 0:00\n");
  const made = [
    `-m venv --clear ${folder}`,
    `-m pip install --no-deps --disable-pip-version-check --no-input -r ${join(place.root, "scripts/setup/ministack.txt")}`,
  ];
  expect(calls(place)).toEqual(made);
  rmSync(join(place.bin, "python3"));
  expect(await install(place)).toMatchObject({ code: 0, stdout, stderr: "" });
  expect(calls(place)).toEqual(made);
});

test("another list of packages is another environment", async () => {
  const place = newPlace();
  await install(place);
  put(join(place.root, "scripts/setup/ministack.txt"), LIST.replace("4.4.1", "4.4.2"));
  await install(place);
  expect(calls(place).filter((call) => call.startsWith("-m venv"))).toHaveLength(2);
});

test("an environment whose Python is gone is made anew", async () => {
  const place = newPlace();
  await install(place);
  rmSync(join(folderOf(place), "bin", "python"));
  expect(await install(place)).toMatchObject({ code: 0 });
  expect(calls(place)).toHaveLength(4);
});

test("two at once make one environment", async () => {
  const place = newPlace("/bin/sleep 1");
  const both = await Promise.all([install(place), install(place)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls(place)).toHaveLength(2);
});

test("an interrupted installation is started anew", async () => {
  const place = newPlace("/bin/sleep 60");
  const { process: child, ended } = startInstall(place);
  await holds(place.calls, "-m pip");
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130 });
  put(
    join(place.bin, "python3"),
    readFileSync(join(place.bin, "python3"), "utf8").replace("/bin/sleep 60", ":"),
  );
  expect(await install(place)).toMatchObject({ code: 0 });
  expect(calls(place)).toHaveLength(4);
});

test("a package index that does not answer is named with the cure", async () => {
  const place = newPlace("echo 'ERROR: No matching distribution found for h2==4.4.1' >&2; exit 1");
  expect(await install(place)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: `installing MiniStack 1.5.33
installing MiniStack 1.5.33: failed after 0:00
  ERROR: No matching distribution found for h2==4.4.1
setup: the Python package index does not give what is asked for: check the network (and pip's \`index-url\` and proxy settings), then run the same command again
`,
  });
});

test("another failure of pip names the log", async () => {
  const place = newPlace("echo 'ERROR: no space left' >&2; exit 1");
  const { stderr } = await install(place);
  const log = join(place.cache, "logs", "ministack-1.5.33.log");
  expect(stderr.split("\n").at(-2)).toBe(`setup: pip could not install MiniStack: see ${log}`);
  expect(readFileSync(log, "utf8")).toBe("ERROR: no space left\n");
});

test("a list that does not pin MiniStack is refused", async () => {
  const { code, stderr } = await install(newPlace(":", "ministack>=1.5\n"));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      "setup: scripts/setup/ministack.txt does not pin ministack: write one exact version, such as ministack==1.5.33\n",
  });
});

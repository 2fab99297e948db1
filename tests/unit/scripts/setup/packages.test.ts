import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, put, runModule, temporaryFolder } from "../sandbox";
import type { Ended } from "../sandbox";

const LOCKED = {
  "": { dependencies: { alpha: "1.0.0" } },
  "packages/beta": {},
  "node_modules/alpha": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/beta": { resolved: "packages/beta", link: true },
  "node_modules/other-platform": { version: "1.0.0", optional: true },
};

interface Checkout {
  root: string;
  /** What the stand-in for npm was called with, a line a call. */
  calls: string;
}

/** A checkout with a stand-in for npm, the body of a shell script, on PATH. */
function newCheckout(npm: string): Checkout {
  const root = temporaryFolder();
  const calls = join(root, "calls");
  put(
    join(root, "package.json"),
    JSON.stringify({ workspaces: ["packages/*"], dependencies: { alpha: "1.0.0" } }),
  );
  put(join(root, "packages/beta/package.json"), "{}");
  put(join(root, "package-lock.json"), JSON.stringify({ packages: LOCKED }));
  put(join(root, "bin", "npm"), `#!/bin/sh\necho "$*" >> "${calls}"\n${npm}\n`, 0o755);
  return { root, calls };
}

const INSTALLS = `/bin/mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho v22.0.0\\n' > node_modules/.bin/node
/bin/chmod 755 node_modules/.bin/node`;

/** Installs unless that was done, and prints whether it was. */
function install({ root }: Checkout): Promise<Ended> {
  return runModule(
    `import { runScript } from scripts("setup/failure.mjs");
    import { installPackages, packagesReady } from scripts("setup/packages.mjs");
    import { createProgress } from scripts("setup/progress.mjs");
    const root = ${JSON.stringify(root)};
    await runScript("setup", async () => {
      const ready = await packagesReady(root);
      console.log(ready);
      const log = root + "/logs/packages.log";
      if (!ready) await installPackages(root, { log, progress: createProgress(), env: process.env });
      return 0;
    });`,
    environment(join(root, "bin")),
  );
}

function npmCalls({ calls }: Checkout): string[] {
  return existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
}

const CI = "ci --include=dev --no-audit --no-fund";

test("packages are installed once, and again only when what is asked for changes", async () => {
  const checkout = newCheckout(INSTALLS);
  expect(await install(checkout)).toMatchObject({ code: 0, stdout: "false\n" });
  expect(await install(checkout)).toMatchObject({ code: 0, stdout: "true\n", stderr: "" });
  expect(npmCalls(checkout)).toEqual([CI]);

  const manifest = {
    workspaces: ["packages/*"],
    dependencies: { alpha: "1.0.0" },
    scripts: { test: "jest" },
  };
  put(join(checkout.root, "package.json"), JSON.stringify(manifest));
  expect(await install(checkout)).toMatchObject({ stdout: "true\n" });

  put(join(checkout.root, "packages/beta/package.json"), JSON.stringify({ dependencies: { alpha: "*" } }));
  expect(await install(checkout)).toMatchObject({ stdout: "false\n" });
  expect(npmCalls(checkout)).toEqual([CI, CI]);
});

test("what npm install put there by hand is accepted when it is what the lock says", async () => {
  const checkout = newCheckout(INSTALLS);
  const { root } = checkout;
  put(join(root, "node_modules/.bin/node"), "#!/bin/sh\necho v22.0.0\n", 0o755);
  const record = { "node_modules/alpha": { version: "0.9.0", integrity: "sha512-b" } };
  put(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: record }));
  expect(await install(checkout)).toMatchObject({ stdout: "false\n" });

  const second = newCheckout(INSTALLS);
  put(join(second.root, "node_modules/.bin/node"), "#!/bin/sh\necho v22.0.0\n", 0o755);
  put(
    join(second.root, "node_modules/.package-lock.json"),
    JSON.stringify({ packages: { "node_modules/alpha": LOCKED["node_modules/alpha"] } }),
  );
  expect(await install(second)).toMatchObject({ stdout: "true\n", stderr: "" });
  expect(npmCalls(second)).toEqual([]);
});

test("a failing network is tried again", async () => {
  const checkout = newCheckout(
    `if [ ! -e tried ]; then : > tried; echo "npm error code ECONNRESET"; exit 1; fi\n${INSTALLS}`,
  );
  expect(await install(checkout)).toMatchObject({ code: 0 });
  expect(npmCalls(checkout)).toEqual([CI, CI]);
});

test("another failure is shown at once, with the log", async () => {
  const checkout = newCheckout('echo "npm error code EACCES"; exit 1');
  const { code, stderr } = await install(checkout);
  expect(code).toBe(1);
  expect(stderr.split("\n").slice(-3)).toEqual([
    "  npm error code EACCES",
    `setup: npm could not install the packages: see ${checkout.root}/logs/packages.log`,
    "",
  ]);
  expect(npmCalls(checkout)).toEqual([CI]);
  expect(readFileSync(join(checkout.root, "logs/packages.log"), "utf8")).toBe("npm error code EACCES\n");
});

test("a lock that does not agree with package.json says how to renew it", async () => {
  const checkout = newCheckout(
    'echo "npm error code EUSAGE"; echo "npm error Missing: gamma@1.2.3 from lock file"; exit 1',
  );
  const { code, stderr } = await install(checkout);
  expect(code).toBe(1);
  expect(stderr.split("\n").slice(-3)).toEqual([
    "  npm error Missing: gamma@1.2.3 from lock file",
    "setup: package-lock.json does not agree with package.json: run `npm install` and commit package-lock.json",
    "",
  ]);
});

test("packages for other platforms that the registry does not list do not stop the installation", async () => {
  const checkout = newCheckout(
    `if [ "$1" = ci ]; then
  echo "npm error code EUSAGE"; echo "npm error Missing: @x/core-darwin-arm64@ from lock file"; exit 1
fi
${INSTALLS}`,
  );
  expect(await install(checkout)).toMatchObject({ code: 0 });
  expect(npmCalls(checkout)).toEqual([CI, "install --no-save --include=dev --no-audit --no-fund"]);
});

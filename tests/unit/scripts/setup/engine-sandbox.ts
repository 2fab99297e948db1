import { join } from "node:path";
import { environment, put, startModule, temporaryFolder } from "../sandbox";
import type { Ended, Started } from "../sandbox";

/** A checkout with nothing in it but what the engine's set-up reads, an empty cache and an empty PATH. */
export interface Place {
  root: string;
  cache: string;
  bin: string;
  /** The folder of the cached engine. */
  engine: string;
  /** What the stand-in for go was called with, a line a call. */
  calls: string;
}

export function newPlace(): Place {
  const folder = temporaryFolder();
  const root = join(folder, "checkout");
  put(join(root, "package.json"), JSON.stringify({ devDependencies: { "@pulumi/pulumi": "3.259.0" } }));
  put(join(root, "node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs"), "#!/bin/sh\n");
  const cache = join(folder, "cache");
  const engine = join(cache, "engine", `3.259.0-${process.platform}-${process.arch}`);
  return { root, cache, bin: join(folder, "bin"), engine, calls: join(folder, "calls") };
}

/** The line of the language host that set-up changes. */
const HOST_SOURCE = 'run(fmt.Sprintf("127.0.0.1:%d", handle.Port), pipes.directory())\n';

/** Puts a stand-in for go on PATH: what it builds answers with `built`; SLOW is how many seconds a build takes. */
export function putGo(place: Place, version: string, built = "v3.259.0"): void {
  const sources = join(place.cache, "..", "sources");
  put(join(sources, "main.go"), HOST_SOURCE);
  put(
    join(place.bin, "go"),
    `#!/bin/sh
echo "$*" >> "${place.calls}"
case "$1" in
version) echo "go version ${version} linux/amd64" ;;
list)
  case "$*" in
  *.Dir*) echo "${sources}" ;;
  *) echo a/b; echo c/d ;;
  esac ;;
build)
  while [ "$1" != "-o" ]; do shift; done
  [ -z "$SLOW" ] || /bin/sleep "$SLOW"
  printf '#!/bin/sh\\necho ${built}\\n' > "$2"
  /bin/chmod 755 "$2" ;;
esac
`,
    0o755,
  );
}

/** Puts a stand-in for the Pulumi CLI into a folder. */
export function putPulumi(folder: string, version: string, plugins: readonly string[]): void {
  put(join(folder, "pulumi"), `#!/bin/sh\necho ${version}\n`, 0o755);
  for (const name of plugins) put(join(folder, name), "#!/bin/sh\n", 0o755);
}

export const PLUGINS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** Starts a search for an engine; nothing listens where releases would be, unless said otherwise. */
export function startEngine(
  place: Place,
  more: Record<string, string> = {},
  releases = "http://127.0.0.1:1",
): Started {
  return startModule(
    `import { endOnSignal } from scripts("setup/child.mjs");
    import { ensureEngine } from scripts("setup/engine.mjs");
    import { runScript } from scripts("setup/failure.mjs");
    import { createProgress } from scripts("setup/progress.mjs");
    const { root, cache } = ${JSON.stringify(place)};
    const restore = endOnSignal(() => console.error("interrupted"));
    await runScript("setup", async () => {
      const options = { root, cache, env: process.env, releases: ${JSON.stringify(releases)} };
      console.log(JSON.stringify(await ensureEngine({ ...options, progress: createProgress() })));
      return 0;
    });
    restore();`,
    environment(place.bin, more),
  );
}

export function findEngine(place: Place, releases?: string): Promise<Ended> {
  return startEngine(place, {}, releases).ended;
}

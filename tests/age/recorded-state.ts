import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RecordedProgram } from "./program";

/** One resource as the engine exports it. */
export interface ExportedResource {
  urn: string;
  type: string;
  id?: string;
}

/** What `pulumi stack export` prints. */
export interface ExportedState {
  version: number;
  deployment: {
    manifest: object;
    resources: ExportedResource[];
  };
}

/** A value in a state: the resource's URN, then the keys, such as `["urn:…", "outputs", "taskId"]`. */
export type Place = readonly string[];

/** What a version of this package left behind. */
export interface RecordedVersion {
  version: string;
  /** As it was exported: secrets encrypted with the passphrase of the tests. */
  state: ExportedState;
  program: RecordedProgram;
  /** Places of the values that the cloud or the clock chose: two makings of the program differed there and nowhere else. */
  chosen: readonly Place[];
  /** The code of its function. */
  codePath: string;
}

const FOLDER = __dirname;

/** The files of a version. */
export const FILES = {
  state: "state.json",
  program: "program.json",
  chosen: "chosen.json",
  code: "function.zip",
} as const;

export function versionFolder(version: string): string {
  return resolve(FOLDER, version);
}

/** Oldest first. */
export function recordedVersions(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

export function readRecorded(version: string): RecordedVersion {
  const folder = versionFolder(version);
  const read = (file: string): unknown => JSON.parse(readFileSync(resolve(folder, file), "utf8"));
  return {
    version,
    // what scripts/record-state.ts wrote
    state: read(FILES.state) as ExportedState,
    program: read(FILES.program) as RecordedProgram, // as above
    chosen: read(FILES.chosen) as Place[], // as above
    codePath: resolve(folder, FILES.code),
  };
}

/** The places of all leaves of a state at which it differs from another one; what only one of them has counts too. */
export function differingPlaces(one: ExportedState, other: ExportedState): Place[] {
  const [ones, others] = [leavesOf(one), leavesOf(other)];
  const keys = new Set([...ones.keys(), ...others.keys()]);
  return [...keys]
    .filter((key) => ones.get(key) !== others.get(key))
    .sort()
    .map((key) => JSON.parse(key) as Place); // what leavesOf made it from
}

/** What the engine writes for itself. */
const ENGINES_OWN: ReadonlySet<string> = new Set([
  "created",
  "modified",
  "provider",
  "sourcePosition",
  "stackTrace",
]);

/** The values of all resources but the engine's own, as JSON by the place that they stand at, as JSON. */
function leavesOf({ deployment: { resources } }: ExportedState): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (place: Place, value: unknown): void => {
    if (isListOfUrns(value)) leaves.set(JSON.stringify(place), JSON.stringify(value.toSorted()));
    else if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
      for (const [key, child] of Object.entries(value)) visit([...place, key], child);
    else leaves.set(JSON.stringify(place), JSON.stringify(value));
  };
  for (const { urn, ...resource } of resources)
    if (!resource.type.startsWith("pulumi:"))
      for (const [key, value] of Object.entries(resource))
        if (!ENGINES_OWN.has(key)) visit([urn, key], value);
  return leaves;
}

/** What a resource depends on, whose order means nothing. */
function isListOfUrns(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => /^urn:pulumi:/.test(String(item)));
}

/**
 * The recorded state with the ids of things that exist: at every place where the cloud or the clock chose a value it gets the
 * value of now. Nothing else is touched, so it is the state that the old version would have written now.
 *
 * @param recorded - with its secrets in the clear
 * @param made - of the same program, made just now, with its secrets in the clear
 * @throws Error that names the places for which `made` has no value
 */
export function withChosenNow(
  recorded: ExportedState,
  made: ExportedState,
  chosen: readonly Place[],
): ExportedState {
  const now = leavesOf(made);
  const ids = new Map(made.deployment.resources.map(({ urn, id }) => [urn, id]));
  const missing: string[] = [];
  const aged = structuredClone(recorded);
  for (const resource of aged.deployment.resources) {
    const { urn, id: oldId } = resource;
    for (const place of chosen.filter(([of]) => of === urn)) {
      const keys = place.slice(1);
      const last = keys.pop() ?? "";
      // the keys of a leaf lead through objects and lists
      const holder = keys.reduce<unknown>(
        (value, key) => Reflect.get(Object(value), key),
        resource,
      ) as object;
      const json = now.get(JSON.stringify(place));
      const value: unknown =
        json === undefined
          ? withId(Reflect.get(holder, last), { from: oldId, to: ids.get(urn) })
          : JSON.parse(json);
      if (value === undefined) missing.push(place.join(" "));
      else Reflect.set(holder, last, value);
    }
  }
  if (missing.length > 0)
    throw new Error(
      `nothing says which value stands now at ${missing.join(", ")}: teach tests/age/recorded-state.ts`,
    );
  return aged;
}

/** What an output was that is no longer kept, when the id is all that was chosen in it. */
function withId(value: unknown, { from, to }: { from: string | undefined; to: string | undefined }): unknown {
  if (typeof value !== "string" || from === undefined || to === undefined) return undefined;
  return value.includes(from) ? value.replaceAll(from, to) : undefined;
}

/** A state without the values that were chosen by cloud and clock, to be compared with another making of the same program. */
export function withoutChosen(state: ExportedState, chosen: readonly Place[]): Record<string, string> {
  const left = leavesOf(state);
  for (const place of chosen) left.delete(JSON.stringify(place));
  return Object.fromEntries(left);
}

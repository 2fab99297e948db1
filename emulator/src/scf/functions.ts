import { randomBytes } from "node:crypto";

import type { FunctionPackage, PackageProblem } from "./package";

export type FunctionType = "Event" | "HTTP";
export type FunctionStatus = "Creating" | "CreateFailed" | "Active" | "Updating" | "UpdateFailed";

export interface Variable {
  readonly Key: string;
  readonly Value: string;
}

/** What can be changed of a function's configuration. */
export interface FunctionConfiguration {
  readonly handler: string;
  readonly description: string;
  /** MB. */
  readonly memorySize: number;
  /** Seconds of one request. */
  readonly timeout: number;
  /** Seconds of a cold start. */
  readonly initTimeout: number;
  readonly variables: readonly Variable[];
  /** Name of a role; "" is none. */
  readonly role: string;
  /** As it was given, for example `{ PublicNetStatus: "ENABLE" }`. */
  readonly publicNet: unknown;
}

/** Configuration and code together; a change makes a new object of them. */
export interface FunctionVersion extends FunctionConfiguration {
  /** Absent when what was uploaded is no package. */
  readonly code: FunctionPackage | undefined;
}

/** A function URL. */
export interface HttpTrigger {
  readonly name: string;
  readonly qualifier: string;
  /** `<appid>-<urlid>`, fixed for life. */
  readonly urlId: string;
  readonly enabled: boolean;
  readonly description: string;
  readonly authType: "NONE" | "CAM";
  readonly extranet: boolean;
  readonly intranet: boolean;
  /** Real clock, milliseconds. */
  readonly addedAt: number;
  readonly changedAt: number;
}

export interface ScfFunction {
  readonly functionId: string;
  readonly region: string;
  readonly name: string;
  readonly type: FunctionType;
  readonly runtime: string;
  readonly tags: readonly Variable[];
  /** Real clock, milliseconds. */
  readonly addedAt: number;
  changedAt: number;
  status: FunctionStatus;
  reasons: readonly PackageProblem[];
  /** As it was ordered last. */
  latest: FunctionVersion;
  /** What requests are answered with: while an update is under way, and after one that failed, what was there before it. */
  serving: FunctionVersion | undefined;
  triggers: readonly HttpTrigger[];
}

type NewFunction = Pick<ScfFunction, "region" | "name" | "type" | "runtime" | "tags" | "latest">;

export interface Functions {
  /** The name must be free in the region. */
  create(fields: NewFunction, problem: PackageProblem | undefined): ScfFunction;
  /** Code and configuration change together with the status; a problem leaves what is served. */
  update(found: ScfFunction, latest: FunctionVersion, problem: PackageProblem | undefined): void;
  find(region: string, name: string): ScfFunction | undefined;
  /** By the trigger's `<appid>-<urlid>`. */
  byUrl(urlId: string): { readonly found: ScfFunction; readonly trigger: HttpTrigger } | undefined;
  remove(found: ScfFunction): void;
  all(): readonly ScfFunction[];
  clear(): void;
}

/** So long an operation is under way at least: one tick, so that who does not ask for the status is found out. */
const TICK_MS = 1;

interface Underway {
  readonly until: number;
  readonly problem: PackageProblem | undefined;
}

/**
 * The functions of the account. Operations end by themselves on the real clock: the status is brought up to date whenever a
 * function is looked at.
 *
 * @param options.now - the real clock, milliseconds
 * @param options.lagSeconds - how long creating and updating take
 */
export function createFunctions({
  now,
  lagSeconds,
}: {
  readonly now: () => number;
  readonly lagSeconds: () => number;
}): Functions {
  const functions = new Map<string, ScfFunction>();
  const underway = new Map<ScfFunction, Underway>();

  function begin(found: ScfFunction, problem: PackageProblem | undefined): void {
    found.changedAt = now();
    found.reasons = [];
    underway.set(found, { until: now() + Math.max(TICK_MS, lagSeconds() * 1000), problem });
  }

  function settled(found: ScfFunction): ScfFunction {
    const operation = underway.get(found);
    if (operation === undefined || now() < operation.until) return found;
    underway.delete(found);
    if (operation.problem === undefined) {
      found.status = "Active";
      found.serving = found.latest;
    } else {
      found.status = found.serving === undefined ? "CreateFailed" : "UpdateFailed";
      found.reasons = [operation.problem];
    }
    return found;
  }

  const all = (): readonly ScfFunction[] => [...functions.values()].map(settled);
  return {
    create: (fields, problem) => {
      const functionId = `lam-${randomBytes(4).toString("hex")}`;
      const addedAt = now();
      const found: ScfFunction = {
        ...fields,
        functionId,
        addedAt,
        changedAt: addedAt,
        status: "Creating",
        reasons: [],
        serving: undefined,
        triggers: [],
      };
      functions.set(functionId, found);
      begin(found, problem);
      return found;
    },
    update: (found, latest, problem) => {
      found.status = "Updating";
      if (problem === undefined) found.latest = latest;
      begin(found, problem);
    },
    find: (region, name) => all().find((found) => found.region === region && found.name === name),
    byUrl: (urlId) => {
      for (const found of all()) {
        const trigger = found.triggers.find((candidate) => candidate.urlId === urlId);
        if (trigger !== undefined) return { found, trigger };
      }
      return undefined;
    },
    remove: (found) => {
      functions.delete(found.functionId);
      underway.delete(found);
    },
    all,
    clear: () => {
      functions.clear();
      underway.clear();
    },
  };
}

import { isDeepStrictEqual } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation";

/** One change to a resource. */
export interface Change {
  /** `create`, `update`, `replace`, `delete`, … */
  op: string;
  /** `pulumi-nodejs:dynamic/trtc:CloudSliceTask` */
  type: string;
  name: string;
}

/** What the events of one run of the engine come to. */
export interface Seen {
  /** Undefined before the engine has named a resource. */
  project: string | undefined;
  /** Resources of the state that are no longer there. */
  gone: Change[];
  /** Resources of the state that are not as state has them. */
  changed: Change[];
  /** Changes that were made, or with a preview would be. */
  changes: Change[];
  /** Sentences of what is wrong, each once. */
  problems: string[];
  /** Whether the engine came to its end. */
  finished: boolean;
}

/** Steps that change nothing. Those of the providers that the engine makes by itself are not told either. */
const QUIET: ReadonlySet<string> = new Set(["same", "refresh", "read", "discard"]);

export interface EventReader {
  read(event: EngineEvent): void;
  /** Filled in as they are read. */
  seen: Seen;
}

/** @param write gets a line of progress */
export function createEventReader(write: (line: string) => void): EventReader {
  const seen: Seen = {
    project: undefined,
    gone: [],
    changed: [],
    changes: [],
    problems: [],
    finished: false,
  };
  const through = new Set<string>();
  return {
    seen,
    read(event) {
      const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent } = event;
      if (resourcePreEvent !== undefined) begin(resourcePreEvent);
      if (resOutputsEvent !== undefined) end(resOutputsEvent);
      if (resOpFailedEvent !== undefined) write(`failed: ${textOf(changeOf(resOpFailedEvent.metadata))}`);
      if (diagnosticEvent !== undefined) diagnose(diagnosticEvent);
      if (policyEvent !== undefined) judge(policyEvent);
      if (event.summaryEvent !== undefined) seen.finished = true;
    },
  };

  function begin({ metadata, planning }: NonNullable<EngineEvent["resourcePreEvent"]>): void {
    seen.project ??= metadata.urn.split("::")[1];
    if (planning !== true && !isQuiet(metadata)) write(textOf(changeOf(metadata)));
  }

  function end({ metadata, planning }: NonNullable<EngineEvent["resOutputsEvent"]>): void {
    const change = changeOf(metadata);
    if (metadata.op === "refresh") {
      refreshed(change, metadata);
      return;
    }
    // a replacement is three steps, of which one stands for it
    if (isQuiet(metadata) || metadata.logical !== true) return;
    // in a preview a stack is through when it is made, and again when it has its outputs
    const key = `${metadata.op} ${metadata.urn}`;
    if (through.has(key)) return;
    through.add(key);
    seen.changes.push(change);
    write(planning === true ? `to do: ${textOf(change)}` : `done: ${textOf(change)}`);
  }

  function refreshed(
    change: Change,
    metadata: NonNullable<EngineEvent["resOutputsEvent"]>["metadata"],
  ): void {
    // the engine writes null for a resource that is gone
    const now: unknown = metadata.new ?? undefined;
    if (now === undefined) {
      seen.gone.push(change);
      write(`gone: ${placeOf(change)}`);
    } else if (!isDeepStrictEqual(metadata.old?.outputs, metadata.new?.outputs)) {
      seen.changed.push(change);
      write(`changed outside: ${placeOf(change)}`);
    }
  }

  function diagnose({
    urn,
    message,
    severity,
    ephemeral,
  }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    // these hold secrets in the clear; their type leaves them out
    if ((severity as string) === "debug" || ephemeral === true) return;
    const where = urn === undefined || urn === "" ? "" : `${nameOf(urn)}: `;
    const sentence = message.trim();
    // the provider's mark of an error that the engine shows a second time
    if (sentence === "" || sentence.endsWith(": shown with the resource")) return;
    write(`${severity === "info" || severity === "info#err" ? "" : `${severity}: `}${where}${sentence}`);
    if (severity === "error") complain(`${where}${sentence}`);
  }

  function judge(event: NonNullable<EngineEvent["policyEvent"]>): void {
    const { resourceUrn, policyName, enforcementLevel, message } = event;
    const where = resourceUrn === undefined || resourceUrn === "" ? "" : `${nameOf(resourceUrn)}: `;
    const sentence = `${where}policy ${policyName}: ${message.trim()}`;
    write(`${enforcementLevel}: ${sentence}`);
    if (enforcementLevel === "mandatory") complain(sentence);
  }

  function complain(sentence: string): void {
    if (!seen.problems.includes(sentence)) seen.problems.push(sentence);
  }
}

function isQuiet({ op, type, urn }: { op: string; type: string; urn: string }): boolean {
  return QUIET.has(op) || (type.startsWith("pulumi:providers:") && /^default(_|$)/.test(nameOf(urn)));
}

function changeOf({ op, type, urn }: { op: string; type: string; urn: string }): Change {
  return { op, type, name: nameOf(urn) };
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function textOf(change: Change): string {
  return `${change.op} ${placeOf(change)}`;
}

function placeOf({ type, name }: Change): string {
  return `${name} (${type.replace(/^pulumi-nodejs:dynamic\//, "")})`;
}

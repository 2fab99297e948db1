import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../component/arguments";

/** What the tasks of a program note of a place such as a room: of each run apart, for a process may run several. */
export type PlaceNotes<Note> = WeakMap<object, Map<string, Note>>;

/**
 * Looks at the notes of this run about a place, as soon as all of its parts are known: in the preview too, where they are then.
 * Without an engine, as in a test with mocks, there are no tasks to tell apart; what is missing is left to check.
 *
 * @param place - application, room and what else it takes; a number and a text are two rooms
 * @param look - gets the notes of the run, the place's key in them, and the place
 */
export function lookAtPlace<Note>(
  runs: PlaceNotes<Note>,
  place: readonly unknown[],
  look: (notes: Map<string, Note>, key: string, place: readonly unknown[]) => void,
): void {
  const run = pulumi.runtime.getStackResource();
  if (run === undefined) return;
  const notes = runs.get(run) ?? new Map<string, Note>();
  runs.set(run, notes);
  const whenKnown = (known: readonly unknown[]): void => {
    if (known.some((part) => typeof part !== "string" && typeof part !== "number")) return;
    look(notes, JSON.stringify(known), known);
  };
  if (place.some(isLater)) pulumi.all([...place]).apply((known) => whenKnown(known));
  else whenKnown(place);
}

const places = new WeakMap<object, (path: readonly string[]) => string>();

/** Notes where a task stands in its file. */
export function keepPlaces(task: object, place: (path: readonly string[]) => string): void {
  places.set(task, place);
}

/**
 * Where a task that came from `loadRooms`, or a field of it, was written: `rooms.yaml:12:5`, the file as it was given. What
 * the file does not hold has the place of what would contain it.
 *
 * @param task - the object itself: a copy of it has no place
 * @param path - such as `["sliceParams", "sliceAudio"]`; without one, the task's name
 * @returns undefined for a task from anywhere else
 */
export function placeOf(task: object, path: readonly string[] = []): string | undefined {
  return places.get(task)?.(path);
}

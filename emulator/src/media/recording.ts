/** What a recording holds: silence, a picture of one colour, or both. */
export type RecordedTracks = "audio" | "video" | "both";

/** @throws RangeError when `seconds` is not a number above 0 */
export function checkPlayingTime(seconds: number): void {
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw new RangeError(`seconds: ${seconds} given, a finite number above 0 expected`);
  }
}

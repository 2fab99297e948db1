/** A moment as CAM writes it, `2019-01-16 10:00:00`. No page names the time zone; here it is UTC. */
export function shownTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

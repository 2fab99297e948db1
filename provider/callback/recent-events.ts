/** TRTC repeats a callback for a minute (https://www.tencentcloud.com/document/product/647/52428). */
const KEPT_MS = 600_000;
const MAX_KEPT = 10_000;

export interface RecentEvents {
  /**
   * Does the work unless it was done for this id within the last ten minutes; waits for it when it is under way. Work that
   * failed counts as never done.
   */
  once(id: string, work: () => Promise<void>): Promise<void>;
}

/** Remembers the last 10,000 ids at most. */
export function createRecentEvents(now: () => number): RecentEvents {
  const recent = new Map<string, { at: number; done: Promise<void> }>();

  const forget = (): void => {
    for (const [id, { at }] of recent) {
      if (recent.size <= MAX_KEPT && now() - at <= KEPT_MS) return;
      recent.delete(id);
    }
  };

  return {
    async once(id, work) {
      forget();
      const earlier = recent.get(id);
      if (earlier !== undefined) return earlier.done;
      const entry = { at: now(), done: work() };
      recent.set(id, entry);
      forget();
      try {
        await entry.done;
      } catch (error) {
        // unless it was forgotten and begun anew
        if (recent.get(id) === entry) recent.delete(id);
        throw error;
      }
    },
  };
}

const WINDOW_MS = 1000;

/** Counts calls in a sliding window of one second. */
export interface RateWindow {
  /** Whether one more call of this name fits; if so it is counted. */
  admit(name: string, limit: number): boolean;
  clear(): void;
}

/** @param now - the real clock in milliseconds */
export function createRateWindow(now: () => number = Date.now): RateWindow {
  const admitted = new Map<string, number[]>();
  return {
    admit: (name, limit) => {
      const time = now();
      const recent = (admitted.get(name) ?? []).filter((start) => time - start < WINDOW_MS);
      const fits = recent.length < limit;
      if (fits) recent.push(time);
      admitted.set(name, recent);
      return fits;
    },
    clear: () => admitted.clear(),
  };
}

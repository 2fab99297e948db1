const WINDOW_MS = 1000;

/** Counts calls in a sliding window of one second. */
export interface RateWindow {
  /**
   * Whether one more call of this name fits; if so it is counted.
   *
   * @param time - when the call came, real clock in milliseconds, as the call log shows it
   */
  admit(name: string, options: { readonly limit: number; readonly time: number }): boolean;
  clear(): void;
}

export function createRateWindow(): RateWindow {
  const admitted = new Map<string, number[]>();
  return {
    admit: (name, { limit, time }) => {
      const recent = (admitted.get(name) ?? []).filter((start) => time - start < WINDOW_MS);
      const fits = recent.length < limit;
      if (fits) recent.push(time);
      admitted.set(name, recent);
      return fits;
    },
    clear: () => admitted.clear(),
  };
}

/** Work that goes on side by side, and work that must be alone; in the order in which it was asked for. */
export interface Turns {
  together<Result>(work: () => Promise<Result>): Promise<Result>;
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();

  return {
    async together(work) {
      const turn = last.then(work);
      const settled = turn.catch(() => undefined);
      running.add(settled);
      try {
        return await turn;
      } finally {
        running.delete(settled);
      }
    },
    alone(work) {
      const turn = Promise.all([last, ...running]).then(work);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

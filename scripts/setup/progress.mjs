import { clearInterval, setInterval } from "node:timers";

/**
 * Where a long step says how far it is: one line rewritten each second on a terminal, else a line at the start and
 * then one each `every` milliseconds.
 *
 * @param {{ stream?: NodeJS.WriteStream, every?: number }} [options]
 */
export function createProgress({ stream = process.stderr, every = 20_000 } = {}) {
  const live = stream.isTTY === true;

  /** A sentence of its own. @param {string} text */
  function say(text) {
    stream.write(`${live ? "\r\x1b[2K" : ""}${text}\n`);
  }

  /**
   * Shows a step while it runs, then how long it took.
   *
   * @template T
   * @param {string} label
   * @param {(tell: (detail: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function during(label, work) {
    const started = Date.now();
    let detail = "";
    const text = () => `${label}: ${elapsed(Date.now() - started)} elapsed${detail && `, ${detail}`}`;
    const show = () => {
      if (live) stream.write(`\r\x1b[2K${text().slice(0, (stream.columns || 80) - 1)}`);
      else stream.write(`${text()}\n`);
    };
    if (live) show();
    else stream.write(`${label}\n`);
    const timer = setInterval(show, live ? 1000 : every);
    try {
      const result = await work((news) => (detail = news));
      say(`${label}: done in ${elapsed(Date.now() - started)}`);
      return result;
    } catch (error) {
      say(`${label}: failed after ${elapsed(Date.now() - started)}`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  return { say, during };
}

/** @typedef {ReturnType<typeof createProgress>} Progress */

/** `83_000` → `1:23`. @param {number} milliseconds */
function elapsed(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * A failure that the reader can cure: its message is one sentence that names the cure and is shown without a stack
 * trace, after the last lines of what went wrong.
 */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {readonly string[]} [lines] the last lines of the tool that failed
   */
  constructor(message, lines = []) {
    super(message);
    this.lines = lines;
  }
}

/**
 * Runs a script's body and turns what it returns into the exit code; an expected failure becomes its sentence.
 *
 * @param {string} name how the script calls itself in messages
 * @param {() => Promise<number>} body
 */
export async function runScript(name, body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const line of error.lines) console.error(`  ${line}`);
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

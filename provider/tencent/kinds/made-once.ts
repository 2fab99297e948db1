import { mayHaveTakenEffect, TrtcError } from "../../trtc/errors";
import type { InputError } from "../../trtc/errors";

export interface NamedThing<Made> {
  /** What there is under the name; undefined when it is free. */
  find(): Promise<Made | undefined>;
  make(): Promise<Made>;
  /** The problem when the name is taken before anything is made. */
  taken(): InputError;
  /** What keeps in state what may have been made. @param cause - why it could not be looked for */
  unfinished(cause: Error): Error;
}

/** An answer may get lost each time: after so many it is given up. */
const TRIES = 3;

/**
 * Makes what has a name of its own in the account, once: a call whose answer got lost is settled by looking for the name.
 * @throws InputError when the name was taken before, and what `unfinished` makes when that look fails
 */
export async function madeOnce<Made>({ find, make, taken, unfinished }: NamedThing<Made>): Promise<Made> {
  if ((await find()) !== undefined) throw taken();
  for (let tries = 1; ; tries++) {
    try {
      return await make();
    } catch (error) {
      // the name was free a moment ago: what has it now is what a try before has made
      if (!(error instanceof TrtcError)) throw error;
      const found = await find().catch((cause: unknown) => {
        // nothing says that it was not made: out of state nobody would ever delete it
        throw mayHaveTakenEffect(error) && cause instanceof Error ? unfinished(cause) : cause;
      });
      if (found !== undefined) return found;
      if (!mayHaveTakenEffect(error) || tries === TRIES) throw error;
    }
  }
}

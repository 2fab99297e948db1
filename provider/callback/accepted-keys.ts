import { checkKeys, verify } from "./signature";

/**
 * Answers the callback keys that are accepted now: 1 to 32 of A-Z, a-z, 0-9 each. Asked with every signed request, so it keeps
 * them for a while itself. `fresh` is true when no key of the last answer fitted: they may have been rotated, or
 * the sender may be anyone, so it asks its origin again every few seconds at most.
 */
export type KeySource = (options: { fresh: boolean }) => Promise<readonly string[]>;

export interface AcceptedKeys {
  /**
   * True when one of the keys made the Sign.
   *
   * @throws NoKeysError when there are none to try
   */
  accept(rawBody: Uint8Array, signature: string | undefined): Promise<boolean>;
  /** The text without any of the keys. */
  without(text: string): string;
}

/** The source of the keys failed before it ever answered: nothing can be believed. */
export class NoKeysError extends Error {}

/** Keys that stay, or those of a source: while it fails, the last ones it gave go on being used, and `failed` is told. */
export function acceptedKeys(
  keys: readonly string[] | KeySource,
  failed: (error: unknown) => void,
): AcceptedKeys {
  if (typeof keys !== "function") checkKeys(keys);
  let known: readonly string[] = typeof keys === "function" ? [] : [...keys];

  const ask = async (source: KeySource, fresh: boolean): Promise<void> => {
    try {
      const answer = await source({ fresh });
      checkKeys(answer);
      known = [...answer];
    } catch (error) {
      failed(error);
      if (known.length === 0) throw new NoKeysError("the source of the callback keys failed");
    }
  };

  return {
    async accept(rawBody, signature) {
      if (typeof keys !== "function") return verify(rawBody, signature, known);
      await ask(keys, false);
      if (verify(rawBody, signature, known)) return true;
      // no key makes what is not there
      if (signature === undefined) return false;
      await ask(keys, true);
      return verify(rawBody, signature, known);
    },
    without: (text) => known.reduce((rest, key) => rest.replaceAll(key, "***"), text),
  };
}

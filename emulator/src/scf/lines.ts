/** What functions print, by function. The oldest goes when it is too much. */
export interface Lines {
  /** Takes a piece of output and keeps what ends in a line break; the rest waits for its end. */
  writer(functionId: string): (piece: string) => void;
  of(functionId: string): readonly string[];
  forget(functionId: string): void;
  clear(): void;
}

const MAX_LINES = 10_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;

interface Kept {
  readonly lines: string[];
  characters: number;
}

function keep(kept: Kept, line: string): void {
  kept.lines.push(line);
  kept.characters += line.length;
  while (kept.lines.length > MAX_LINES || kept.characters > MAX_CHARACTERS) {
    kept.characters -= kept.lines.shift()?.length ?? 0;
  }
}

export function createLines(): Lines {
  const all = new Map<string, Kept>();
  return {
    writer: (functionId) => {
      const kept = all.get(functionId) ?? { lines: [], characters: 0 };
      all.set(functionId, kept);
      let rest = "";
      return (piece) => {
        const lines = (rest + piece).split("\n");
        rest = lines.pop() ?? "";
        if (rest.length > MAX_CHARACTERS) rest = "";
        for (const line of lines) keep(kept, line);
      };
    },
    of: (functionId) => all.get(functionId)?.lines ?? [],
    forget: (functionId) => {
      all.delete(functionId);
    },
    clear: () => all.clear(),
  };
}

import type { EventStorage } from "../../../../provider/callback/event-storage";

export interface MemoryStorage extends EventStorage {
  readonly objects: Map<string, string>;
  /** Prefixes that were asked for. */
  readonly lists: string[];
}

/** A bucket without a network. */
export function memoryStorage(objects = new Map<string, string>()): MemoryStorage {
  const lists: string[] = [];
  return {
    objects,
    lists,
    putOnce(key, body) {
      if (objects.has(key)) return Promise.resolve("exists");
      objects.set(key, body);
      return Promise.resolve("stored");
    },
    async *list(prefix) {
      lists.push(prefix);
      await Promise.resolve();
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    read(key) {
      const body = objects.get(key);
      return body === undefined ? Promise.reject(new Error(`no ${key}`)) : Promise.resolve(body);
    },
  };
}

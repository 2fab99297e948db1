import type { EventStorage } from "../../../../provider/callback/event-storage";
import { memoryStorage } from "./memory-storage";

test("a storage makes an object once, lists keys in the order of their bytes, and reads", async () => {
  const storage: EventStorage = memoryStorage();
  expect(await storage.putOnce("a/2", "second")).toBe("stored");
  expect(await storage.putOnce("a/1", "first")).toBe("stored");
  expect(await storage.putOnce("b", "other")).toBe("stored");
  expect(await storage.putOnce("a/1", "again")).toBe("exists");
  const keys: string[] = [];
  for await (const key of storage.list("a/")) keys.push(key);
  expect(keys).toEqual(["a/1", "a/2"]);
  expect(await storage.read("a/1")).toBe("first");
});

import { createTurns } from "../../e2e/turns";

/** Work that notes when it begins and ends, and lasts until it is let go. */
function note(log: string[], name: string) {
  let end: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  const work = async () => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end: () => end() };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("work goes on together, what must be alone waits for it, and what comes later waits for that", async () => {
  const turns = createTurns();
  const log: string[] = [];
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => note(log, name));
  const all = [
    turns.together(a?.work ?? fail),
    turns.together(b?.work ?? fail),
    turns.alone(c?.work ?? fail),
    turns.together(d?.work ?? fail),
  ];
  for (const each of [b, a, c, d]) {
    await settle();
    each?.end();
  }
  await expect(Promise.all(all)).resolves.toEqual(["a", "b", "c", "d"]);
  expect(log).toEqual([
    "a begins",
    "b begins",
    "b ends",
    "a ends",
    "c begins",
    "c ends",
    "d begins",
    "d ends",
  ]);
});

test("work that fails says so and stops nobody", async () => {
  const turns = createTurns();
  const failing = () => Promise.reject(new Error("no"));
  await expect(turns.together(failing)).rejects.toThrow("no");
  await expect(turns.alone(failing)).rejects.toThrow("no");
  await expect(turns.together(() => Promise.resolve(1))).resolves.toBe(1);
  await expect(turns.alone(() => Promise.resolve(2))).resolves.toBe(2);
});

function fail(): Promise<string> {
  return Promise.reject(new Error("there are four"));
}

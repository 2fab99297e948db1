import { createLines } from "../../../../emulator/src/scf/lines";

test("output is kept in lines, however it comes, and a line without its end waits", () => {
  const lines = createLines();
  const write = lines.writer("f");
  write("one\ntw");
  write("o\nthr");
  lines.writer("other")("x\n");
  expect(lines.of("f")).toEqual(["one", "two"]);
  lines.forget("f");
  expect([lines.of("f"), lines.of("other")]).toEqual([[], ["x"]]);
});

test("a second process of the same function goes on where the first left off", () => {
  const lines = createLines();
  lines.writer("f")("one\n");
  lines.writer("f")("two\n");
  expect(lines.of("f")).toEqual(["one", "two"]);
});

test("the oldest lines go when there are more than 10,000", () => {
  const lines = createLines();
  const write = lines.writer("f");
  for (let count = 0; count < 10_005; count += 1) write(`${count}\n`);
  expect(lines.of("f")).toHaveLength(10_000);
  expect(lines.of("f")[0]).toBe("5");
});

test("the oldest lines go when there are more than 32 million characters", () => {
  const lines = createLines();
  const write = lines.writer("f");
  for (const letter of ["a", "b", "c"]) write(`${letter.repeat(16 * 1024 * 1024)}\n`);
  expect(lines.of("f").map(([letter]) => letter)).toEqual(["b", "c"]);
});

import { keySource } from "../../../../../provider/aws/lambda/key-source";
import { InputError } from "../../../../../provider/trtc/errors";

/** A source on a clock and a parameter that a test turns. */
function scene() {
  const parameter = { value: "first", reads: 0, fails: false };
  const clock = { now: 1_800_000_000_000 };
  const read = () => {
    parameter.reads += 1;
    return parameter.fails ? Promise.reject(new Error("no answer")) : Promise.resolve(parameter.value);
  };
  return { parameter, clock, keys: keySource(read, () => clock.now) };
}

test("keys are read when they are first asked for, and all of them are answered", async () => {
  const { parameter, keys } = scene();
  parameter.value = "first,second";
  expect(parameter.reads).toBe(0);
  expect(await keys({ fresh: false })).toEqual(["first", "second"]);
  expect(parameter.reads).toBe(1);
});

test.each([
  [false, 300_000, 1],
  [false, 300_001, 2],
  [true, 10_000, 1],
  [true, 10_001, 2],
])("asked again (fresh: %p) after %d ms they have been read %d times", async (fresh, age, reads) => {
  const { parameter, clock, keys } = scene();
  await keys({ fresh: false });
  parameter.value = "rotated";
  clock.now += age;
  expect(await keys({ fresh })).toEqual([reads === 1 ? "first" : "rotated"]);
  expect(parameter.reads).toBe(reads);
});

test("a read because no key fitted starts the five minutes anew", async () => {
  const { parameter, clock, keys } = scene();
  await keys({ fresh: false });
  clock.now += 200_000;
  await keys({ fresh: true });
  clock.now += 200_000;
  await keys({ fresh: false });
  expect(parameter.reads).toBe(2);
});

test("a failure is told, and for ten seconds those from before are answered without another try", async () => {
  const { parameter, clock, keys } = scene();
  await keys({ fresh: false });
  clock.now += 300_001;
  parameter.fails = true;
  await expect(keys({ fresh: false })).rejects.toThrow(new Error("no answer"));
  clock.now += 10_000;
  expect(await keys({ fresh: false })).toEqual(["first"]);
  expect(await keys({ fresh: true })).toEqual(["first"]);
  expect(parameter.reads).toBe(2);
  clock.now += 1;
  parameter.fails = false;
  parameter.value = "rotated";
  expect(await keys({ fresh: false })).toEqual(["rotated"]);
});

test("without keys every request tries", async () => {
  const { parameter, keys } = scene();
  parameter.fails = true;
  await expect(keys({ fresh: false })).rejects.toThrow(new Error("no answer"));
  parameter.fails = false;
  expect(await keys({ fresh: false })).toEqual(["first"]);
  expect(parameter.reads).toBe(2);
});

test.each(["", "first,", "first, second"])(
  "a parameter that holds %j is refused and not kept",
  async (value) => {
    const { parameter, keys } = scene();
    parameter.value = value;
    await expect(keys({ fresh: false })).rejects.toThrow(InputError);
    parameter.value = "second";
    expect(await keys({ fresh: false })).toEqual(["second"]);
  },
);

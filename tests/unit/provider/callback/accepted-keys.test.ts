import { acceptedKeys, NoKeysError } from "../../../../provider/callback/accepted-keys";
import { InputError } from "../../../../provider/trtc/errors";
import { KEY, signOf } from "./signed-request";

const BODY = Buffer.from("{}");
const OLD = "OldKey";

/** A source of answers, one after the other, the last one for ever. */
function source(...answers: (readonly string[] | Error)[]) {
  const asked: boolean[] = [];
  const failures: unknown[] = [];
  const keys = acceptedKeys(
    ({ fresh }) => {
      asked.push(fresh);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? []);
    },
    (error) => failures.push(error),
  );
  return { keys, asked, failures };
}

test("a list is checked at once", () => {
  expect(() => acceptedKeys([], () => undefined)).toThrow(InputError);
});

test("keys of a list fit what they signed", async () => {
  const keys = acceptedKeys([KEY, OLD], () => undefined);
  expect(await keys.accept(BODY, signOf(BODY, OLD))).toBe(true);
  expect(await keys.accept(BODY, signOf(BODY, "Another"))).toBe(false);
});

test("a source is asked once for a Sign that fits", async () => {
  const { keys, asked } = source([KEY]);
  expect(await keys.accept(BODY, signOf(BODY))).toBe(true);
  expect(asked).toEqual([false]);
});

test("a source is asked afresh for a Sign that does not fit: the key may have been rotated", async () => {
  const { keys, asked } = source([OLD], [OLD, KEY]);
  expect(await keys.accept(BODY, signOf(BODY))).toBe(true);
  expect(asked).toEqual([false, true]);
});

test("a source is not asked afresh when there is no Sign", async () => {
  const { keys, asked } = source([OLD]);
  expect(await keys.accept(BODY, undefined)).toBe(false);
  expect(asked).toEqual([false]);
});

test.each<[string, Error | readonly string[]]>([
  ["fails", new Error("throttled")],
  ["answers no key", []],
  ["answers a key that is none", ["no key"]],
])("when the source %s, the keys before stay, and it is told", async (_what, answer) => {
  const { keys, failures } = source([KEY], answer);
  expect(await keys.accept(BODY, signOf(BODY))).toBe(true);
  expect(await keys.accept(BODY, signOf(BODY))).toBe(true);
  expect(failures).toHaveLength(1);
  expect(await keys.accept(BODY, signOf(BODY, "Another"))).toBe(false);
  expect(failures).toHaveLength(3);
});

test("without any key yet nothing is believed or refused", async () => {
  const { keys, failures } = source(new Error("down"));
  await expect(keys.accept(BODY, signOf(BODY))).rejects.toThrow(
    new NoKeysError("the source of the callback keys failed"),
  );
  expect(failures).toEqual([new Error("down")]);
});

test("no key stays in a text", async () => {
  const { keys } = source([KEY, OLD]);
  await keys.accept(BODY, undefined);
  expect(keys.without(`a ${KEY} b ${OLD}${OLD}`)).toBe("a *** b ******");
});

import { madeOnce } from "../../../../../provider/tencent/kinds/made-once";
import { InputError, ServiceError, UnknownOutcomeError } from "../../../../../provider/trtc/errors";

const LOST = new UnknownOutcomeError("lost");
/** Refused by the last try, after one that may have made it. */
const REFUSED_LATE = Object.assign(new ServiceError("throttled"), { mayHaveTakenEffect: true as const });
const TAKEN = new InputError("taken");

/** Runs `madeOnce` over lists of what each look finds and what each try answers. */
function run(
  found: readonly (string | Error | undefined)[],
  made: readonly (string | Error)[],
): { looks: number; tries: number; result: Promise<string> } {
  const counts = { looks: 0, tries: 0 };
  const result = madeOnce({
    find: () => {
      const seen = found[counts.looks++];
      return seen instanceof Error ? Promise.reject(seen) : Promise.resolve(seen);
    },
    make: () => {
      const answer = made[counts.tries++];
      if (answer === undefined) return Promise.reject(new Error("no answer planned"));
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    taken: () => TAKEN,
    unfinished: (cause) => new Error("unfinished", { cause }),
  });
  return Object.assign(counts, { result });
}

test.each<[string, (string | undefined)[], (string | Error)[], string]>([
  ["what is free is made", [undefined], ["made"], "made"],
  ["what a lost answer was about is found", [undefined, "found"], [LOST], "found"],
  ["what a lost request was about is made again", [undefined, undefined], [LOST, "made"], "made"],
  ["what a try before a refusal was about is found", [undefined, "found"], [REFUSED_LATE], "found"],
  ["what no try before a refusal made is made again", [undefined, undefined], [REFUSED_LATE, "made"], "made"],
  [
    "what the third try has made is found",
    [undefined, undefined, undefined, "found"],
    [LOST, LOST, LOST],
    "found",
  ],
  ["what has the name after a refusal is ours", [undefined, "found"], [new ServiceError("in use")], "found"],
])("%s", async (_name, found, made, expected) => {
  const counts = run(found, made);
  await expect(counts.result).resolves.toBe(expected);
  expect([counts.looks, counts.tries]).toEqual([found.length, made.length]);
});

const REFUSED = new ServiceError("refused");
const BUG = new TypeError("a bug of ours");
const BLIND = new ServiceError("no look");

test.each<[string, (string | Error | undefined)[], Error[], Error]>([
  ["a name that is taken", ["somebody's"], [], TAKEN],
  ["a refusal after which nothing is there", [undefined, undefined], [REFUSED], REFUSED],
  [
    "the third lost answer after which nothing is there",
    [undefined, undefined, undefined, undefined],
    [LOST, LOST, LOST],
    LOST,
  ],
  ["a bug, without another look", [undefined], [BUG], BUG],
  ["a name that cannot be looked for", [BLIND], [], BLIND],
  ["a look after a refusal", [undefined, BLIND], [REFUSED], BLIND],
])("%s fails", async (_name, found, made, expected) => {
  const counts = run(found, made);
  await expect(counts.result).rejects.toBe(expected);
  expect([counts.looks, counts.tries]).toEqual([found.length, made.length]);
});

test.each<[string, (Error | undefined)[], Error[]]>([
  ["the first try", [undefined, BLIND], [LOST]],
  ["a later one", [undefined, undefined, BLIND], [LOST, LOST]],
  ["a refusal that came after a try without an answer", [undefined, BLIND], [REFUSED_LATE]],
])("what is not known to be made is kept when the look after %s fails", async (_name, found, made) => {
  const counts = run(found, made);
  await expect(counts.result).rejects.toMatchObject({ message: "unfinished", cause: BLIND });
  expect([counts.looks, counts.tries]).toEqual([found.length, made.length]);
});

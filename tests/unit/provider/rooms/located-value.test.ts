import fc from "fast-check";
import { parse } from "yaml";
import { locatedValue } from "../../../../provider/rooms/located-value";

const yaml = (text: string) => locatedValue({ text, language: "YAML" });
const json = (text: string) => locatedValue({ text, language: "JSON" });

/** Problems as `line:column text`. */
function problemsOf({ problems, lineOf }: ReturnType<typeof yaml>): string[] {
  return problems.map(({ offset, text }) => `${lineOf(offset).line}:${lineOf(offset).col} ${text}`);
}

const MERGED = `
lobby: &lobby
  roomId: lobby
  params: &params { audio: 20, video: [&teacher t1, *teacher] }
hall:
  roomId: hall
  <<: *lobby
attic:
  <<: [{ roomId: attic, type: audio }, *lobby]
  params: { <<: *params, audio: 30 }
`;

describe("the value of a text in YAML", () => {
  test("has anchors, aliases and merge keys written out as the library writes them", () => {
    expect(problemsOf(yaml(MERGED))).toEqual([]);
    expect(yaml(MERGED).root?.value).toEqual(parse(MERGED, { merge: true }));
  });

  test("is the value of JSON for any JSON, in both languages and with any layout", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify({ value }, undefined, indent);
        const expected: unknown = JSON.parse(text);
        // a number of more digits than a double holds is a bigint
        const rounded = (found: ReturnType<typeof yaml>): unknown =>
          JSON.parse(
            JSON.stringify(found.root?.value, (_key, part: unknown) =>
              typeof part === "bigint" ? Number(part) : part,
            ),
          );
        expect(rounded(json(text))).toEqual(expected);
        expect(rounded(yaml(text))).toEqual(expected);
      }),
    );
  });

  test("takes yes, no and dates for texts, and the version of YAML that a file names for nothing", () => {
    const text = "%YAML 1.1\n---\n{ a: no, b: yes, c: 2024-01-01, d: true, e: ~, f: 1.5, 7: g }";
    expect(yaml(text).root?.value).toEqual({
      a: "no",
      b: "yes",
      c: "2024-01-01",
      d: true,
      e: null,
      f: 1.5,
      "7": "g",
    });
  });

  test("keeps all digits of a number that a double cannot hold", () => {
    expect(yaml("[9007199254740991, 9007199254740993]").root?.value).toEqual([
      9007199254740991,
      9007199254740993n,
    ]);
  });

  test("has a field named __proto__ as its own, and no other prototype", () => {
    const value = yaml("__proto__: { polluted: true }").root?.value;
    expect(Object.keys(value ?? {})).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("knows where names and values stand, those that are merged in where they were written", () => {
    const found = yaml(MERGED);
    const hall = found.root?.fields.get("hall")?.located.fields;
    const place = (offset = -1) => found.lineOf(offset);
    expect([
      place(found.root?.fields.get("hall")?.nameOffset),
      place(hall?.get("roomId")?.nameOffset),
      place(hall?.get("roomId")?.located.offset),
      place(hall?.get("params")?.located.fields.get("audio")?.located.offset),
    ]).toEqual([
      { line: 5, col: 1 },
      { line: 6, col: 3 },
      { line: 6, col: 11 },
      { line: 4, col: 28 },
    ]);
  });
});

test.each([
  [
    "a: 1\nb: { c: 1, c: 2 }\na: 2\n",
    [
      "2:12 b.c is there already, allowed is each name once: rename or remove one of them",
      "3:1 a is there already, allowed is each name once: rename or remove one of them",
    ],
  ],
  [
    "rooms:\n  a: { <<: {}, <<: {} }\n",
    ["2:16 a.<< is there already, allowed is each name once: write <<: [*one, *other] for several"],
  ],
  [
    "rooms:\n  a: *b\n  b: &b [*b]\n",
    [
      "2:6 a is *b, allowed is the name of an anchor that ends before it: write &b in front of a value above",
      "3:10 b.0 is *b, allowed is the name of an anchor that ends before it: write &b in front of a value above",
    ],
  ],
  [
    "a: { <<: 5 }\nb: { <<: [{}, text] }\n",
    [
      "1:10 a.<< is 5, allowed is a map or a list of maps: give the alias of a map",
      '2:15 b.<< is "text", allowed is a map or a list of maps: give the alias of a map',
    ],
  ],
  [
    "a: 007\nb: 0x10\nc: +5\nd: 1e3\ne: 1.0\n",
    ["007", "0x10", "+5", "1e3", "1.0"].map((source, index) => {
      const plain = ["7", "16", "5", "1000", "1"][index] ?? "";
      const name = "abcde".charAt(index);
      return (
        `${index + 1}:4 ${name} is "${source}" without quotes, which is the number ${plain}, allowed is a number in its plain form: ` +
        `put it into quotes for a text, or write ${plain}`
      );
    }),
  ],
])("%j is read, with its problems", (text, problems) => {
  const found = yaml(text);
  expect(found.root).not.toBeUndefined();
  expect(problemsOf(found)).toEqual(problems);
});

const CURE = "correct this line, or put the text into quotes";

test.each([
  ["rooms:\n\tlobby: 1\n", `2:1 not valid YAML (tabs are not allowed as indentation): ${CURE}`],
  ["a: b: c\n", `1:4 not valid YAML (nested mappings are not allowed in compact mappings): ${CURE}`],
  ["a: !secret b\n", `1:4 not valid YAML (unresolved tag: !secret): ${CURE}`],
  ["? { a: 1 }\n: b\n", `1:3 not valid YAML (all keys must be strings): ${CURE}`],
  [
    "a: 1\n---\nb: 1\n",
    "2:1 a second document starts here, allowed is one in a file: put all rooms below one rooms: and remove the ---",
  ],
])("%j is refused as a whole", (text, problem) => {
  const found = yaml(text);
  expect(found.root).toBeUndefined();
  expect(problemsOf(found)).toEqual([problem]);
});

test.each(['{ "a": 1 } # a comment', '{ "a": 1, }', "{ 'a': 1 }", "{ a: 1 }", "a: 1"])(
  "%s is YAML and no JSON",
  (text) => {
    expect(problemsOf(yaml(text))).toEqual([]);
    // the words are the engine's
    expect(problemsOf(json(text))).toEqual([
      expect.stringMatching(/^1:\d+ not valid JSON \(.+\): correct it, or name the file \.yaml$/),
    ]);
  },
);

test("broken JSON is refused where it is broken", () => {
  expect(problemsOf(json('{\n  "a": "b" c\n}'))).toEqual([
    `2:12 not valid JSON (unexpected scalar at node end): ${CURE}`,
  ]);
});

test('"<<" in JSON is a name like any other', () => {
  expect(json('{ "<<": { "a": 1 } }').root?.value).toEqual({ "<<": { a: 1 } });
});

describe("a text that would take a machine down", () => {
  const levels =
    "the file has more than 50 levels, allowed are rooms with their fields: correct its brackets or indentation";
  const values =
    "the file comes to more than 1000000 values here once aliases are written out, allowed are fewer: use fewer aliases";

  test.each([
    ["brackets without an end", "[".repeat(10_000)],
    ["brackets in brackets", "[".repeat(5_000) + "]".repeat(5_000)],
    ["lists in lists", "- ".repeat(5_000)],
    ["keys in keys", "? ".repeat(5_000)],
    ["51 levels", "[".repeat(51) + "]".repeat(51)],
  ])("is refused for its depth: %s", (_what, text) => {
    expect(problemsOf(yaml(text))).toEqual([`1:1 ${levels}`]);
  });

  test("is read up to 50 levels", () => {
    expect(problemsOf(yaml("[".repeat(50) + "]".repeat(50)))).toEqual([]);
  });

  test.each([
    ["lists", (alias: string) => `[${Array(10).fill(alias).join(", ")}]`],
    ["merge keys", (alias: string) => `{ <<: [${Array(10).fill(alias).join(", ")}] }`],
  ])("is refused for its aliases of aliases in %s", (_what, tenTimes) => {
    const lines = ["a0: &a0 { lol: lol }"];
    for (let level = 1; level <= 20; level++)
      lines.push(`a${level}: &a${level} ${tenTimes(`*a${level - 1}`)}`);
    expect(problemsOf(yaml(lines.join("\n")))).toEqual([expect.stringMatching(`^\\d:\\d+ ${values}$`)]);
  });
});

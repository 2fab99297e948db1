import { LEAVE_CODE } from "../../../../provider/callback/codes";
import {
  nested,
  nestedList,
  number,
  object,
  readFields,
  status,
  text,
  textOrNumber,
  texts,
  time,
  timeOfSeconds,
  word,
} from "../../../../provider/callback/event-table";

/** What is sent in place of a value, and nothing that it can be read as. */
const HOPELESS = [null, true, {}, [], [1, 2], [["a"]], "", NaN, Infinity];

describe("a number", () => {
  test.each([
    [7, 7],
    [-0.5, -0.5],
    ["7", 7],
    ["-1.5", -1.5],
    ["0099", 99],
  ])("%j is read as %d", (sent, read) => {
    expect(number("A")({ A: sent })).toBe(read);
  });

  test.each([...HOPELESS, "7a", "0x10", " 7", "1e3", "9".repeat(400)])("%j is none", (sent) => {
    expect(number("A")({ A: sent })).toBeUndefined();
  });
});

describe("a text", () => {
  test.each([
    ["a", "a"],
    [812, "812"],
    [["a"], "a"],
  ])("%j is read as %s", (sent, read) => {
    expect(text("A")({ A: sent })).toBe(read);
  });

  test.each([null, true, {}, [], ["a", "b"], [["a"]], ""])("%j is none", (sent) => {
    expect(text("A")({ A: sent })).toBeUndefined();
  });

  test("or a number is left as it was sent", () => {
    expect(textOrNumber("A")({ A: 5 })).toBe(5);
    expect(textOrNumber("A")({ A: "5" })).toBe("5");
    expect(textOrNumber("A")({ A: "" })).toBeUndefined();
    expect(textOrNumber("A")({ A: Infinity })).toBeUndefined();
  });
});

describe("a list of texts", () => {
  test.each([
    [
      ["a", 5, "", null, {}],
      ["a", "5"],
    ],
    [[], []],
    ["a", ["a"]],
    [5, ["5"]],
  ])("%j is read as %j", (sent, read) => {
    expect(texts("A")({ A: sent })).toEqual(read);
  });

  test.each([null, true, {}, ""])("%j is none", (sent) => {
    expect(texts("A")({ A: sent })).toBeUndefined();
  });
});

describe("an object", () => {
  const fields = { a: number("A") };

  test("has each of its fields read, and those left out that cannot be", () => {
    expect(nested(fields, "O")({ O: { A: "1", B: 2 } })).toEqual({ a: 1 });
    expect(nested(fields, "O")({ O: { A: "one" } })).toEqual({});
    expect(nested(fields, "O")({ O: [{ A: 1 }] })).toBeUndefined();
  });

  test("in a list or without one is a list", () => {
    expect(nestedList(fields, "O")({ O: [{ A: 1 }, "no object", null, [], { A: 2 }] })).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
    expect(nestedList(fields, "O")({ O: { A: 1 } })).toEqual([{ a: 1 }]);
    expect(nestedList(fields, "O")({ O: "none" })).toBeUndefined();
  });

  test("is left as it was sent where its fields are not documented", () => {
    expect(object("O")({ O: { A: [1] } })).toEqual({ A: [1] });
    expect(object("O")({ O: [1] })).toBeUndefined();
  });
});

describe("a time", () => {
  test("of milliseconds is ISO 8601 in UTC", () => {
    expect(time("T")({ T: 1622186275757 })).toBe("2021-05-28T07:17:55.757Z");
    expect(time("T")({ T: "1622186275757" })).toBe("2021-05-28T07:17:55.757Z");
    expect(time("T")({ T: 253402300799999 })).toBe("9999-12-31T23:59:59.999Z");
  });

  test("of seconds has no milliseconds to tell", () => {
    expect(timeOfSeconds("T")({ T: "1622186275" })).toBe("2021-05-28T07:17:55.000Z");
    expect(timeOfSeconds("T")({})).toBeUndefined();
  });

  test.each([0, -1, 253402300800000, 1e300, "2021-05-28", null])("%j is none", (sent) => {
    expect(time("T")({ T: sent })).toBeUndefined();
  });
});

describe("a place", () => {
  test("may lie in an object", () => {
    expect(number("Payload.Status")({ Payload: { Status: 1 }, Status: 2 })).toBe(1);
    expect(number("Payload.Status")({ Payload: [1], Status: 2 })).toBeUndefined();
  });

  test("of several is the first that holds something readable", () => {
    expect(number("A", "B")({ A: 1, B: 2 })).toBe(1);
    expect(number("A", "B")({ A: "one", B: 2 })).toBe(2);
  });

  test("that every object inherits is none", () => {
    expect(object("constructor.prototype")({})).toBeUndefined();
    expect(object("toString")({})).toBeUndefined();
  });
});

test("a word stands beside a number that is not documented, and none beside a number that was not sent", () => {
  const leave = word(LEAVE_CODE, number("LeaveCode"));
  expect(leave({ LeaveCode: "99" })).toBe("idle");
  expect(leave({ LeaveCode: 98 })).toBe("unknown");
  expect(leave({ LeaveCode: {} })).toBeUndefined();
});

test("a status is read with its word", () => {
  expect(readFields(status({ 0: "good" }), { Payload: { Status: 0 } })).toEqual({
    status: 0,
    statusWord: "good",
  });
  expect(readFields(status({ 0: "good" }, "Status"), { Status: 1 })).toEqual({
    status: 1,
    statusWord: "unknown",
  });
  expect(readFields(status({ 0: "good" }), {})).toEqual({});
});

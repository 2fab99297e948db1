import { firstProblem, fromText, shownFields } from "../../../../emulator/src/api/shape";
import type { ObjectShape } from "../../../../emulator/src/api/shape";

const SHAPE: ObjectShape = {
  kind: "object",
  fields: {
    Count: { kind: "integer", required: true, min: 1, max: 9 },
    Name: { kind: "text", maxBytes: 4 },
    Inner: { kind: "object", fields: { Ids: { kind: "list", maxItems: 1, items: { kind: "text" } } } },
  },
};

test.each([
  [{ Count: 1, Name: "", Inner: { Ids: [] } }, undefined],
  [{}, "The request is missing the required parameter Count."],
  [{ Count: 10 }, "Parameter Count must be in the range 1 to 9."],
  [{ Count: "1" }, "The type of parameter Count must be Integer."],
  [{ Count: 1, Name: "äöü" }, "Parameter Name must be at most 4 bytes long."],
  [{ Count: 1, Name: null }, "The type of parameter Name must be String."],
  [{ Count: 1, Inner: "" }, "The type of parameter Inner must be Object."],
  [{ Count: 1, Inner: { Ids: {} } }, "The type of parameter Inner.Ids must be Array of String."],
  [{ Count: 1, Inner: { Ids: [1] } }, "The type of parameter Inner.Ids.0 must be String."],
  [{ Count: 1, Inner: { Ids: ["a", "b"] } }, "Parameter Inner.Ids must hold at most 1 items."],
  [{ Count: 1, Inner: { Id: 1 } }, "The parameter Inner.Id is not recognized."],
  [{ Count: 1, Inner: { "a secret": 1 } }, "The parameter Inner.*** is not recognized."],
  [{ Count: 1, toString: 1 }, "The parameter toString is not recognized."],
])("%j", (params, message) => {
  expect(firstProblem(params, SHAPE)?.message).toBe(message);
});

test("unknown names come before types, types before what is missing, that before values", () => {
  expect(firstProblem({ Name: 1, X: 1 }, SHAPE)?.code).toBe("UnknownParameter");
  expect(firstProblem({ Name: 1 }, SHAPE)?.code).toBe("InvalidParameter");
  expect(firstProblem({ Name: "12345" }, SHAPE)?.code).toBe("MissingParameter.Count");
});

test("text becomes an integer only where the shape has one", () => {
  expect(fromText({ Count: "12", Name: "12", Other: "12" }, SHAPE)).toEqual({
    Count: 12,
    Name: "12",
    Other: "12",
  });
  expect(fromText({ Count: "1e3" }, SHAPE)).toEqual({ Count: "1e3" });
});

test("lists hold numbers and objects, too, and text in them becomes integers", () => {
  const fields = {
    Ids: { kind: "list", items: { kind: "integer", min: 1, max: 9 } },
    Tags: { kind: "list", items: { kind: "object", fields: { Key: { kind: "text", required: true } } } },
  } as const;
  const shape: ObjectShape = { kind: "object", fields };
  expect(firstProblem({ Ids: [1, 9], Tags: [{ Key: "a" }] }, shape)).toBeUndefined();
  expect(
    [{ Ids: 1 }, { Ids: ["1"] }, { Ids: [10] }, { Tags: [1] }, { Tags: [{}] }].map(
      (params) => firstProblem(params, shape)?.message,
    ),
  ).toEqual([
    "The type of parameter Ids must be Array of Integer.",
    "The type of parameter Ids.0 must be Integer.",
    "Parameter Ids.0 must be in the range 1 to 9.",
    "The type of parameter Tags.0 must be Object.",
    "The request is missing the required parameter Tags.0.Key.",
  ]);
  expect(fromText({ Ids: ["1", "x"], Tags: [{ Key: "1" }] }, shape)).toEqual({
    Ids: [1, "x"],
    Tags: [{ Key: "1" }],
  });
  expect(shownFields({ Ids: [1, "s"], Tags: [{ Key: "a", Other: "s" }, "s"] }, fields)).toEqual({
    Ids: [1, "***"],
    Tags: [{ Key: "a", Other: "***" }, "***"],
  });
});

test("only what is known and of its type is shown", () => {
  const right = { Count: "12", Name: "n", Inner: { Ids: ["a"] } };
  expect(shownFields(right, SHAPE.fields)).toEqual(right);
  expect(
    shownFields({ Count: "s", Name: { s: "s" }, Inner: '{"Ids":"s"}', Key: "s", "a b": 1 }, SHAPE.fields),
  ).toEqual({ Count: "***", Name: "***", Inner: "***", Key: "***", "***": "***" });
  expect(shownFields({ Inner: { Ids: "s", Id: "s" } }, SHAPE.fields)).toEqual({
    Inner: { Ids: "***", Id: "***" },
  });
});

test("a parameter that is secret is not shown, whatever it is", () => {
  const fields = { Value: { kind: "text", secret: true }, Key: { kind: "text" } } as const;
  expect(shownFields({ Key: "a", Value: "planted" }, fields)).toEqual({ Key: "a", Value: "***" });
});

test("numbers of a set, decimals, booleans, texts of a set and lists of at least some items", () => {
  const fields = {
    SampleRate: { kind: "integer", oneOf: [48000, 44100] },
    Tempo: { kind: "decimal", min: 0.5, max: 1.5 },
    IsPause: { kind: "boolean" },
    Font: { kind: "text", oneOf: ["Tencent", "SourceHanSans"] },
    Formats: { kind: "list", minItems: 1, items: { kind: "text" } },
  } as const;
  const shape: ObjectShape = { kind: "object", fields };
  const right = { SampleRate: 44100, Tempo: 0.75, IsPause: false, Font: "Tencent", Formats: ["mp4"] };
  expect(firstProblem(right, shape)).toBeUndefined();
  const wrong = [
    { SampleRate: 32000 },
    { SampleRate: 0.5 },
    { Tempo: 1.6 },
    { Tempo: "1" },
    { Tempo: NaN },
    { IsPause: 1 },
    { Font: "Arial" },
    { Formats: [] },
  ];
  expect(wrong.map((params) => firstProblem(params, shape))).toEqual([
    { code: "InvalidParameter.OutOfRange", message: "Parameter SampleRate must be one of 48000, 44100." },
    { code: "InvalidParameter", message: "The type of parameter SampleRate must be Integer." },
    { code: "InvalidParameter.OutOfRange", message: "Parameter Tempo must be in the range 0.5 to 1.5." },
    { code: "InvalidParameter", message: "The type of parameter Tempo must be Float." },
    { code: "InvalidParameter", message: "The type of parameter Tempo must be Float." },
    { code: "InvalidParameter", message: "The type of parameter IsPause must be Boolean." },
    { code: "InvalidParameter", message: "Parameter Font must be one of Tencent, SourceHanSans." },
    { code: "InvalidParameter.OutOfRange", message: "Parameter Formats must hold at least 1 items." },
  ]);
  expect(fromText({ SampleRate: "44100", Tempo: "0.75", IsPause: "false", Font: "true" }, shape)).toEqual({
    SampleRate: 44100,
    Tempo: 0.75,
    IsPause: false,
    Font: "true",
  });
  expect(fromText({ SampleRate: "0.5", Tempo: ".5", IsPause: "1" }, shape)).toEqual({
    SampleRate: "0.5",
    Tempo: ".5",
    IsPause: "1",
  });
  expect(shownFields({ Tempo: "1.5", IsPause: "true", SampleRate: "s" }, fields)).toEqual({
    Tempo: "1.5",
    IsPause: "true",
    SampleRate: "***",
  });
  expect(shownFields({ Tempo: "s", IsPause: "s" }, fields)).toEqual({ Tempo: "***", IsPause: "***" });
});

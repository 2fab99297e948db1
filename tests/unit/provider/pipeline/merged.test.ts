import { merged } from "../../../../provider/pipeline/merged";

test("later values take the place of earlier ones, objects field by field", () => {
  expect(
    merged(
      { onExit: "recreate", sliceParams: { sliceType: "both", maxIdleTime: 86_400 } },
      { sliceParams: { sliceAudio: 30 }, region: "ap-singapore" },
      { onExit: "keep", sliceParams: { sliceType: "audio" } },
    ),
  ).toEqual({
    onExit: "keep",
    region: "ap-singapore",
    sliceParams: { sliceType: "audio", maxIdleTime: 86_400, sliceAudio: 30 },
  });
});

test("a list takes the place of the whole list", () => {
  expect(merged({ lists: { a: ["x", "y"], b: ["z"] } }, { lists: { a: [] } })).toEqual({
    lists: { a: [], b: ["z"] },
  });
});

test("what is undefined is not there", () => {
  expect(Object.entries(merged({ a: 1, b: undefined }, { a: undefined }))).toEqual([["a", 1]]);
});

test("what is merged stays as it was", () => {
  const defaults = { sliceParams: { sliceAudio: 15 } };
  merged(defaults, { sliceParams: { sliceAudio: 60 } });
  expect(defaults).toEqual({ sliceParams: { sliceAudio: 15 } });
});

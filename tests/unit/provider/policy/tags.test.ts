import { tagOf } from "../../../../provider/policy/tags";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { resource } from "./stack-parts";

test.each([
  ["the resource's own", { tags: { "a.b": "x" }, tagsAll: { "a.b": "y" } }, "x"],
  ["one that the provider gives to all", { tags: { other: "x" }, tagsAll: { "a.b": "y" } }, "y"],
  ["unknown where the tags are", { tags: UNKNOWN }, UNKNOWN],
  ["unknown where its value is", { tags: { "a.b": UNKNOWN } }, UNKNOWN],
  ["absent", { tags: { other: "x" } }, undefined],
  ["absent without tags", {}, undefined],
])("a tag's value is %s", (_is, inputs, value) => {
  expect(tagOf(resource("t", "n", inputs), "a.b")).toBe(value);
});

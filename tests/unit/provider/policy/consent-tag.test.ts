import { consentTag } from "../../../../provider/policy/consent-tag";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { resource } from "./stack-parts";

const PARENTS = { parents: ["trtc:tencent:CosSliceStorage"] };
const bucket = (tags: unknown) =>
  resource("pulumi-nodejs:dynamic/trtc:CosBucket", "slices-bucket", { bucket: "b", tags }, PARENTS);
const said = (tags: unknown, config: object) => reportsOf(consentTag, [bucket(tags)], config);

test("nothing is demanded until a tag is configured", () => {
  expect(said({}, {})).toEqual([]);
});

test("a bucket for slices carries the tag, with one of the values where there are some", () => {
  const config = { tag: "consent", values: ["contract", "law"] };
  expect(said({ other: "x" }, config)).toEqual([
    [
      "slices-bucket",
      "slices-bucket gets files of tasks and has no tag consent, allowed is contract or law: add it to its tags",
    ],
  ]);
  expect(said({ consent: "planted-secret" }, config)).toEqual([
    [
      "slices-bucket",
      "slices-bucket gets files of tasks and has another value of the tag consent, allowed is contract or law: add it to its tags",
    ],
  ]);
  expect([said({ consent: "law" }, config), said({ consent: "any" }, { tag: "consent" })]).toEqual([[], []]);
  expect([said(UNKNOWN, config), said({ consent: UNKNOWN }, config)]).toEqual([[], []]);
});

test("values without the tag are no settings", () => {
  expect(said({ consent: "law" }, { values: ["law"] })).toEqual([
    [
      "(stack)",
      "consent-tag.tag is missing beside values, allowed is the name of the tag that has them: give the tag's name",
    ],
  ]);
});

test("a bucket for something else needs none", () => {
  const other = resource("aws:s3/bucket:Bucket", "other", { bucket: "x" });
  expect(reportsOf(consentTag, [other], { tag: "consent" })).toEqual([]);
});

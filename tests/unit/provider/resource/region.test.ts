import { createRegionChoice } from "../../../../provider/resource/region";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { fakeSettings } from "../fake-settings";

const inEnvironment = (region: string) => fakeSettings({ environment: { TENCENTCLOUD_REGION: region } });

test("a region that is given is taken, whatever is there and whatever the environment says", () => {
  const regionOf = createRegionChoice(inEnvironment("eu-frankfurt"));
  expect(regionOf({ region: "ap-tokyo" }, {})).toBe("ap-tokyo");
  expect(regionOf({ region: "ap-tokyo" }, { region: "ap-guangzhou" })).toBe("ap-tokyo");
  expect(regionOf({ region: UNKNOWN }, { region: "ap-guangzhou" })).toBe(UNKNOWN);
  // check says what is wrong with it
  expect(regionOf({ region: 7 }, {})).toBe(7);
});

test("without one that of what is there stays, in any environment", () => {
  const regionOf = createRegionChoice(inEnvironment("eu-frankfurt"));
  expect(regionOf({ bucket: "a" }, { bucket: "b", region: "ap-guangzhou" })).toBe("ap-guangzhou");
});

test.each([
  ["the environment", inEnvironment("eu-frankfurt"), "eu-frankfurt"],
  ["the configuration", fakeSettings({ config: { "trtc:region": "ap-guangzhou" } }), "ap-guangzhou"],
  ["nobody", fakeSettings(), "ap-singapore"],
])("something new goes where %s says", (_who, settings, region) => {
  expect(createRegionChoice(settings)({ bucket: "a" }, {})).toBe(region);
});

test("what takes the place of something stays in its region when the same inputs are checked without the old ones", () => {
  const regionOf = createRegionChoice(inEnvironment("eu-frankfurt"));
  expect(regionOf({ bucket: "a" }, { bucket: "b", region: "ap-guangzhou" })).toBe("ap-guangzhou");
  expect(regionOf({ bucket: "a" }, {})).toBe("ap-guangzhou");
  expect(regionOf({ bucket: "another" }, {})).toBe("eu-frankfurt");
});

test("one choice knows nothing of another's", () => {
  createRegionChoice(fakeSettings())({ bucket: "a" }, { region: "ap-guangzhou" });
  expect(createRegionChoice(fakeSettings())({ bucket: "a" }, {})).toBe("ap-singapore");
});

test("an environment that changes counts for the next one that is new", () => {
  const environment: Record<string, string> = {};
  const regionOf = createRegionChoice(fakeSettings({ environment }));
  expect(regionOf({}, {})).toBe("ap-singapore");
  environment["TENCENTCLOUD_REGION"] = "eu-frankfurt";
  expect(regionOf({}, {})).toBe("eu-frankfurt");
});

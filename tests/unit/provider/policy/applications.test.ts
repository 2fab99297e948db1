import {
  applicationOf,
  functionsOf,
  takenBy,
  tasksByApplication,
} from "../../../../provider/policy/applications";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { APP, OTHER_APP, resource, task } from "./stack-parts";

const SCF = "pulumi-nodejs:dynamic/trtc:ScfFunction";
const LAMBDA = "aws:lambda/function:Function";
const IDS = { TRTC_SDK_APP_IDS: `${APP},${OTHER_APP}` };

test("a function's environment says whose callbacks it takes", () => {
  expect(takenBy(resource(SCF, "f", { environment: IDS }))).toEqual([APP, OTHER_APP]);
  expect(takenBy(resource(LAMBDA, "f", { environment: { variables: IDS } }))).toEqual([APP, OTHER_APP]);
  expect(takenBy(resource(LAMBDA, "f", { environment: IDS }))).toEqual([]);
  expect(takenBy(resource("other", "f", { environment: IDS }))).toEqual([]);
  expect(functionsOf([resource(SCF, "f"), resource("other", "g")]).map(({ name }) => name)).toEqual(["f"]);
});

test("an endpoint's environment that is only known later may name any application, another function's none", () => {
  const later = { environment: UNKNOWN };
  const parents = ["trtc:tencent:CallbackEndpoint"];
  expect(takenBy(resource(SCF, "f", later, { parents }))).toBe(UNKNOWN);
  expect(takenBy(resource(SCF, "f", later))).toEqual([]);
});

test("tasks are counted by their application, where it is known", () => {
  const later = task("c", { sdkAppId: UNKNOWN });
  const groups = tasksByApplication([task("a"), task("b", { sdkAppId: OTHER_APP }), later, task("d")]);
  expect([...groups].map(([app, tasks]) => [app, tasks.map(({ name }) => name)])).toEqual([
    [APP, ["a", "d"]],
    [OTHER_APP, ["b"]],
  ]);
  expect(applicationOf(later)).toBeUndefined();
});

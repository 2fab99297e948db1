import { callbackEndpointPresent } from "../../../../provider/policy/callback-endpoint-present";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { APP, OTHER_APP, resource, task } from "./stack-parts";

const SCF = "pulumi-nodejs:dynamic/trtc:ScfFunction";
const endpoint = (ids: string) => resource(SCF, "f", { environment: { TRTC_SDK_APP_IDS: ids } });

test("an application whose callbacks nobody takes is named, with the number of its tasks", () => {
  const message = (app: number, tasks: string) =>
    `application ${app} has ${tasks} and no endpoint for its callbacks, allowed is a CallbackEndpoint with ${app} among its sdkAppIds: add one, or list ${app} in the setting elsewhere`;
  const stack = [task("a"), task("b"), task("c", { sdkAppId: OTHER_APP }), endpoint("1400000009")];
  expect(reportsOf(callbackEndpointPresent, stack)).toEqual([
    ["(stack)", message(APP, "2 tasks")],
    ["(stack)", message(OTHER_APP, "a task")],
  ]);
});

test("an endpoint of the stack, or one that is listed as elsewhere, is enough", () => {
  expect(reportsOf(callbackEndpointPresent, [task("a"), endpoint(`${OTHER_APP},${APP}`)])).toEqual([]);
  expect(reportsOf(callbackEndpointPresent, [task("a")], { elsewhere: [APP] })).toEqual([]);
});

test("an endpoint that is only known later may be the one", () => {
  const parents = ["trtc:tencent:CallbackEndpoint"];
  const later = resource(SCF, "f", { environment: UNKNOWN }, { parents });
  expect(reportsOf(callbackEndpointPresent, [task("a"), later])).toEqual([]);
});

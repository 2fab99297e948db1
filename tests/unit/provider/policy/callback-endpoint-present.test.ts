import { callbackEndpointPresent } from "../../../../provider/policy/callback-endpoint-present";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { APP, jobTask, OTHER_APP, resource, task } from "./stack-parts";

const SCF = "pulumi-nodejs:dynamic/trtc:ScfFunction";
const endpoint = (ids: string, name = "f") => resource(SCF, name, { environment: { TRTC_SDK_APP_IDS: ids } });

test("an application whose callbacks nobody takes is named, with the number of its tasks", () => {
  const message = (app: number, tasks: string) =>
    `application ${app} has ${tasks} and no endpoint for its callbacks, allowed is a CallbackEndpoint with ${app} among its sdkAppIds: add one, or list ${app} in the setting elsewhere`;
  const stack = [task("a"), task("b"), task("c", { sdkAppId: OTHER_APP }), endpoint("1400000009")];
  expect(reportsOf(callbackEndpointPresent, stack)).toEqual([
    ["(stack)", message(APP, "2 tasks")],
    ["(stack)", message(OTHER_APP, "a task")],
  ]);
});

test("tasks of every kind have callbacks", () => {
  const kinds = ["CloudRecordingTask", "CloudModerationTask", "StreamIngestTask", "PublishCdnStreamTask"];
  const stack = [...kinds, "CloudTranscriptionTask"].map((kind) => jobTask(kind, kind));
  expect(reportsOf(callbackEndpointPresent, stack)).toEqual([
    [
      "(stack)",
      `application ${APP} has 5 tasks and no endpoint for its callbacks, allowed is a CallbackEndpoint with ${APP} among its sdkAppIds: add one, or list ${APP} in the setting elsewhere`,
    ],
  ]);
  expect(reportsOf(callbackEndpointPresent, [...stack, endpoint(String(APP))])).toEqual([]);
});

test("an endpoint of the stack, or one that is listed as elsewhere, is enough", () => {
  expect(reportsOf(callbackEndpointPresent, [task("a"), endpoint(`${OTHER_APP},${APP}`)])).toEqual([]);
  expect(reportsOf(callbackEndpointPresent, [task("a")], { elsewhere: [APP] })).toEqual([]);
});

test("an application is taken by one function, whichever cloud it is on", () => {
  const lambda = resource("aws:lambda/function:Function", "l", {
    environment: { variables: { TRTC_SDK_APP_IDS: String(APP) } },
  });
  const later = resource(SCF, "g", { environment: UNKNOWN }, { parents: ["trtc:tencent:CallbackEndpoint"] });
  const message = (names: string) =>
    `application ${APP} is taken by ${names}, allowed is one function: its console has one address, and the others hear nothing; take it out of their sdkAppIds`;
  const stack = [task("a"), endpoint(`${APP},${OTHER_APP}`), lambda];
  expect(reportsOf(callbackEndpointPresent, stack)).toEqual([["(stack)", message("f and l")]]);
  expect(reportsOf(callbackEndpointPresent, [...stack, later, endpoint(`${APP},${APP}`, "h")])).toEqual([
    ["(stack)", message("f and h and l")],
  ]);
  expect(reportsOf(callbackEndpointPresent, [endpoint(`${APP},${APP}`), later])).toEqual([]);
});

test("an endpoint that is only known later may be the one", () => {
  const parents = ["trtc:tencent:CallbackEndpoint"];
  const later = resource(SCF, "f", { environment: UNKNOWN }, { parents });
  expect(reportsOf(callbackEndpointPresent, [task("a"), later])).toEqual([]);
});

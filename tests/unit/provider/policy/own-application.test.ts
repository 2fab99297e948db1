import { ownApplication } from "../../../../provider/policy/own-application";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { reportsOf } from "./reports";
import { APP, jobTask, OTHER_APP, resource, task } from "./stack-parts";

const stack = resource("pulumi:pulumi:Stack", "proof-dev");
const said = (applications: object, ...more: Parameters<typeof reportsOf>[1][number][]) =>
  reportsOf(ownApplication, [stack, ...more], { applications });

test("nothing is demanded until applications are configured", () => {
  expect(reportsOf(ownApplication, [stack, task("a")])).toEqual([]);
});

test("a task or an endpoint uses an application of its stack", () => {
  const scf = resource("pulumi-nodejs:dynamic/trtc:ScfFunction", "f", {
    environment: { TRTC_SDK_APP_IDS: `${APP},${OTHER_APP}` },
  });
  const listed = { dev: [APP], prod: [OTHER_APP] };
  const message =
    "application 1400000002 is not one of stack dev, allowed are 1400000001: use one of these, or list it for dev alone";
  expect(said(listed, task("a"), task("b", { sdkAppId: OTHER_APP }), scf)).toEqual([
    ["b", message],
    ["f", message],
  ]);
  expect(said(listed, task("a"), task("b", { sdkAppId: UNKNOWN }))).toEqual([]);
  for (const kind of ["CloudRecordingTask", "StreamIngestTask", "PublishCdnStreamTask"])
    expect(said(listed, jobTask(kind, "b", { sdkAppId: OTHER_APP }))).toEqual([["b", message]]);
});

test("an application that two stacks share is found in any stack", () => {
  expect(said({ dev: [], test: [APP], prod: [OTHER_APP, APP] })).toEqual([
    [
      "(stack)",
      "application 1400000001 is listed for test and prod, allowed is one stack: give each an application of its own",
    ],
  ]);
});

test.each(["constructor", "toString", "__proto__"])("a stack may be called %s", (name) => {
  const lobby = task("a");
  const inIt = { ...lobby, urn: lobby.urn.replace(":dev:", `:${name}:`) };
  expect(reportsOf(ownApplication, [inIt], { applications: { prod: [APP] } })).toEqual([
    [
      "(stack)",
      `stack ${name} is not listed in the setting applications, allowed are prod: list it with applications of its own`,
    ],
  ]);
});

test("a stack that is not listed is refused", () => {
  expect(said({ prod: [APP] }, task("a"))).toEqual([
    [
      "(stack)",
      "stack dev is not listed in the setting applications, allowed are prod: list it with applications of its own",
    ],
  ]);
});

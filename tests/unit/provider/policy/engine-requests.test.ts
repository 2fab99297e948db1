import { engineRequests, leavesOf, listenToEngine } from "../../../../provider/policy/engine-requests";
import { engine, marked } from "./engine-parts";

beforeAll(() => {
  listenToEngine();
  listenToEngine();
  engine.asksForInfo("acme", { "one-rule": ["hours"], "other-rule": [] });
});

test("the stack's configuration is heard, with what is secret in it", () => {
  engine.configuresStack({ "trtc:region": "ap-singapore", "trtc:secretKey": "planted" }, ["trtc:secretKey"]);
  expect([...engineRequests.config]).toEqual(
    expect.arrayContaining([
      ["trtc:region", { value: "ap-singapore", isSecret: false }],
      ["trtc:secretKey", { value: "planted", isSecret: true }],
    ]),
  );
});

test("inputs and outputs are heard with their marks", () => {
  engine.analyzes("urn:a", { plain: "x", hidden: marked("y") });
  engine.analyzesStack({ "urn:a": { out: marked(["z"]) } });
  expect(leavesOf(engineRequests.inputs.get("urn:a")).filter(({ path }) => path !== "*")).toEqual(
    expect.arrayContaining([
      { path: "plain", text: "x", isSecret: false },
      { path: "hidden", text: "y", isSecret: true },
    ]),
  );
  expect(leavesOf(engineRequests.outputs.get("urn:a"))).toEqual([
    { path: "*", text: "out", isSecret: false },
    { path: "out.0", text: "z", isSecret: true },
  ]);
});

test("what lies below a mark is secret, names in a map too", () => {
  expect(leavesOf({ map: marked({ name: "v", list: [1, "w"] }) })).toEqual([
    { path: "*", text: "map", isSecret: false },
    { path: "map.*", text: "name", isSecret: true },
    { path: "map.name", text: "v", isSecret: true },
    { path: "map.*", text: "list", isSecret: true },
    { path: "map.list.1", text: "w", isSecret: true },
  ]);
});

test("a configuration with known policies and settings is handed on", () => {
  const config = engine
    .configures({ "one-rule": { hours: 5 }, "other-rule": {}, all: {} })
    .getPolicyconfigMap();
  expect([...config.keys()].sort()).toEqual(["all", "one-rule", "other-rule"]);
});

test("a configuration with a policy or a setting that there is not is refused with a sentence and no stack", () => {
  const request = engine.configures({ "one-rule": { hour: 5 }, another: {} });
  const refusal = (() => {
    try {
      return request.getPolicyconfigMap();
    } catch (error) {
      return error instanceof Error ? error.stack?.split("; ").sort() : undefined;
    }
  })();
  expect(refusal).toEqual([
    "another is not a policy of acme, known are all, one-rule, other-rule: correct or remove it",
    "one-rule.hour is not a setting, known are enforcementLevel, hours: correct or remove it",
  ]);
});

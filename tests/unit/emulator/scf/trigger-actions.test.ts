import { BOOTSTRAP, zipOf } from "./function-code";
import { REGION, scfCalls } from "./scf-calls";
import type { ScfCalls } from "./scf-calls";

const OPEN = '{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}';
const NAMED = { FunctionName: "receiver", TriggerName: "url", Type: "http" };
const TRIGGER = { ...NAMED, TriggerDesc: OPEN };

let calls: ScfCalls;
beforeEach(async () => {
  calls = scfCalls();
  const ZipFile = zipOf({ scf_bootstrap: BOOTSTRAP }).toString("base64");
  await calls.call("CreateFunction", {
    FunctionName: "receiver",
    Type: "HTTP",
    Runtime: "Nodejs18.15",
    Code: { ZipFile },
  });
  calls.settle();
});

const urlId = () => calls.functions.find(REGION, "receiver")?.triggers[0]?.urlId ?? "";

/** What answers show of the trigger whose URL is open. */
const view = (changes: object = {}) => ({
  TriggerName: "url",
  Type: "http",
  TriggerDesc: JSON.stringify({
    AuthType: "NONE",
    NetConfig: {
      EnableIntranet: false,
      EnableExtranet: true,
      ExtranetUrl: `https://${urlId()}.ap-singapore.tencentscf.com`,
    },
  }),
  Qualifier: "$LATEST",
  Enable: 1,
  AvailableStatus: "Available",
  AddTime: "2026-01-02 03:04:05",
  ModTime: "2026-01-02 03:04:05",
  Description: "",
  CustomArgument: "",
  ...changes,
});

test("a function URL is in the answers of its creation, of the list and of the function", async () => {
  const { TriggerInfo } = await calls.call("CreateTrigger", TRIGGER);
  expect(urlId()).toMatch(/^1250000000-[a-z0-9]{10}$/);
  expect(TriggerInfo).toEqual(view());
  expect(await calls.call("ListTriggers", { FunctionName: "receiver" })).toEqual({
    TotalCount: 1,
    Triggers: [view()],
  });
  expect(await calls.call("GetFunction", { FunctionName: "receiver" })).toMatchObject({ Triggers: [view()] });
});

test("an update changes what is given and never the URL", async () => {
  await calls.call("CreateTrigger", TRIGGER);
  const before = urlId();
  calls.time.now += 60_000;
  await calls.call("UpdateTrigger", { ...NAMED, Enable: "CLOSE", Description: "closed" });
  expect(await calls.call("ListTriggers", { FunctionName: "receiver" })).toMatchObject({
    Triggers: [view({ Enable: 0, Description: "closed", ModTime: "2026-01-02 03:05:05" })],
  });
  await calls.call("UpdateTrigger", { ...TRIGGER, TriggerDesc: OPEN.replace("NONE", "CAM") });
  expect(calls.functions.byUrl(before)?.trigger).toMatchObject({ authType: "CAM", enabled: false });
});

test("a deleted trigger is gone, and another has another URL", async () => {
  await calls.call("CreateTrigger", TRIGGER);
  const before = urlId();
  await calls.call("DeleteTrigger", NAMED);
  expect(await calls.refusal("DeleteTrigger", NAMED)).toEqual([
    "ResourceNotFound.Trigger",
    "The trigger does not exist.",
  ]);
  await calls.call("CreateTrigger", TRIGGER);
  expect(urlId()).not.toBe(before);
});

test("a version or alias has one URL", async () => {
  await calls.call("CreateTrigger", TRIGGER);
  expect(await calls.refusal("CreateTrigger", TRIGGER)).toEqual([
    "ResourceInUse.TriggerName",
    "The trigger name is in use.",
  ]);
  expect(await calls.refusal("CreateTrigger", { ...TRIGGER, TriggerName: "other" })).toEqual([
    "LimitExceeded.Trigger",
    "The version or alias has a function URL already.",
  ]);
  await calls.call("CreateTrigger", { ...TRIGGER, Qualifier: "$DEFAULT" });
});

const form = (words: string) => [
  "InvalidParameterValue.TriggerDesc",
  `Parameter TriggerDesc of type http must ${words}.`,
];

test.each<[string, object, readonly string[]]>([
  ["no description", { TriggerDesc: "" }, form("be a JSON object with AuthType and NetConfig")],
  [
    "a description that is no JSON",
    { TriggerDesc: "{" },
    form("be a JSON object with AuthType and NetConfig"),
  ],
  ["no way to sign in", { TriggerDesc: "{}" }, form("have AuthType NONE or CAM")],
  ["no network", { TriggerDesc: '{"AuthType":"CAM"}' }, form("have NetConfig")],
  [
    "a network that is half said",
    { TriggerDesc: '{"AuthType":"CAM","NetConfig":{"EnableExtranet":true}}' },
    form("have NetConfig.EnableIntranet, true or false"),
  ],
  [
    "another type",
    { Type: "timer" },
    ["UnsupportedOperation.Trigger", "The emulator has triggers of the type http only."],
  ],
  [
    "no type at all",
    { Type: "https" },
    ["InvalidParameterValue.Type", "Parameter Type must be a type of trigger, such as http."],
  ],
  [
    "a function that is not there",
    { FunctionName: "nobody" },
    ["ResourceNotFound.Function", "The function does not exist."],
  ],
])("a trigger is refused with %s", async (_name, changes, refusal) => {
  expect(await calls.refusal("CreateTrigger", { ...TRIGGER, ...changes })).toEqual(refusal);
});

test("a trigger is not made while the function is not there whole", async () => {
  await calls.call("UpdateFunctionConfiguration", { FunctionName: "receiver", Timeout: 5 });
  expect(await calls.refusal("CreateTrigger", TRIGGER)).toEqual([
    "FailedOperation.FunctionStatusError",
    "The function is in the state Updating, in which it cannot be changed.",
  ]);
});

import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import type { Bag } from "../../../../../provider/resource/schema";
import { scfFunctionUrl } from "../../../../../provider/tencent/kinds/scf-function-url";
import { GoneError, InputError } from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { fakeClock } from "../../fake-clock";
import { kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";
import { scfRefusal, scfSilence } from "./scf-failure";

const URL = "https://1250000000-abc123.ap-singapore.tencentscf.com";
const INTRANET_URL = "https://1250000000-abc123.in.ap-singapore.tencentscf.com";
const INPUTS = {
  functionName: "web",
  region: "ap-singapore",
  authType: "NONE",
  publicNetwork: true,
  intranet: false,
  enabled: true,
};
const STATE = { ...INPUTS, url: URL };
const ID = "web/pulumi-trtc-url";
const DONE = { RequestId: "r-0" };
const NO_TRIGGER = { Triggers: [], TotalCount: 0 };
const DESCRIPTION = { AuthType: "NONE", NetConfig: { EnableIntranet: false, EnableExtranet: true } };
const WITH_URL = { ...DESCRIPTION, NetConfig: { ...DESCRIPTION.NetConfig, ExtranetUrl: URL } };

/** A trigger as it is listed. */
function trigger(description: object, changes: Bag = {}): Bag {
  return {
    TriggerName: "pulumi-trtc-url",
    Type: "http",
    Qualifier: "$LATEST",
    Enable: 1,
    TriggerDesc: JSON.stringify(description),
    ...changes,
  };
}

const SEEN = { Triggers: [trigger(WITH_URL)], TotalCount: 1 };

function urlLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  const kind = scfFunctionUrl({ scf: client, clock: fakeClock(), report: () => undefined });
  return { lifecycle: kindLifecycle(kind), client };
}

describe("check", () => {
  const { lifecycle } = urlLifecycle();

  test("writes the defaults and the region out", () => {
    expect(lifecycle.check({}, { functionName: "web", authType: "NONE" })).toEqual({
      inputs: INPUTS,
      failures: [],
    });
  });

  test("wants to be told who may call", () => {
    expect(reasonsOf(lifecycle, { functionName: "web" })).toEqual([
      'authType is missing, allowed is "NONE" or "CAM": give NONE to let anyone call the function, or CAM for requests that are signed with an API key',
    ]);
  });

  test("refuses an address that nobody reaches", () => {
    expect(reasonsOf(lifecycle, { ...INPUTS, publicNetwork: false })).toEqual([
      "publicNetwork is false beside intranet false, allowed is true for one of them: say who reaches it",
    ]);
    expect(reasonsOf(lifecycle, { ...INPUTS, publicNetwork: false, intranet: true })).toEqual([]);
  });
});

test.each<[string, Bag, Bag]>([
  ["the same arguments", {}, { changes: false, replaces: [] }],
  ["other callers", { authType: "CAM" }, { changes: true, replaces: [] }],
  ["a closed one", { enabled: false }, { changes: true, replaces: [] }],
  [
    "another function, which has none yet",
    { functionName: "other" },
    { changes: true, replaces: ["functionName"], deleteBeforeReplace: false },
  ],
])("diff of %s", (_name, changes, expected) => {
  expect(urlLifecycle().lifecycle.diff(STATE, { ...INPUTS, ...changes })).toEqual({
    deleteBeforeReplace: true,
    ...expected,
  });
});

describe("create", () => {
  test("looks for an address, makes one for the newest code, and finds it in the answer", async () => {
    const { lifecycle, client } = urlLifecycle({
      ListTriggers: [NO_TRIGGER],
      CreateTrigger: [{ TriggerInfo: { TriggerDesc: JSON.stringify(WITH_URL) } }],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(client.calls).toEqual([
      {
        action: "ListTriggers",
        region: "ap-singapore",
        params: { FunctionName: "web", Offset: 0, Limit: 100 },
      },
      {
        action: "CreateTrigger",
        region: "ap-singapore",
        params: {
          FunctionName: "web",
          TriggerName: "pulumi-trtc-url",
          Type: "http",
          Qualifier: "$LATEST",
          Enable: "OPEN",
          TriggerDesc: JSON.stringify(DESCRIPTION),
        },
      },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, false]);
  });

  test.each<[string, unknown]>([
    ["as a field of its own", { Url: URL }],
    ["without its scheme, and in capitals", { Domain: URL.slice("https://".length).toUpperCase() }],
    ["in a list", { Domains: [{ Address: `${URL}/` }] }],
    ["beside that of the intranet", { Both: [INTRANET_URL, URL] }],
    [
      "in JSON within JSON",
      { TriggerDesc: JSON.stringify({ NetConfig: JSON.stringify({ ExtranetUrl: URL }) }) },
    ],
  ])("finds the address in an answer that has it %s", async (_name, TriggerInfo) => {
    const { lifecycle } = urlLifecycle({ ListTriggers: [NO_TRIGGER], CreateTrigger: [{ TriggerInfo }] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
  });

  test("takes the address of the intranet where there is no other", async () => {
    const inputs = { ...INPUTS, publicNetwork: false, intranet: true };
    const { lifecycle } = urlLifecycle({
      ListTriggers: [NO_TRIGGER],
      CreateTrigger: [{ TriggerInfo: { Both: [URL, INTRANET_URL] } }],
    });
    await expect(lifecycle.create(inputs)).resolves.toEqual({
      id: ID,
      outs: { ...inputs, url: INTRANET_URL },
    });
  });

  test.each<[string, Record<string, Answer[]>, string[]]>([
    ["in the list", { ListTriggers: [NO_TRIGGER, SEEN] }, ["ListTriggers", "CreateTrigger", "ListTriggers"]],
    [
      "with the function",
      {
        ListTriggers: [NO_TRIGGER, { Triggers: [trigger(DESCRIPTION)] }],
        GetFunction: [{ Triggers: [{ TriggerDesc: JSON.stringify(WITH_URL) }] }],
      },
      ["ListTriggers", "CreateTrigger", "ListTriggers", "GetFunction"],
    ],
  ])("looks for the address %s when the answer has none", async (_name, answers, actions) => {
    const { lifecycle, client } = urlLifecycle({ CreateTrigger: [{ TriggerInfo: {} }], ...answers });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(client.actions()).toEqual(actions);
  });

  test("keeps an address that no answer names, and the next up looks for it again", async () => {
    const bare = { Triggers: [trigger(DESCRIPTION)] };
    const elsewhere = { Triggers: [{ TriggerDesc: "https://tencentscf.com.example.org" }] };
    const made = urlLifecycle({
      ListTriggers: [NO_TRIGGER, bare],
      CreateTrigger: [{ TriggerInfo: {} }],
      GetFunction: [elsewhere],
    });
    const { id, outs, message } = await unfinished(made.lifecycle.create(INPUTS));
    expect({ id, outs }).toEqual({ id: ID, outs: { ...INPUTS, url: "", unfinished: true } });
    expect(message).toBe(
      "function web has an address, and no answer says which: look for trigger pulumi-trtc-url in the console of SCF, and run pulumi up again",
    );
    const next = urlLifecycle({ UpdateTrigger: [DONE], ListTriggers: [SEEN] });
    await expect(next.lifecycle.update(ID, outs, INPUTS)).resolves.toEqual({ outs: STATE });
  });

  test("refuses a function that has an address", async () => {
    const { lifecycle } = urlLifecycle({ ListTriggers: [SEEN] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError(
        'functionName is "web", a function that has an address already: delete its trigger of type http first',
      ),
    );
  });

  test("is not held up by other triggers, nor by the address of a version, and finds its own on a later page", async () => {
    const others = Array.from({ length: 100 }, () => trigger({}, { Type: "timer" }));
    const { lifecycle, client } = urlLifecycle({
      ListTriggers: [{ Triggers: others }, { Triggers: [trigger({}, { Qualifier: "1" })] }],
      CreateTrigger: [{ TriggerInfo: { Url: URL } }],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(client.calls[1]?.params).toEqual({ FunctionName: "web", Offset: 100, Limit: 100 });
  });
});

describe("read", () => {
  test("of an address as it was made changes nothing", async () => {
    const { lifecycle } = urlLifecycle({ ListTriggers: [SEEN] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: ID, props: STATE });
  });

  test.each<[string, Bag, Bag]>([
    ["other callers", trigger({ ...WITH_URL, AuthType: "CAM" }), { authType: "CAM" }],
    ["that it was closed", trigger(WITH_URL, { Enable: 0 }), { enabled: false }],
    [
      "another network",
      trigger({ AuthType: "NONE", NetConfig: { EnableIntranet: true, EnableExtranet: false } }),
      { publicNetwork: false, intranet: true },
    ],
    ["nothing where the cloud says nothing", trigger({}, { Enable: undefined, TriggerDesc: "" }), {}],
  ])("sees %s", async (_name, seen, changes) => {
    const { lifecycle } = urlLifecycle({ ListTriggers: [{ Triggers: [seen] }] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: ID, props: { ...STATE, ...changes } });
  });

  test.each<[string, Answer]>([
    ["is gone", NO_TRIGGER],
    ["has lost its function", scfRefusal("ResourceNotFound.Function", "ListTriggers")],
  ])("says by an empty id that the address %s", async (_name, answer) => {
    const { lifecycle } = urlLifecycle({ ListTriggers: [answer] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

test("update sends all settings and looks for the address again", async () => {
  const inputs = { ...INPUTS, authType: "CAM", intranet: true, enabled: false };
  const { lifecycle, client } = urlLifecycle({ UpdateTrigger: [DONE], ListTriggers: [SEEN] });
  await expect(lifecycle.update(ID, STATE, inputs)).resolves.toEqual({ outs: { ...inputs, url: URL } });
  expect(client.calls[0]).toEqual({
    action: "UpdateTrigger",
    region: "ap-singapore",
    params: {
      FunctionName: "web",
      TriggerName: "pulumi-trtc-url",
      Type: "http",
      Qualifier: "$LATEST",
      Enable: "CLOSE",
      TriggerDesc: '{"AuthType":"CAM","NetConfig":{"EnableIntranet":true,"EnableExtranet":true}}',
    },
  });
});

describe("delete", () => {
  test.each<[string, Answer]>([
    ["an address", DONE],
    ["one that is gone", scfRefusal("ResourceNotFound.Trigger", "DeleteTrigger")],
    ["one whose function is gone", scfRefusal("ResourceNotFound.FunctionName", "DeleteTrigger")],
  ])("of %s is a success", async (_name, answer) => {
    const { lifecycle, client } = urlLifecycle({ DeleteTrigger: [answer] });
    await expect(lifecycle.delete(ID, STATE)).resolves.toBeUndefined();
    expect(client.calls).toEqual([
      {
        action: "DeleteTrigger",
        region: "ap-singapore",
        params: {
          FunctionName: "web",
          TriggerName: "pulumi-trtc-url",
          Type: "http",
          Qualifier: "$LATEST",
        },
      },
    ]);
  });

  test("of one with a custom domain says what to do", async () => {
    const used = scfRefusal("FailedOperation.DeleteTrigger.UrlUsed", "DeleteTrigger");
    const error: unknown = await urlLifecycle({ DeleteTrigger: [used] })
      .lifecycle.delete(ID, STATE)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      message:
        "the address of function web is in use by a custom domain: unbind the domain in the console of SCF, and run it again",
      requestId: "r-1",
    });
  });

  test("that is refused for another reason throws it", async () => {
    const refused = scfRefusal("FailedOperation.DeleteTrigger", "DeleteTrigger");
    await expect(urlLifecycle({ DeleteTrigger: [refused] }).lifecycle.delete(ID, STATE)).rejects.toBe(
      refused,
    );
  });
});

test("an update of an address that is gone says what to do", async () => {
  const gone = scfRefusal("ResourceNotFound.Trigger", "UpdateTrigger");
  const { lifecycle } = urlLifecycle({ UpdateTrigger: [gone] });
  await expect(lifecycle.update(ID, STATE, { ...INPUTS, authType: "CAM" })).rejects.toBeInstanceOf(GoneError);
});

describe("an address that may have been made, and could not be looked for", () => {
  const BLIND = scfRefusal("InternalError", "ListTriggers");
  const KEPT = { ...INPUTS, url: "", unfinished: true };

  test("is kept", async () => {
    const { lifecycle } = urlLifecycle({
      ListTriggers: [NO_TRIGGER, BLIND],
      CreateTrigger: [scfSilence("CreateTrigger")],
    });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, outs, message }).toEqual({ id: ID, outs: KEPT, message: BLIND.message });
  });

  test("is finished by the next update", async () => {
    const { lifecycle } = urlLifecycle({ UpdateTrigger: [DONE], ListTriggers: [SEEN] });
    await expect(lifecycle.update(ID, KEPT, INPUTS)).resolves.toEqual({ outs: STATE });
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle } = urlLifecycle({
      UpdateTrigger: [scfRefusal("ResourceNotFound.Trigger", "UpdateTrigger")],
      ListTriggers: [NO_TRIGGER],
      DeleteTrigger: [scfRefusal("ResourceNotFound.Trigger", "DeleteTrigger")],
    });
    await expect(lifecycle.update(ID, KEPT, INPUTS)).rejects.toThrow(
      new GoneError(
        "UpdateTrigger: ResourceNotFound.Trigger (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(lifecycle.read(ID, KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete(ID, KEPT)).resolves.toBeUndefined();
  });
});

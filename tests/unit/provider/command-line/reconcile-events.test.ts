import type { EngineEvent } from "@pulumi/pulumi/automation";
import { createEventReader } from "../../../../provider/command-line/reconcile-events";

const TYPE = "pulumi-nodejs:dynamic/trtc:CloudSliceTask";
const urn = (name: string) => `urn:pulumi:dev::proof::${TYPE}::${name}`;

function read(...events: readonly object[]) {
  const lines: string[] = [];
  const reader = createEventReader((line) => lines.push(line));
  // what the reader looks at
  for (const event of events) reader.read(event as EngineEvent);
  return { seen: reader.seen, lines };
}

/** A step as the engine writes it when it is through, or would be. */
function step(op: string, name: string, more: object = {}, planning = false) {
  return {
    resOutputsEvent: { metadata: { op, urn: urn(name), type: TYPE, logical: true, ...more }, planning },
  };
}

test("nothing read is nothing seen", () => {
  expect(read().seen).toEqual({
    project: undefined,
    gone: [],
    changed: [],
    changes: [],
    problems: [],
    finished: false,
  });
});

test("the project is that of the first resource", () => {
  const { seen, lines } = read({ resourcePreEvent: { metadata: { op: "same", urn: urn("a"), type: TYPE } } });
  expect([seen.project, lines]).toEqual(["proof", []]);
});

test("changes are told when they begin and when they are through", () => {
  const { seen, lines } = read(
    { resourcePreEvent: { metadata: { op: "create", urn: urn("a"), type: TYPE } } },
    step("create", "a"),
    step("same", "b"),
    { summaryEvent: {} },
  );
  expect(seen).toMatchObject({ changes: [{ op: "create", type: TYPE, name: "a" }], finished: true });
  expect(lines).toEqual(["create a (trtc:CloudSliceTask)", "done: create a (trtc:CloudSliceTask)"]);
});

test("in a preview they are to do", () => {
  const { seen, lines } = read(
    { resourcePreEvent: { metadata: { op: "update", urn: urn("a"), type: TYPE }, planning: true } },
    step("update", "a", {}, true),
  );
  expect(seen.changes).toEqual([{ op: "update", type: TYPE, name: "a" }]);
  expect(lines).toEqual(["to do: update a (trtc:CloudSliceTask)"]);
});

test("a replacement counts once", () => {
  const { seen } = read(
    step("delete-replaced", "a", { logical: false }),
    step("replace", "a"),
    step("create-replacement", "a", { logical: false }),
  );
  expect(seen.changes).toEqual([{ op: "replace", type: TYPE, name: "a" }]);
});

test("a stack that is through twice counts once, two resources of a name twice", () => {
  const child = { urn: `urn:pulumi:dev::proof::parent$${TYPE}::a` };
  const { seen, lines } = read(step("create", "a"), step("create", "a"), step("create", "a", child));
  expect(seen.changes).toHaveLength(2);
  expect(lines).toHaveLength(2);
});

test("providers that the engine makes by itself are not told, those of the program are", () => {
  const provider = (name: string) => {
    const metadata = {
      op: "create",
      urn: `urn:pulumi:dev::proof::pulumi:providers:aws::${name}`,
      type: "pulumi:providers:aws",
      logical: true,
    };
    return [{ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } }];
  };
  const { seen, lines } = read(...["default", "default_7_1_0", "defaults"].flatMap(provider));
  expect(seen.changes).toEqual([{ op: "create", type: "pulumi:providers:aws", name: "defaults" }]);
  expect(lines).toHaveLength(2);
});

test("a refresh finds what is gone and what is not as state has it", () => {
  const { seen, lines } = read(
    step("refresh", "a", { old: { outputs: { n: 1 } }, new: null }),
    step("refresh", "b", { old: { outputs: { n: 1 } }, new: { outputs: { n: 2 } } }),
    step("refresh", "c", { old: { outputs: { n: 1, m: 2 } }, new: { outputs: { m: 2, n: 1 } } }),
  );
  expect([seen.gone, seen.changed, seen.changes]).toEqual([
    [{ op: "refresh", type: TYPE, name: "a" }],
    [{ op: "refresh", type: TYPE, name: "b" }],
    [],
  ]);
  expect(lines).toEqual(["gone: a (trtc:CloudSliceTask)", "changed outside: b (trtc:CloudSliceTask)"]);
});

test("errors are problems, each once; warnings and what the program says are shown", () => {
  const error = { diagnosticEvent: { urn: urn("a"), severity: "error", message: "it is bad\n" } };
  const { seen, lines } = read(
    error,
    error,
    { diagnosticEvent: { severity: "error", message: "preview failed\n" } },
    { diagnosticEvent: { severity: "warning", message: "it is odd" } },
    { diagnosticEvent: { severity: "info", message: "hello" } },
    { diagnosticEvent: { severity: "info#err", message: "InputError: shown with the resource\n\n" } },
    { diagnosticEvent: { severity: "info", message: "for a moment", ephemeral: true } },
    { diagnosticEvent: { severity: "info", message: "\n" } },
  );
  expect(seen.problems).toEqual(["a: it is bad", "preview failed"]);
  expect(lines).toEqual([
    "error: a: it is bad",
    "error: a: it is bad",
    "error: preview failed",
    "warning: it is odd",
    "hello",
  ]);
});

test("debug lines are dropped: they hold secrets in the clear", () => {
  const { seen, lines } = read({
    diagnosticEvent: { severity: "debug", message: "RegisterResource RPC finished: planted" },
  });
  expect([seen.problems, lines]).toEqual([[], []]);
});

test("a mandatory policy is a problem, an advisory one a line", () => {
  const policy = (enforcementLevel: string) => ({
    policyEvent: { resourceUrn: urn("a"), policyName: "idle", enforcementLevel, message: "no end\n" },
  });
  const { seen, lines } = read(policy("advisory"), policy("mandatory"));
  expect(seen.problems).toEqual(["a: policy idle: no end"]);
  expect(lines).toEqual(["advisory: a: policy idle: no end", "mandatory: a: policy idle: no end"]);
});

test("a step that failed is told", () => {
  const { lines } = read({ resOpFailedEvent: { metadata: { op: "create", urn: urn("a"), type: TYPE } } });
  expect(lines).toEqual(["failed: create a (trtc:CloudSliceTask)"]);
});

test("what nobody asks for is left alone", () => {
  const { seen, lines } = read({ later: {} }, { stdoutEvent: { message: "^C received; cancelling" } });
  expect([seen.finished, lines]).toEqual([false, []]);
});

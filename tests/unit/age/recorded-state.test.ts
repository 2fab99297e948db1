import { differingPlaces, recordedVersions, withChosenNow, withoutChosen } from "../../age/recorded-state";
import type { ExportedState } from "../../age/recorded-state";

const TASK = "urn:pulumi:dev::proof::task::lobby";
const KEY = "urn:pulumi:dev::proof::key::writer";

interface Values {
  taskId: string;
  createdAt?: string;
  secret?: string;
  dependencies?: string[];
}

/** A state of two resources and the provider, as the engine exports it. */
function stateOf({
  taskId,
  createdAt = "today",
  secret = "one",
  dependencies = [KEY, "urn:pulumi:b"],
}: Values): ExportedState {
  const task = {
    id: taskId,
    inputs: { roomId: "lobby", tags: [] },
    outputs: { roomId: "lobby", prefix: `prod/${taskId}/`, createdAt },
  };
  const resources = [
    {
      urn: "urn:pulumi:dev::proof::provider::default",
      type: "pulumi:providers:pulumi-nodejs",
      id: `uuid-${taskId}`,
    },
    { urn: TASK, type: "task", ...task, dependencies, created: `at ${taskId}`, provider: `of ${taskId}` },
    { urn: KEY, type: "key", id: "writer", outputs: { keys: [{ plaintext: secret }] } },
  ];
  return { version: 3, deployment: { manifest: {}, resources } };
}

const RECORDED = stateOf({ taskId: "-old", createdAt: "then", secret: "old" });
const CHOSEN = [
  [KEY, "outputs", "keys", "0", "plaintext"],
  [TASK, "id"],
  [TASK, "outputs", "createdAt"],
  [TASK, "outputs", "prefix"],
];

test("two makings differ where the cloud and the clock chose, whatever the engine wrote for itself", () => {
  const other = stateOf({
    taskId: "-new",
    createdAt: "now",
    secret: "new",
    dependencies: ["urn:pulumi:b", KEY],
  });
  expect(differingPlaces(RECORDED, other)).toEqual(CHOSEN);
  expect(differingPlaces(RECORDED, RECORDED)).toEqual([]);
});

test("a value that one of two states does not have is a difference", () => {
  const other = stateOf({ taskId: "-old", createdAt: "then", secret: "old", dependencies: [] });
  expect(differingPlaces(RECORDED, other)).toEqual([[TASK, "dependencies"]]);
});

test("without what was chosen, all that the program decides is left", () => {
  expect(withoutChosen(RECORDED, CHOSEN)).toEqual({
    [JSON.stringify([TASK, "type"])]: '"task"',
    [JSON.stringify([TASK, "inputs", "roomId"])]: '"lobby"',
    [JSON.stringify([TASK, "inputs", "tags"])]: "[]",
    [JSON.stringify([TASK, "outputs", "roomId"])]: '"lobby"',
    [JSON.stringify([TASK, "dependencies"])]: JSON.stringify(["urn:pulumi:b", KEY]),
    [JSON.stringify([KEY, "type"])]: '"key"',
    [JSON.stringify([KEY, "id"])]: '"writer"',
  });
});

describe("recorded state with what the cloud chose now", () => {
  const made = stateOf({ taskId: "-new", createdAt: "now", secret: "new" });

  test("has the values of now at those places, and is otherwise as it was recorded", () => {
    const [provider, ...others] = made.deployment.resources;
    const [recordedProvider, recordedTask] = RECORDED.deployment.resources;
    const aged = withChosenNow(RECORDED, made, CHOSEN);
    expect(aged.deployment.resources).toEqual([
      recordedProvider,
      { ...others[0], created: "at -old", provider: "of -old" },
      others[1],
    ]);
    expect(provider).not.toEqual(recordedProvider);
    expect(recordedTask).toMatchObject({ id: "-old", outputs: { createdAt: "then" } });
  });

  test("keeps what the program decided, also where the code of today would decide otherwise", () => {
    const recorded = structuredClone(RECORDED);
    for (const resource of recorded.deployment.resources)
      Object.assign(resource, { inputs: { roomId: "hall" } });
    const aged = withChosenNow(recorded, made, CHOSEN);
    expect(aged.deployment.resources.map((resource): unknown => Reflect.get(resource, "inputs"))).toEqual(
      Array.from({ length: 3 }, () => ({ roomId: "hall" })),
    );
  });

  test("has the new id in an output that is no longer kept", () => {
    const without = structuredClone(made);
    for (const resource of without.deployment.resources)
      if (resource.urn === TASK) Object.assign(resource, { outputs: { createdAt: "now" } });
    expect(withChosenNow(RECORDED, without, CHOSEN).deployment.resources[1]).toMatchObject({
      id: "-new",
      outputs: { prefix: "prod/-new/", createdAt: "now" },
    });
  });

  test("is refused when nothing says what stands there now", () => {
    const without = structuredClone(made);
    for (const resource of without.deployment.resources)
      if (resource.urn !== KEY) Object.assign(resource, { outputs: {} });
    expect(() => withChosenNow(RECORDED, without, CHOSEN)).toThrow(
      `nothing says which value stands now at ${TASK} outputs createdAt: teach tests/age/recorded-state.ts`,
    );
  });
});

test("versions are sorted by their numbers", () => {
  const versions = recordedVersions();
  expect(versions[0]).toBe("0.1.0");
  expect(versions).toEqual(
    versions.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true })),
  );
});

import {
  applySchema,
  leaves,
  propertyAt,
  shown,
  UNKNOWN,
  wholes,
} from "../../../../provider/resource/schema";
import type { Bag, Property } from "../../../../provider/resource/schema";
import { valueAt } from "../../../../provider/resource/state";
import type { TaskKind } from "../../../../provider/task/kind";
import { errorOf, GoneError } from "../../../../provider/trtc/errors";
import { mintPrivateMapKey, mintUserSig } from "../../../../provider/trtc/user-sig";
import { CONTEXT, silence } from "../fake-client";
import type { Answer } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { taskLifecycle, TASK_ID } from "../lifecycle-parts";
import type { FakeLifecycle } from "../lifecycle-parts";
import { bagOf, check, checked, fingerprintOf, rowsOf, withAt } from "./every-kind-parts";
import { EVERY_KIND } from "./inputs/every-kind";
import type { KindCase } from "./inputs/every-kind";
import { valuesWithin, withChanges } from "./table-places";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const DAY = 86_400_000;
const CREATED = { TaskId: TASK_ID };

test('each kind says which of the rooms 150 and "150" is meant: the numbers are swapped in two families', async () => {
  const sent = async ({ kind, inputs }: KindCase, roomId: string | number) => {
    const { client } = await made(kind, checked(kind, { ...inputs.smallest, roomId }));
    const { RoomId, RoomIdType } = bagOf(client.calls[0]?.params);
    return [RoomId, RoomIdType];
  };
  const rooms = EVERY_KIND.map(async (each) => [
    each.kind.resource,
    [await sent(each, "150"), await sent(each, 150)],
  ]);
  expect(Object.fromEntries(await Promise.all(rooms))).toEqual({
    CloudSliceTask: STRING_IS_0,
    CloudRecordingTask: STRING_IS_0,
    CloudModerationTask: STRING_IS_0,
    StreamIngestTask: STRING_IS_0,
    PublishCdnStreamTask: STRING_IS_1,
    CloudTranscriptionTask: STRING_IS_1,
  });
});

/** RoomId, always a text, and RoomIdType of the string room and of the int32 one. */
const STRING_IS_0 = [
  ["150", 0],
  ["150", 1],
];
const STRING_IS_1 = [
  ["150", 1],
  ["150", 0],
];

describe.each(EVERY_KIND)("$kind.resource", (each) => {
  const { kind } = each;
  const { fullest, smallest } = each.inputs;
  const { schema } = kind;
  const bases = fullest.map((given) => applySchema(schema, given).inputs);
  const rows = rowsOf(schema, bases);
  const allLeaves = leaves(schema);

  describe("a change", () => {
    test.each(allLeaves)("of $path does what its row says", async ({ path }) => {
      const { base, changed } = changeOf(path);
      const { state, lifecycle } = await made(kind, base);
      const diff = lifecycle.diff(state, changed);
      const { changes, replaces } = effectsOfChange(base, changed);
      expect([diff.changes, [...diff.replaces].sort()]).toEqual([changes, replaces]);
      expect(replaces).toEqual(expect.arrayContaining(effectsOf([path]).replaces));
      expect(diff.deleteBeforeReplace).toBe(
        ["sdkAppId", "roomId", "userId"].every((key) => base[key] === changed[key]),
      );
    });

    test.each(rows)("of $row to what is not known yet counts", async ({ places: [{ keys, base }] }) => {
      const { state, lifecycle } = await made(kind, base);
      const diff = lifecycle.diff(state, withAt(base, keys, UNKNOWN));
      const item = keys.findIndex((key) => /^\d+$/.test(key));
      // of a list with such an item the whole is another; whether an object is there is not known either
      const path = (item === -1 ? keys : keys.slice(0, item)).join(".");
      const { changes, replaces } = effectsOf(leavesAt(path));
      expect([diff.changes, [...diff.replaces].sort()]).toEqual([changes, replaces]);
    });

    test.each(rows.filter(({ row, isRequired }) => !isRequired && !row.includes("*")))(
      "of $row to nothing, and back, does what its row says or breaks a rule",
      async ({ places }) => {
        for (const { keys, base } of places) {
          const { inputs: less, failures } = check(kind, withAt(base, keys, undefined), base);
          const unsaid = failures.filter(({ reason }) => !/ is .+, allowed is .+: ./.test(reason));
          expect(unsaid).toEqual([]);
          for (const [olds, news] of failures.length > 0
            ? []
            : ([
                [base, less],
                [less, base],
              ] as const)) {
            const { state, lifecycle } = await made(kind, olds);
            const diff = lifecycle.diff(state, news);
            const { changes, replaces } = effectsOfChange(olds, news);
            expect([diff.changes, [...diff.replaces].sort()]).toEqual([changes, replaces]);
          }
        }
      },
    );

    if (kind.modify?.isPatch === true)
      test("a patch takes nothing away: what updates replaces when it is left out and has no default", async () => {
        const taken = rows.flatMap(({ row, property, isRequired, places }) => {
          const isTaken =
            property.changes === "updates" && property.default === undefined && property.type !== "array";
          const place = places.find(
            ({ keys, base }) => check(kind, withAt(base, keys, undefined), base).failures.length === 0,
          );
          return isTaken && !isRequired && !row.includes("*") && place !== undefined ? [place] : [];
        });
        expect(taken.length).toBeGreaterThan(2);
        for (const { keys, base } of taken) {
          const { state, lifecycle } = await made(kind, base);
          expect(lifecycle.diff(state, withAt(base, keys, undefined)).replaces).toEqual([keys[0]]);
        }
      });
  });

  describe("the lifecycle", () => {
    test("create, refresh and a second up change nothing", async () => {
      for (const [index, given] of fullest.entries()) {
        const base = checked(kind, given);
        const { state, lifecycle, client } = await made(kind, base, describing("running"));
        const { id, props } = await lifecycle.read(TASK_ID, state);
        expect([index, id, props]).toStrictEqual([index, TASK_ID, state]);
        expect(lifecycle.check(base, given)).toEqual({ inputs: base, failures: [] });
        expect(lifecycle.diff(props, base)).toEqual({
          changes: false,
          replaces: [],
          deleteBeforeReplace: true,
        });
        const asked = kind.describe === undefined ? [] : [kind.describe.action];
        expect(client.actions()).toEqual([kind.create.action, ...completion(base), ...asked]);
      }
    });

    test("every secret that is given is sent, and stands nowhere else", async () => {
      for (const base of bases) {
        const { client } = await made(kind, base);
        const planted = secretsOf(base).filter((secret) => secret !== base["sdkSecretKey"]);
        const sent = JSON.stringify(client.calls.map(({ params }) => params));
        expect(planted.filter((secret) => !sent.includes(secret))).toEqual([]);
        expect(sent).not.toContain("planted-sdk-secret");
      }
    });

    const updating = allLeaves.filter(({ path }) => effectsOf([path]).updates);

    test("something of a task changes in place exactly where the API has a call for it", () => {
      expect(updating.length > 0).toBe(kind.modify !== undefined);
    });

    if (updating.length > 0)
      test.each(updating)("$path changes in place with one call, which says it", async ({ path }) => {
        const { base, changed } = changeOf(path);
        const { modify } = kind;
        if (modify === undefined) throw new Error("no call changes a task of this kind");
        const { state, lifecycle, client } = await made(kind, base, { [modify.action]: [{}, {}] });
        const earlier = client.calls.length;
        const { outs } = await lifecycle.update(TASK_ID, state, changed);
        const [call, ...more] = client.calls.slice(earlier);
        expect(more).toEqual([]);
        expect(call).toMatchObject({
          action: modify.action,
          region: base["region"],
          params: { SdkAppId: base["sdkAppId"], TaskId: TASK_ID },
        });
        // wrong on purpose: any kind's inputs
        expect(modify.params(changed as never)).not.toEqual(modify.params(base as never));
        expect(lifecycle.diff(outs, changed)).toEqual({
          changes: false,
          replaces: [],
          deleteBeforeReplace: true,
        });
      });

    const outcomes: [string, Answer][] = [
      ["a time-out", silence("timeout", kind.create.action)],
      ["a reset", silence("connection lost", kind.create.action)],
      ["garbage", silence("unreadable answer", kind.create.action)],
      ["an answer without a TaskId", { RequestId: "r-0" }],
      ...(kind.create.robotTaken ?? []).map((code): [string, Answer] => [
        code,
        refused(kind, code, kind.create.action),
      ]),
    ];

    test.each(outcomes)("after %s the robot is removed and the task made again", async (_what, first) => {
      const inputs = checked(kind, { ...smallest, roomId: "lobby" });
      const { id, client } = await made(kind, inputs, {
        [kind.create.action]: [first, CREATED],
        RemoveUserByStrRoomId: [{}],
      });
      expect(client.actions()).toEqual([kind.create.action, "RemoveUserByStrRoomId", kind.create.action]);
      expect(client.calls[1]?.params).toEqual({
        SdkAppId: inputs["sdkAppId"],
        RoomId: "lobby",
        UserIds: [inputs["userId"]],
      });
      expect(id).toBe(TASK_ID);
    });

    test.each(kind.notFound)("a task that Stop answers with %s is gone", async (code) => {
      const { state } = await made(kind, checked(kind, smallest));
      const { lifecycle, client } = taskLifecycle(kind, {
        answers: { [kind.stop.action]: [refused(kind, code, kind.stop.action)] },
        clock: fakeClock(START + DAY / 8),
      });
      expect(refused(kind, code, kind.stop.action)).toBeInstanceOf(GoneError);
      await lifecycle.delete(TASK_ID, state);
      expect(client.actions()).toEqual([kind.stop.action]);
      expect(client.calls[0]).toEqual({
        action: kind.stop.action,
        region: smallest["region"],
        params: { SdkAppId: smallest["sdkAppId"], TaskId: TASK_ID },
      });
    });

    if (kind.describe === undefined)
      test("refresh says nothing and calls nothing", async () => {
        const { state, lifecycle, client } = await made(kind, checked(kind, smallest));
        const earlier = client.calls.length;
        expect(await lifecycle.read(TASK_ID, state)).toStrictEqual({ id: TASK_ID, props: state });
        expect(client.calls.length).toBe(earlier);
        expect(schema.properties).not.toHaveProperty("onExit");
      });
    else endsAndExpires();

    function endsAndExpires(): void {
      test.each(["recreate", "keep"])("a task that ended, with onExit %s", async (onExit) => {
        const inputs = checked(kind, { ...smallest, onExit });
        const { state } = await made(kind, inputs);
        const { lifecycle } = taskLifecycle(kind, {
          answers: describing("ended"),
          clock: fakeClock(START + DAY / 8),
        });
        const { id, props } = await lifecycle.read(TASK_ID, state);
        expect([id, props]).toStrictEqual(
          onExit === "keep" ? [TASK_ID, { ...state, exited: true }] : ["", {}],
        );
        const kept = { ...state, exited: true };
        expect(lifecycle.diff(kept, { ...inputs, onExit: "keep" }).replaces).toEqual([]);
        expect(lifecycle.diff(kept, { ...inputs, onExit: "recreate" }).replaces).toEqual(["exited"]);
      });

      test("is kept or made again after its end as the table has it by default", () => {
        expect(checked(kind, smallest)["onExit"]).toBe(propertyAt(schema, "onExit")?.default);
      });
    }

    if ("resourceExpiredHour" in schema.properties)
      test.each([
        ["replace", ["handleExpired"]],
        ["keep", []],
      ])("past its handle, with onHandleExpired %s", async (onHandleExpired, replaces) => {
        const inputs = checked(kind, { ...smallest, roomId: "lobby", onHandleExpired });
        const { state } = await made(kind, inputs);
        const hours = Number(inputs["resourceExpiredHour"]);
        expect(state["handleExpiresAt"]).toBe(new Date(START + hours * 3_600_000).toISOString());
        const describeAction = String(kind.describe?.action);
        const run = () =>
          taskLifecycle(kind, {
            answers: {
              [describeAction]: [refused(kind, String(kind.notFound[0]), describeAction)],
              RemoveUserByStrRoomId: [{}],
            },
            clock: fakeClock(START + hours * 3_600_000),
          });
        const up = run();
        const { id, props } = await up.lifecycle.read(TASK_ID, state);
        expect([id, props]).toStrictEqual([TASK_ID, { ...state, handleExpired: true }]);
        expect(up.lifecycle.diff(props, inputs)).toEqual({
          changes: replaces.length > 0,
          replaces,
          deleteBeforeReplace: true,
        });
        expect(up.client.actions()).toEqual([describeAction]);
        const destroy = run();
        await destroy.lifecycle.delete(TASK_ID, props);
        expect(destroy.client.actions()).toEqual(["RemoveUserByStrRoomId"]);
      });
  });

  /** Valid inputs, and others in which this leaf, and what must change with it, has another value. */
  function changeOf(path: string): { base: Bag; changed: Bag } {
    const property = rowAt(path);
    const beside = each.inputs.together?.[path] ?? {};
    const refusals: string[] = [];
    for (const base of bases.filter((inputs) => valueAt(inputs, path) !== undefined))
      for (const other of othersOf(path, property, base))
        for (const changes of [{ [path]: other }, { ...beside, [path]: other }]) {
          const { inputs, failures } = check(kind, withChanges(base, changes), base);
          if (failures.length === 0) return { base, changed: inputs };
          refusals.push(`${shown(other, property)}: ${failures.map(({ reason }) => reason).join("; ")}`);
        }
    throw new Error(`no other value of ${path} is accepted: ${refusals.join("\n")}`);
  }

  function othersOf(path: string, property: Property, base: Bag): unknown[] {
    const own = each.inputs.another[path] ?? OTHERS[path];
    const given = valueAt(base, path);
    const candidates = [
      ...(own === undefined ? [] : [own]),
      ...valuesWithin(property),
      ...(Array.isArray(given) ? [given.slice(1), []] : []),
      ...(path === "userSig" ? [otherUserSig(base)] : []),
      ...(path === "privateMapKey" ? [otherPrivateMapKey(base)] : []),
    ];
    const old = JSON.stringify(given);
    return candidates.filter((candidate) => JSON.stringify(candidate) !== old);
  }

  function otherPrivateMapKey(base: Bag): string {
    const { privileges = 0 } = kind;
    // checked inputs have a room
    const roomId = base["roomId"] as string | number;
    return mintPrivateMapKey({ ...ticketOf(base), roomId, privileges });
  }

  /** What changes of these leaves and objects do, each by its row: a secret's is that of its fingerprint. */
  function effectsOf(paths: readonly string[], isGone: (path: string) => boolean = () => false) {
    const seen = paths.flatMap((path) => rowOfChange(path) ?? []);
    const updating = seen.filter(({ property }) => property.changes === "updates");
    // a patch takes nothing away
    const gone = kind.modify?.isPatch === true ? updating.filter(({ path }) => isGone(path)) : [];
    const replacing = [...gone, ...seen.filter(({ property }) => property.changes === "replaces")];
    return {
      changes: seen.length > 0,
      updates: updating.length > 0,
      replaces: [...new Set(replacing.map(({ path }) => path.split(".", 1)[0]))].sort(),
    };
  }

  /** What the change from the one to the other does. */
  function effectsOfChange(olds: Bag, news: Bag) {
    return effectsOf(changedRows(olds, news), (path) => {
      const { type, default: byDefault } = rowAt(path);
      return valueAt(news, path) === undefined && type !== "array" && byDefault === undefined;
    });
  }

  /** The leaf at a path, or all leaves below. */
  function leavesAt(path: string): string[] {
    return allLeaves.map((leaf) => leaf.path).filter((leaf) => leaf === path || leaf.startsWith(`${path}.`));
  }

  /** The row that says what a change of this does, and its path; undefined for what leaves no trace. */
  function rowOfChange(path: string): { path: string; property: Property } | undefined {
    const property = rowAt(path);
    if (!property.secret) return { path, property };
    const [first] = fingerprintOf(kind, path) ?? [];
    return first === undefined ? undefined : { path: first, property: rowAt(first) };
  }

  function rowAt(path: string): Property {
    const property = propertyAt(schema, path);
    if (property === undefined) throw new Error(`${path} has no row`);
    return property;
  }

  /** Leaves, and objects whose rows say it, that are another in the one than in the other. */
  function changedRows(olds: Bag, news: Bag): string[] {
    const ofLeaves = allLeaves.filter(
      ({ path, property }) =>
        meaning(property, valueAt(olds, path)) !== meaning(property, valueAt(news, path)),
    );
    const ofWholes = wholes(schema).filter(
      ({ path }) => (valueAt(olds, path) === undefined) !== (valueAt(news, path) === undefined),
    );
    return [...ofLeaves.map(({ path }) => path), ...ofWholes.map(({ path }) => path)];
  }

  function completion(inputs: Bag): string[] {
    const { modify } = kind;
    // the inputs are this kind's, checked
    return modify?.completesCreate?.(inputs as never) === true ? [modify.action] : [];
  }

  function secretsOf(base: Bag): string[] {
    return allLeaves
      .filter(({ property }) => property.secret)
      .flatMap(({ path }) => textsIn(valueAt(base, path)));
  }

  function describing(sight: "running" | "ended"): Readonly<Record<string, readonly Answer[]>> {
    const { describe: asked } = kind;
    if (asked === undefined || each.seen === undefined) return {};
    return { [asked.action]: [each.seen[sight]] };
  }
});

/** Other values of arguments that several kinds have, where their rows do not tell one. */
const OTHERS: Readonly<Record<string, unknown>> = {
  roomId: "another-room",
  userId: "another-robot",
  sdkSecretKey: "planted-another-sdk-secret",
  "storage.region": "ap-guangzhou",
  "storage.bucket": "others-1250000000",
  "storage.accessKey": "planted-another-access-key",
  "storage.secretKey": "planted-another-secret-key",
  "storage.fileNamePrefix": ["another"],
};

/** The task of these inputs, made; its id and state, and the lifecycle that made it with these answers beside. */
async function made(
  kind: TaskKind<never>,
  inputs: Bag,
  answers: Readonly<Record<string, readonly Answer[]>> = {},
): Promise<FakeLifecycle & { id: string; state: Bag }> {
  const completing: Readonly<Record<string, readonly Answer[]>> =
    kind.modify === undefined ? {} : { [kind.modify.action]: [{}] };
  const parts = taskLifecycle(kind, {
    answers: { [kind.create.action]: [CREATED], ...completing, ...answers },
  });
  const { id, outs } = await parts.lifecycle.create(inputs);
  return { ...parts, id, state: outs };
}

/** The error of a call that the API refused with this code, as the client makes it for this kind. */
function refused(kind: TaskKind<never>, code: string, action: string): Error {
  const failure = { kind: "api", code, message: "Vendor text.", requestId: "r-1" } as const;
  return errorOf(failure, { ...CONTEXT, action, notFound: kind.notFound });
}

/** One text for values that mean the same. */
function meaning({ type, default: byDefault, set }: Property, value: unknown): string {
  if (type !== "array") return JSON.stringify(value ?? byDefault ?? null);
  const items = Array.isArray(value) ? value.map((item: unknown) => JSON.stringify(item)) : [];
  return JSON.stringify(set ? [...new Set(items)].sort() : items);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function ticketOf(base: Bag): {
  sdkAppId: number;
  userId: string;
  sdkSecretKey: string;
  expireSeconds: number;
} {
  return {
    sdkAppId: Number(base["sdkAppId"]),
    userId: String(base["userId"]),
    sdkSecretKey: "planted-another-sdk-secret",
    expireSeconds: 2_000_000_000,
  };
}

function otherUserSig(base: Bag): string {
  return mintUserSig(ticketOf(base));
}

import { applySchema, checkedInputs, leaves, propertyAt, wholes } from "../../provider/resource/schema";
import type { Bag, Change, Property } from "../../provider/resource/schema";
import { valueAt } from "../../provider/resource/state";
import { mintPrivateMapKey, mintUserSig } from "../../provider/trtc/user-sig";
import type { KindCase } from "../unit/provider/task/inputs/every-kind";
import { valuesWithin, withChanges } from "../unit/provider/task/table-places";
import { SDK_APP_ID, SECRETS } from "./scene";

/** Another application of the scene, with the same key. */
export const OTHER_APP_ID = SDK_APP_ID + 1;

/** A task with a room and a robot of its own, and what it is changed to. */
export interface TaskChange {
  /** The path of what changes. */
  path: string;
  before: Bag;
  after: Bag;
  /** What the table says that the change does. */
  change: Change;
}

/** A change of each leaf of a kind's table, and of each object whose row says what giving it does. */
export function changesOf(each: KindCase): TaskChange[] {
  const { schema } = each.kind;
  const ofLeaves = leaves(schema).map(({ path, property }, index) =>
    changeAt(each, { path, property, index }),
  );
  const ofWholes = wholes(schema).map(({ path, property }, index) => {
    const full = each.inputs.fullest.find((given) => valueAt(given, path) !== undefined);
    if (full === undefined) throw new Error(`${each.kind.resource}: no inputs give ${path}`);
    const after = placed(full, ofLeaves.length + index);
    return { path, before: withChanges(after, { [path]: undefined }), after, change: changeSaid(property) };
  });
  return [...ofLeaves, ...ofWholes];
}

function changeAt(
  each: KindCase,
  { path, property, index }: { path: string; property: Property; index: number },
): TaskChange {
  const { schema, rules } = each.kind;
  const beside = each.inputs.together?.[path] ?? {};
  const refusals: string[] = [];
  for (const given of [...each.inputs.fullest, each.inputs.smallest]) {
    const before = withTicket(placed(given, index), path, each);
    const filled = applySchema(schema, before).inputs;
    if (valueAt(filled, path) === undefined) continue;
    for (const other of othersOf(each, { path, property, filled }))
      for (const changes of [{ [path]: other }, { ...beside, [path]: other }]) {
        const after = withChanges(before, changes);
        const { failures } = checkedInputs(schema, rules, { given: after, oldInputs: filled });
        if (failures.length === 0)
          return { path, before, after, change: strongest(each, filled, { property, changes }) };
        refusals.push(failures.map(({ reason }) => reason).join("; "));
      }
  }
  throw new Error(`${each.kind.resource}: no other value of ${path} is accepted\n${refusals.join("\n")}`);
}

/** The same in a room of its own, with a robot of its own, of the scene's application. */
export function placed(given: Bag, index: number): Bag {
  const { userSig: _userSig, privateMapKey, sdkSecretKey, ...rest } = given;
  return {
    ...rest,
    sdkAppId: SDK_APP_ID,
    roomId: typeof given["roomId"] === "number" ? 10_000 + index : `room-${index}`,
    userId: `robot-${index}`,
    ...(sdkSecretKey !== undefined && { sdkSecretKey: SECRETS.sdkSecretKey }),
    ...(privateMapKey === true && { privateMapKey }),
  };
}

/** With a ticket that fits the place, where the ticket is what changes. */
function withTicket(before: Bag, path: string, { kind }: KindCase): Bag {
  if (path === "userSig") {
    const { sdkSecretKey: _sdkSecretKey, ...rest } = before;
    return { ...rest, userSig: ticketOf("userSig", before, { privileges: 0, seconds: 2_000_000_000 }) };
  }
  if (path !== "privateMapKey") return before;
  const { privileges = 0 } = kind;
  return { ...before, privateMapKey: ticketOf(path, before, { privileges, seconds: 2_000_000_000 }) };
}

function ticketOf(
  path: "userSig" | "privateMapKey",
  { userId, roomId }: Bag,
  { privileges, seconds }: { privileges: number; seconds: number },
): string {
  const request = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SECRETS.sdkSecretKey,
    userId: String(userId),
    expireSeconds: seconds,
  };
  if (path === "userSig") return mintUserSig(request);
  const room = typeof roomId === "number" ? roomId : String(roomId);
  return mintPrivateMapKey({ ...request, roomId: room, privileges });
}

/** Other values of what kinds share, where a kind's inputs tell none. */
const OTHERS: Readonly<Record<string, unknown>> = {
  sdkSecretKey: "planted-other-sdk-secret",
  "storage.region": "ap-guangzhou",
  "storage.bucket": "others-1250000000",
  "storage.accessKey": "planted-other-access-key",
  "storage.secretKey": "planted-other-secret-key",
  "storage.fileNamePrefix": ["other"],
};

function othersOf(
  { kind, inputs: { another } }: KindCase,
  { path, property, filled }: { path: string; property: Property; filled: Bag },
): unknown[] {
  const given = valueAt(filled, path);
  const { privileges = 0 } = kind;
  const own: Readonly<Record<string, unknown>> = {
    sdkAppId: OTHER_APP_ID,
    roomId: typeof filled["roomId"] === "number" ? filled["roomId"] + 10_000 : `${String(given)}-other`,
    userId: `${String(given)}-other`,
    userSig: path === "userSig" && ticketOf(path, filled, { privileges: 0, seconds: 1_999_999_000 }),
    privateMapKey: path === "privateMapKey" && ticketOf(path, filled, { privileges, seconds: 1_999_999_000 }),
  };
  const old = JSON.stringify(given);
  return [
    ...[own[path] ?? another[path] ?? OTHERS[path]].filter((candidate) => candidate !== undefined),
    ...valuesWithin(property),
    ...(Array.isArray(given) ? [given.slice(1), []] : []),
  ].filter((candidate) => JSON.stringify(candidate) !== old);
}

const STRENGTH: readonly Change[] = ["settles", "updates", "replaces"];

/** What the rows say of a change with all that changes along. */
function strongest(
  { kind: { schema, modify } }: KindCase,
  filled: Bag,
  { property, changes }: { property: Property; changes: Bag },
): Change {
  const all = Object.entries(changes).flatMap(([path, wanted]): Change[] => {
    const before = valueAt(filled, path);
    if (JSON.stringify(before) === JSON.stringify(wanted)) return [];
    const rows = rowsAt(schema, path);
    const isGone = wanted === undefined && modify?.isPatch === true;
    return rows.map((row) => (isGone && row.changes === "updates" ? "replaces" : changeSaid(row)));
  });
  return STRENGTH.findLast((change) => all.includes(change)) ?? changeSaid(property);
}

/** The row of a leaf, or the rows below an object. */
function rowsAt(schema: KindCase["kind"]["schema"], path: string): Property[] {
  const below = leaves(schema).filter((leaf) => leaf.path === path || leaf.path.startsWith(`${path}.`));
  const own = propertyAt(schema, path);
  return [...below.map(({ property }) => property), ...(own?.changes === undefined ? [] : [own])];
}

function changeSaid({ changes }: Property): Change {
  if (changes === undefined) throw new Error("a row does not say what a change does");
  return changes;
}

import type { PipelineTask } from "../pipeline/pipeline-task";
import { repeatedRobots } from "../pipeline/repeated-robots";
import { applySchema, isBag, rowAt, shown } from "../resource/schema";
import type { Bag, Property } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";
import { readRooms } from "./file-text";
import { locatedValue } from "./located-value";
import type { Field, Located, Problem } from "./located-value";
import { keepPlaces } from "./places";
import { roomsSchema } from "./rooms-schema";

/** How rooms are read. */
export interface LoadRoomsOptions {
  /** Whether a file without a room is taken for what it says: that no room is to be sliced. @default false */
  allowEmpty?: boolean;
}

/** Problems that are shown: the engine takes messages of some megabytes at most. */
const MAX_LINES = 1000;

/**
 * The rooms of a file in YAML or JSON, as the `tasks` of a `SlicingPipeline`. They are checked at once, without a network.
 *
 * `roomId: 101` is an int32 room, `roomId: "101"` a string room. Anchors, aliases and merge keys of YAML work; a file has at
 * most 1 MB. Completion and checks in editors come from the schema `pulumi-trtc/schema/rooms.json`.
 *
 * @example rooms.yaml
 * ```yaml
 * # yaml-language-server: $schema=./node_modules/pulumi-trtc/schema/rooms.json
 * rooms:
 *   lobby:
 *     roomId: lobby
 *     sliceParams: &quiet
 *       sliceType: audio
 *       sliceAudio: 60
 *   class-101:
 *     roomId: 101
 *     sliceParams:
 *       <<: *quiet
 *       subscribeStreamUserIds:
 *         subscribeAudioUserIds: [teacher]
 * ```
 * @example A task for each of them
 * ```ts
 * new SlicingPipeline("classroom", { sdkAppId: 1400000001, tasks: loadRooms("rooms.yaml") });
 * ```
 * @param file - path of a .yaml, .yml or .json file; a relative one starts from the folder that the program runs in
 * @returns plain tasks by name; `placeOf` knows where each stands in the file
 * @throws InputError that names every problem with file, line and column, one on each line
 */
export function loadRooms(
  file: string,
  { allowEmpty = false }: LoadRoomsOptions = {},
): Record<string, PipelineTask> {
  const { root, problems: unreadable, lineOf } = locatedValue(readRooms(file));
  const placeAt = (offset: number): string => {
    const { line, col } = lineOf(offset);
    return `${file}:${line}:${col}`;
  };
  const offsetOf = (from: Field, path: readonly string[]): number => {
    const { found, rest } = fieldAt(from, path);
    const { nameOffset, located } = found;
    // a map or list below its name, and nothing at all, stand at the name
    const isBeside = lineOf(nameOffset).line === lineOf(located.offset).line && located.value !== null;
    return rest.length === 0 && isBeside ? located.offset : nameOffset;
  };
  if (root === undefined) throw withoutStack(new InputError(linesOf(unreadable, placeAt)));

  const top: Field = { nameOffset: root.offset, located: root };
  const rooms = [...(root.fields.get("rooms")?.located.fields ?? [])];
  const problems = [
    ...unreadable,
    ...formProblems(root, allowEmpty),
    ...tableProblems(top, offsetOf),
    ...robotProblems(rooms, placeAt),
  ];
  if (problems.length > 0) throw withoutStack(new InputError(linesOf(problems, placeAt)));

  const tasks = rooms.map(([name, field]) => {
    // the table says so; a copy, as aliases of one room are one object
    const task = structuredClone(field.located.value) as PipelineTask;
    keepPlaces(task, (path) => placeAt(path.length === 0 ? field.nameOffset : offsetOf(field, path)));
    return [name, task] as const;
  });
  return Object.fromEntries(tasks);
}

/** One line for each problem, as they stand in the file. What could not be read fails no other check. */
function linesOf(problems: readonly Problem[], placeAt: (offset: number) => string): string {
  const first = new Map(problems.toReversed().map((problem) => [problem.property, problem]));
  const lines = [...first.values()]
    .sort((one, other) => one.offset - other.offset)
    .map(({ offset, text }) => `${placeAt(offset)}: ${text}`);
  const more = lines.length - MAX_LINES;
  return [...lines.slice(0, MAX_LINES), ...(more > 0 ? [`and ${more} more: correct these first`] : [])].join(
    "\n",
  );
}

/** The field at a path, or the nearest one that would contain it, with what is left of the path. */
function fieldAt(from: Field, path: readonly string[]): { found: Field; rest: readonly string[] } {
  const [name, ...rest] = path;
  const field = name === undefined ? undefined : from.located.fields.get(name);
  return field === undefined ? { found: from, rest: path } : fieldAt(field, rest);
}

function formProblems({ value, fields, offset }: Located, allowEmpty: boolean): Problem[] {
  if (!isBag(value) && value !== null)
    return [
      {
        property: "",
        offset,
        text: `the file is ${shown(value)}, allowed is a map with rooms: write rooms: at the top and the rooms below it`,
      },
    ];
  const rooms = fields.get("rooms");
  if (rooms === undefined || !isEmpty(rooms.located.value) || allowEmpty) return [];
  return [
    {
      property: "rooms",
      offset: rooms.nameOffset,
      text: "rooms is empty, allowed is at least one room because it would stop every task: name a room, or load the file with allowEmpty",
    },
  ];
}

function isEmpty(rooms: unknown): boolean {
  return rooms === null || (isBag(rooms) && Object.keys(rooms).length === 0);
}

function tableProblems(top: Field, offsetOf: (from: Field, path: readonly string[]) => number): Problem[] {
  const { value } = top.located;
  if (!isBag(value) && value !== null) return [];
  const given: Bag = { ...value };
  if ("rooms" in given && isEmpty(given["rooms"])) given["rooms"] = {};
  return applySchema(roomsSchema, given).failures.map(({ property, reason }) => {
    const keys = keysOf(top.located, property);
    const name = keys.at(-1) ?? "";
    const { found, rest } = fieldAt(top, keys);
    const row = rowAt(roomsSchema, keys.slice(0, -1));
    const isUnknown = rest.length === 0 && !isNameOf(row, name);
    const close = isUnknown ? closeName(name, Object.keys(row?.properties ?? {})) : undefined;
    return {
      property,
      offset: isUnknown ? found.nameOffset : offsetOf(top, keys),
      text: `${reason.replace(/^rooms\.(?! )/, "")}${close === undefined ? "" : `; the closest is ${close}`}`,
    };
  });
}

/** The names in a dotted path; one in the file may hold dots itself. */
function keysOf(located: Located | undefined, path: string): string[] {
  let name = path;
  while (located?.fields.has(name) !== true && name.includes("."))
    name = name.slice(0, name.lastIndexOf("."));
  if (name === path) return [name];
  return [name, ...keysOf(located?.fields.get(name)?.located, path.slice(name.length + 1))];
}

function isNameOf(row: Property | undefined, name: string): boolean {
  if (row?.properties !== undefined) return Object.hasOwn(row.properties, name);
  return row?.items !== undefined || new RegExp(row?.propertyNames?.pattern ?? "$^", "u").test(name);
}

/** The known name that at most two slips of the keyboard turn into this one. */
function closeName(name: string, known: readonly string[]): string | undefined {
  const [closest] = known
    .filter((other) => Math.abs(other.length - name.length) <= 2)
    .map((other) => ({ other, slips: slipsBetween(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ slips }) => slips <= 2)
    .sort((one, two) => one.slips - two.slips);
  return closest?.other;
}

/** Letters added, left out or replaced. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let index = 0; index < one.length; index++) {
    const above = row;
    row = [index + 1];
    for (let column = 1; column <= other.length; column++)
      row.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (row[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (one[index] === other[column - 1] ? 0 : 1),
        ),
      );
  }
  return row[other.length] ?? 0;
}

function robotProblems(
  rooms: readonly (readonly [string, Field])[],
  placeAt: (offset: number) => string,
): Problem[] {
  const fields = new Map(rooms);
  const robots = rooms.flatMap(([name, { located }]) => {
    const { roomId, userId } = isBag(located.value) ? located.value : {};
    const isRoom = typeof roomId === "string" || typeof roomId === "number";
    return isRoom && typeof userId === "string" ? [[name, { roomId, userId }] as const] : [];
  });
  return repeatedRobots(Object.fromEntries(robots)).map(({ task, other }) => {
    const userId = fields.get(task)?.located.fields.get("userId")?.located;
    const place = placeAt(fields.get(other)?.nameOffset ?? 0);
    return {
      property: `rooms.${task}.userId`,
      offset: userId?.offset ?? 0,
      text: `${task}.userId is ${shown(userId?.value)}, allowed is a robot that is not in the room yet (${other} has it, ${place}): choose another name, or leave it out to get one`,
    };
  });
}

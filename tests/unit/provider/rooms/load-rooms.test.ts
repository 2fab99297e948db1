import { join } from "node:path";
import { loadRooms } from "../../../../provider/rooms/load-rooms";
import type { LoadRoomsOptions } from "../../../../provider/rooms/load-rooms";
import { placeOf } from "../../../../provider/rooms/places";
import { refusalOf, roomsFolder, written } from "./rooms-file";

const folder = roomsFolder();

const rooms = (text: string, options?: LoadRoomsOptions) =>
  loadRooms(written(folder, "rooms.yaml", text), options);
const refusal = (text: string, options?: LoadRoomsOptions) => refusalOf(folder, () => rooms(text, options));
const place = (task: object | undefined, ...path: string[]) =>
  placeOf(task ?? {}, path)?.replace(`${folder}/`, "");

const ROOM_ID =
  "allowed is a whole number from 1 to 4294967294 (an int32 room) or 1 to 64 letters, digits, spaces and " +
  "!#$%&()+-:;<=.>?@[]^_{}|~, (a string room): use the room id that the clients enter, with the same type";
const NAME =
  "is a name, allowed is 1 to 64 letters, digits, _ and -, not _ or - at the front: choose another name for the task";
const FIELDS =
  "roomId, userId, sliceParams, region, resourceExpiredHour, onHandleExpired, userSigExpire, privateMapKey, onExit";

const SCHOOL = `# yaml-language-server: $schema=./node_modules/pulumi-trtc/schema/rooms.json
$schema: ./node_modules/pulumi-trtc/schema/rooms.json
rooms:
  lobby: &lobby
    roomId: lobby
    sliceParams: &quiet
      sliceType: audio
      sliceAudio: 60
  class-101:
    roomId: 101
    sliceParams: { <<: *quiet, sliceAudio: 30 }
  text-101: { roomId: "101", onExit: keep }
  hall:
    <<: *lobby
    roomId: no
  same: *lobby
`;

describe("the rooms of a file", () => {
  test("are plain tasks by name, a number an int32 room and a text a string room", () => {
    expect(rooms(SCHOOL)).toStrictEqual({
      lobby: { roomId: "lobby", sliceParams: { sliceType: "audio", sliceAudio: 60 } },
      "class-101": { roomId: 101, sliceParams: { sliceType: "audio", sliceAudio: 30 } },
      "text-101": { roomId: "101", onExit: "keep" },
      hall: { roomId: "no", sliceParams: { sliceType: "audio", sliceAudio: 60 } },
      same: { roomId: "lobby", sliceParams: { sliceType: "audio", sliceAudio: 60 } },
    });
  });

  test("are the same from JSON", () => {
    const file = written(folder, "rooms.json", JSON.stringify({ rooms: rooms(SCHOOL) }, undefined, "\t"));
    expect(loadRooms(file)).toStrictEqual(rooms(SCHOOL));
  });

  test("share no object, whatever the file says with aliases", () => {
    const { lobby, hall, same } = rooms(SCHOOL);
    expect(new Set([lobby, hall, same]).size).toBe(3);
    expect(new Set([lobby, hall, same].map((task) => task?.sliceParams)).size).toBe(3);
  });

  test("know where each of them and its fields stand", () => {
    const { lobby, hall, same, ...others } = rooms(SCHOOL);
    const class101 = others["class-101"];
    expect({
      lobby: [place(lobby), place(lobby, "roomId"), place(lobby, "sliceParams")],
      class101: [
        place(class101),
        place(class101, "sliceParams"),
        place(class101, "sliceParams", "sliceAudio"),
        place(class101, "sliceParams", "sliceType"),
      ],
      hall: [place(hall), place(hall, "roomId"), place(hall, "sliceParams", "sliceAudio")],
      same: [place(same), place(same, "roomId")],
    }).toEqual({
      lobby: ["rooms.yaml:4:3", "rooms.yaml:5:13", "rooms.yaml:6:5"],
      class101: ["rooms.yaml:9:3", "rooms.yaml:11:18", "rooms.yaml:11:44", "rooms.yaml:7:18"],
      hall: ["rooms.yaml:13:3", "rooms.yaml:15:13", "rooms.yaml:8:19"],
      same: ["rooms.yaml:16:3", "rooms.yaml:5:13"],
    });
  });

  test("answer for what the file does not hold with the place of what would contain it", () => {
    const { lobby } = rooms(SCHOOL);
    expect([
      place(lobby, "userId"),
      place(lobby, "sliceParams", "sliceVideo"),
      place(lobby, "roomId", "deeper"),
    ]).toEqual(["rooms.yaml:4:3", "rooms.yaml:6:5", "rooms.yaml:5:5"]);
  });

  test("keep their places in a record that was filtered or spread", () => {
    const loaded = rooms(SCHOOL);
    const some = Object.fromEntries(Object.entries({ ...loaded }).filter(([name]) => name === "hall"));
    expect(place(some["hall"])).toBe("rooms.yaml:13:3");
  });

  test("may share one anchor 500 times", () => {
    const lines = Array.from(
      { length: 500 },
      (_, index) => `  room-${index}: { <<: *all, roomId: room-${index} }`,
    );
    const loaded = rooms(`rooms:\n  first: &all { roomId: first, onExit: keep }\n${lines.join("\n")}\n`);
    expect(Object.keys(loaded)).toHaveLength(501);
    expect(loaded["room-499"]).toStrictEqual({ roomId: "room-499", onExit: "keep" });
  });
});

describe("a file without rooms", () => {
  const empty =
    "rooms.yaml:1:1: rooms is empty, allowed is at least one room because it would stop every task: name a room, or load the file with allowEmpty";
  const missing =
    'rooms.yaml:1:1: rooms is missing, allowed is a map of task names to rooms: give a map such as { lobby: { roomId: "lobby" } }';

  test.each(["rooms:\n", "rooms: {}\n"])(
    "is refused, and taken for what it says with allowEmpty: %j",
    (text) => {
      expect(refusal(text)).toBe(empty);
      expect(rooms(text, { allowEmpty: true })).toStrictEqual({});
    },
  );

  test("is refused when it may be one that was cut off, with allowEmpty too", () => {
    expect(["", "# nothing\n", "{}"].map((text) => refusal(text, { allowEmpty: true }))).toEqual([
      missing,
      missing,
      missing,
    ]);
  });

  test.each([
    [
      "- lobby\n",
      "1:1: the file is a list of 1, allowed is a map with rooms: write rooms: at the top and the rooms below it",
    ],
    [
      "lobby\n",
      '1:1: the file is "lobby", allowed is a map with rooms: write rooms: at the top and the rooms below it',
    ],
    [
      "rooms: [1]\n",
      '1:8: rooms is [1], allowed is a map of task names to rooms: give a map such as { lobby: { roomId: "lobby" } }',
    ],
  ])("is refused for its form: %j", (text, message) => {
    expect(refusal(text, { allowEmpty: true })).toBe(`rooms.yaml:${message}`);
  });
});

test("every problem of a file is said at once, each with its place, in the order of the file", () => {
  const message = refusal(`room: 1
rooms:
  lobby:
    roomId: lobby
    sliceParams:
      sliceAudio: 5
      sliceVido: 6
  none:
  five: 5
  "bad name": { roomId: 1 }
  dotted.name: { roomId: true, onExit: [keep] }
  no-id: { region: ap-singapore }
  nothing:
    roomId:
    roomID: 5
    constructor: 1
  lists:
    roomId: 1.5
    sliceParams: { subscribeStreamUserIds: { subscribeAudioUserIds: [teacher, 5] } }
  __proto__: { roomId: proto }
  big: { roomId: 9007199254740993 }
  zeros: { roomId: 007 }
  zeros: { roomId: 7 }
  alias: { roomId: *nobody }
`);
  expect(message?.split("\n")).toEqual([
    "rooms.yaml:1:1: room is not an argument, allowed here are $schema, rooms: correct or remove it; the closest is rooms",
    "rooms.yaml:6:19: lobby.sliceParams.sliceAudio is 5, allowed is a whole number from 15 to 60 (seconds): choose a length in this range",
    "rooms.yaml:7:7: lobby.sliceParams.sliceVido is not an argument, allowed here are sliceType, sliceAudio, sliceVideo, maxIdleTime, sliceImageType, subscribeStreamUserIds: correct or remove it; the closest is sliceVideo",
    `rooms.yaml:8:3: none is missing, allowed is an object with ${FIELDS}: give the room as an object with its roomId`,
    `rooms.yaml:9:9: five is 5, allowed is an object with ${FIELDS}: give the room as an object with its roomId`,
    `rooms.yaml:10:3: bad name ${NAME}`,
    `rooms.yaml:11:3: dotted.name ${NAME}`,
    `rooms.yaml:11:26: dotted.name.roomId is true, ${ROOM_ID}`,
    'rooms.yaml:11:40: dotted.name.onExit is a list of 1, allowed is "recreate" or "keep": choose one',
    `rooms.yaml:12:3: no-id.roomId is missing, ${ROOM_ID}`,
    `rooms.yaml:14:5: nothing.roomId is missing, ${ROOM_ID}`,
    `rooms.yaml:15:5: nothing.roomID is not an argument, allowed here are ${FIELDS}: correct or remove it; the closest is roomId`,
    `rooms.yaml:16:5: nothing.constructor is not an argument, allowed here are ${FIELDS}: correct or remove it`,
    `rooms.yaml:18:13: lists.roomId is 1.5, ${ROOM_ID}`,
    "rooms.yaml:19:79: lists.sliceParams.subscribeStreamUserIds.subscribeAudioUserIds.1 is 5, allowed is a user id, or a prefix with .*$ behind it such as 1.*$: correct the user id",
    `rooms.yaml:20:3: __proto__ ${NAME}`,
    `rooms.yaml:21:18: big.roomId is 9007199254740993, ${ROOM_ID}`,
    'rooms.yaml:22:20: zeros.roomId is "007" without quotes, which is the number 7, allowed is a number in its plain form: put it into quotes for a text, or write 7',
    "rooms.yaml:23:3: zeros is there already, allowed is each name once: rename or remove one of them",
    "rooms.yaml:24:20: alias.roomId is *nobody, allowed is the name of an anchor that ends before it: write &nobody in front of a value above",
  ]);
});

test("of more than a thousand problems the first thousand are said", () => {
  const lines = Array.from({ length: 1200 }, (_, index) => `  room-${index}: 5`);
  const said = refusal(`rooms:\n${lines.join("\n")}\n`)?.split("\n") ?? [];
  expect(said).toHaveLength(1001);
  expect(said[0]).toMatch(/^rooms\.yaml:2:11: room-0 is 5, /);
  expect(said[1000]).toBe("and 200 more: correct these first");
});

describe("a robot", () => {
  const robots = (second: string) => `rooms:\n  lobby: { roomId: lobby, userId: r1 }\n  lobby-2: ${second}\n`;

  test("that is twice in one room is refused with both places", () => {
    expect(refusal(robots("{ userId: r1, roomId: lobby }"))).toBe(
      'rooms.yaml:3:22: lobby-2.userId is "r1", allowed is a robot that is not in the room yet (lobby has it, ' +
        "rooms.yaml:2:3): choose another name, or leave it out to get one",
    );
  });

  test("is named beside the file's other problems", () => {
    expect(refusal(robots("{ userId: r1, roomId: lobby, onExit: 1 }"))?.split("\n")).toEqual([
      expect.stringContaining("rooms.yaml:3:22: lobby-2.userId is "),
      'rooms.yaml:3:49: lobby-2.onExit is 1, allowed is "recreate" or "keep": choose one',
    ]);
  });

  test.each(["{ roomId: lobby, userId: r2 }", "{ roomId: hall, userId: r1 }", "{ roomId: lobby }"])(
    "of another name, in another room or without a name is fine: %s",
    (second) => {
      expect(Object.keys(rooms(robots(second)))).toEqual(["lobby", "lobby-2"]);
    },
  );
});

test("what cannot be read as a whole is refused with its place", () => {
  expect(refusal("rooms:\n\tlobby: 1\n")).toBe(
    "rooms.yaml:2:1: not valid YAML (tabs are not allowed as indentation): correct this line, or put the text into quotes",
  );
});

test("a file that is not there is refused", () => {
  const file = join(folder, "none.yaml");
  expect(refusalOf("no folder", () => loadRooms(file))).toMatch(/none\.yaml does not exist, /);
});

test("the file is named as it was given", () => {
  const before = process.cwd();
  written(folder, "relative.yml", "rooms: { lobby: { roomId: lobby } }");
  process.chdir(folder);
  try {
    expect(placeOf(loadRooms("./relative.yml")["lobby"] ?? {})).toBe("./relative.yml:1:10");
  } finally {
    process.chdir(before);
  }
});

test("rooms are read without Pulumi", () => {
  jest.isolateModules(() => {
    jest.doMock("@pulumi/pulumi", () => {
      throw new Error("Pulumi was loaded");
    });
    const alone: { loadRooms: typeof loadRooms } = jest.requireActual(
      "../../../../provider/rooms/load-rooms",
    );
    const file = written(folder, "alone.yaml", "rooms: { lobby: { roomId: lobby } }");
    expect(alone.loadRooms(file)).toEqual({ lobby: { roomId: "lobby" } });
  });
});

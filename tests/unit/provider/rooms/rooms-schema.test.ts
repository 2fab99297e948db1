import Ajv from "ajv";
import fc from "fast-check";
import { leaves } from "../../../../provider/resource/schema";
import { loadRooms } from "../../../../provider/rooms/load-rooms";
import { roomsJsonSchema, roomsSchema } from "../../../../provider/rooms/rooms-schema";
import { slicingSchema } from "../../../../provider/task/slicing";
import { refusalOf, roomsFolder, written } from "./rooms-file";

const folder = roomsFolder();
const validate = new Ajv({ strict: true, allErrors: true }).compile(roomsJsonSchema());

/** What the JSON Schema says, and what `loadRooms` says. */
function verdicts(file: unknown): { schema: boolean; loadRooms: boolean } {
  const path = written(folder, "rooms.json", JSON.stringify(file));
  return {
    schema: validate(file),
    loadRooms: refusalOf(folder, () => loadRooms(path, { allowEmpty: true })) === undefined,
  };
}

const lobby = { roomId: "lobby" };

test.each([
  { rooms: {} },
  { $schema: "rooms.json", rooms: { lobby } },
  { rooms: { a: { roomId: 1 }, b: { roomId: 4294967294, userId: "r-1", region: "ap-guangzhou" } } },
  { rooms: { lobby: { ...lobby, sliceParams: { sliceType: "both", sliceAudio: 15, maxIdleTime: 86400 } } } },
  {
    rooms: {
      lobby: { ...lobby, sliceParams: { subscribeStreamUserIds: { subscribeVideoUserIds: ["1.*$"] } } },
    },
  },
])("the JSON Schema and loadRooms take %j", (file) => {
  expect(verdicts(file)).toEqual({ schema: true, loadRooms: true });
});

test.each([
  {},
  [],
  { rooms: [] },
  { rooms: { lobby }, defaults: {} },
  { $schema: 5, rooms: { lobby } },
  { rooms: { "bad name": lobby } },
  { rooms: { _lobby: lobby } },
  { rooms: { lobby: {} } },
  { rooms: { lobby: { ...lobby, sdkAppId: 1400000001 } } },
  { rooms: { lobby: { ...lobby, userId: "r 1" } } },
  { rooms: { lobby: { ...lobby, region: "ap-tokyo" } } },
  { rooms: { lobby: { ...lobby, sliceParams: { sliceAudio: 14 } } } },
  { rooms: { lobby: { ...lobby, sliceParams: { sliceaudio: 15 } } } },
  { rooms: { lobby: { ...lobby, sliceParams: null } } },
  { rooms: { a: { roomId: 0 } } },
  { rooms: { a: { roomId: 4294967295 } } },
  { rooms: { a: { roomId: 1.5 } } },
  { rooms: { a: { roomId: true } } },
  { rooms: { a: { roomId: "" } } },
  { rooms: { a: { roomId: "é" } } },
])("the JSON Schema and loadRooms refuse %j", (file) => {
  expect(verdicts(file)).toEqual({ schema: false, loadRooms: false });
});

test("the JSON Schema and loadRooms agree on any file", () => {
  const odd = fc.constantFrom<unknown>(null, true, 0, 1.5, "", "a b", [], {}, "x".repeat(65));
  // mostly what is right, so that a single wrong part is not lost among others
  const mostly = (right: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });
  const users = mostly(fc.array(mostly(fc.constantFrom("teacher", "1.*$")), { maxLength: 34 }));
  const file = fc.record(
    {
      $schema: mostly(fc.constant("rooms.json")),
      rooms: mostly(
        fc.dictionary(
          fc.oneof(
            { weight: 12, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/) },
            { weight: 1, arbitrary: fc.string() },
          ),
          mostly(
            fc.record(
              {
                roomId: mostly(
                  fc.oneof(fc.integer({ min: -1, max: 4294967296 }), fc.stringMatching(/^[a-z ~]{1,66}$/)),
                ),
                sliceParams: mostly(
                  fc.record(
                    {
                      sliceType: mostly(fc.constantFrom("audio", "video", "both")),
                      sliceAudio: mostly(fc.integer({ min: 14, max: 61 })),
                      subscribeStreamUserIds: mostly(
                        fc.record({ subscribeAudioUserIds: users }, { requiredKeys: [] }),
                      ),
                    },
                    { requiredKeys: [] },
                  ),
                ),
                resourceExpiredHour: mostly(fc.integer({ min: 5, max: 721 })),
                onExit: mostly(fc.constantFrom("recreate", "keep")),
              },
              { requiredKeys: ["roomId"] },
            ),
          ),
          { maxKeys: 3 },
        ),
      ),
    },
    { requiredKeys: ["rooms"] },
  );
  const seen = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(file, (content) => {
      // loadRooms takes rooms: null for an empty map, as YAML writes one
      fc.pre(content.rooms !== null);
      const { schema, loadRooms: loads } = verdicts(content);
      expect(loads).toBe(schema);
      seen[schema ? "right" : "wrong"]++;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(40);
});

test("a field is described with what is allowed, its default, what a change does and the vendor's page", () => {
  expect(roomsJsonSchema()).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:pulumi-trtc:rooms",
    title: "Rooms of a SlicingPipeline of pulumi-trtc",
    properties: {
      rooms: {
        additionalProperties: {
          properties: {
            sliceParams: {
              properties: {
                sliceAudio: {
                  type: "integer",
                  minimum: 15,
                  maximum: 60,
                  description:
                    "A whole number from 15 to 60 (seconds). Left out, the pipeline's defaults decide; CloudSliceTask's own default is 15. " +
                    "A change replaces the task. https://cloud.tencent.com/document/product/647/121447",
                },
              },
            },
            onExit: {
              enum: ["recreate", "keep"],
              description:
                '"recreate" or "keep". Left out, the pipeline\'s defaults decide; CloudSliceTask\'s own default is "recreate". ' +
                "A change settles without a call; it counts from the next refresh or replacement.",
            },
          },
        },
      },
    },
  });
});

test("no word of the table's own is in the JSON Schema, and every field of a task that is no business of the pipeline is", () => {
  const names = new Set<string>();
  JSON.stringify(roomsJsonSchema(), (key, value: unknown) => {
    names.add(key);
    return value;
  });
  expect(
    ["changes", "secret", "set", "unit", "allowed", "cure", "page"].filter((word) => names.has(word)),
  ).toEqual([]);
  const fields = leaves(slicingSchema).flatMap(({ path }) => path.split("."));
  const ofPipeline = [
    "sdkAppId",
    "storage",
    "vendor",
    "bucket",
    "accessKey",
    "secretKey",
    "fileNamePrefix",
    "readForMp4",
    "userSig",
    "sdkSecretKey",
  ];
  expect([...new Set(fields)].filter((field) => !names.has(field))).toEqual(ofPipeline);
});

test("the rows hold rooms and the address of the JSON Schema, nothing else", () => {
  expect(Object.keys(roomsSchema.properties)).toEqual(["$schema", "rooms"]);
  expect([roomsSchema.required, roomsSchema.additionalProperties]).toEqual([["rooms"], false]);
});

import { readFileSync } from "node:fs";
import { ROOMS_SCHEMA, roomsSchemaText } from "../../../scripts/rooms-schema";

test("schema/rooms.json is what npm run docs writes", () => {
  expect(readFileSync(ROOMS_SCHEMA, "utf8")).toBe(roomsSchemaText());
});

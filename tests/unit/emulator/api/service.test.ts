import { knownActions } from "../../../../emulator/src/api/service";
import type { Service } from "../../../../emulator/src/api/service";

const ACTION = {
  validate: () => undefined,
  fromText: () => ({}),
  shown: () => ({}),
  run: () => ({}),
};

test("the known actions are those of all services", () => {
  const serviceOf = (name: string): Service => ({
    name,
    version: "1",
    needsRegion: true,
    actions: new Map([[name, ACTION]]),
    secrets: () => [],
  });
  expect([...knownActions([serviceOf("A"), serviceOf("B")])]).toEqual(["A", "B"]);
});

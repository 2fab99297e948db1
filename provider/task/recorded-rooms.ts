import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../component/arguments";
import { shown } from "../resource/schema";
import type { Bag } from "../resource/schema";

/** The first recording of a room, by application and room, and whether it was said that there is another: of each run of a program. */
const recorded = new WeakMap<object, Map<string, { first: string; isSaid: boolean }>>();

/** Warns, once a room, when another task of the program records it too; as soon as application and room of both are known. */
export function warnOfSecondRecording(name: string, args: Bag, resource: pulumi.Resource): void {
  const run = pulumi.runtime.getStackResource();
  // without an engine, as in a test with mocks, there is nobody to warn
  if (run === undefined) return;
  const rooms = recorded.get(run) ?? new Map<string, { first: string; isSaid: boolean }>();
  recorded.set(run, rooms);
  const place = [args["sdkAppId"], args["roomId"]];
  const note = (known: readonly unknown[]): void => {
    const [sdkAppId, roomId] = known;
    // check says what is missing
    if (known.some((part) => typeof part !== "string" && typeof part !== "number")) return;
    // a number and a text are two rooms
    const key = JSON.stringify(known);
    const found = rooms.get(key);
    if (found === undefined) {
      rooms.set(key, { first: name, isSaid: false });
      return;
    }
    if (found.isSaid) return;
    found.isSaid = true;
    const message =
      `room ${shown(roomId)} of application ${shown(sdkAppId)} is recorded by ${found.first} too: what both subscribe to is stored ` +
      `and paid for twice; give them different users in subscribeStreamUserIds, or remove one`;
    void pulumi.log.warn(message, resource);
  };
  if (place.some(isLater)) pulumi.all(place).apply(note);
  else note(place);
}

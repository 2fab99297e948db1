import * as pulumi from "@pulumi/pulumi";
import { shown } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { lookAtPlace } from "./place-notes";
import type { PlaceNotes } from "./place-notes";

/** The first recording of a room, by application and room, and whether it was said that there is another. */
const recorded: PlaceNotes<{ first: string; isSaid: boolean }> = new WeakMap();

/** Warns, once a room, when another task of the program records it too. */
export function warnOfSecondRecording(
  name: string,
  { sdkAppId, roomId }: Bag,
  resource: pulumi.Resource,
): void {
  lookAtPlace(recorded, [sdkAppId, roomId], (rooms, key, [application, room]) => {
    const found = rooms.get(key);
    if (found === undefined) rooms.set(key, { first: name, isSaid: false });
    if (found === undefined || found.isSaid) return;
    found.isSaid = true;
    const message =
      `room ${shown(room)} of application ${shown(application)} is recorded by ${found.first} too: what both subscribe to is stored ` +
      `and paid for twice; give them different users in subscribeStreamUserIds, or remove one`;
    void pulumi.log.warn(message, resource);
  });
}

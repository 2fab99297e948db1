import { signTestEvent } from "pulumi-trtc/callback";
import { SDK_APP_ID } from "./scene";

export const KEY = "plantedCallbackKey0005";

/** An event of its own for each number. */
export function eventOf(index: number): Record<string, unknown> {
  const at = Date.UTC(2026, 10, 21, 9) + index;
  return {
    EventGroupId: 10,
    EventType: 1004,
    EventInfo: {
      RoomId: "lobby",
      EventTs: Math.floor(at / 1000),
      EventMsTs: at,
      UserId: "slicer-lobby",
      TaskId: "-npVqpdU7sBobiK1iskE3BwlLIebCMrbKUbnL4K-rO+8oZWQndib9uvO4Deq9P1Na+sXGNGNuAE.",
      StreamerUserId: "alice",
      Payload: { FileList: `${SDK_APP_ID}_lobby_alice_${index}.png` },
    },
  };
}

export type Signed = ReturnType<typeof signTestEvent>;

export function signedEvent(event: object, now = Date.now()): Signed {
  return signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID, event, now });
}

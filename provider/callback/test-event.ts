import { sign } from "./signature";

export interface TestEventOptions {
  /** The callback key, 1 to 32 of A-Z, a-z, 0-9. */
  key: string;
  sdkAppId: number;
  /**
   * The body to send; without CallbackTs (group 7: CallbackMsTs) it gets the time of now.
   * @default - event 101, a room named `pulumi-trtc-test` was created
   */
  event?: object;
  /** Milliseconds since the Unix epoch. */
  now?: number;
}

/** A request as TRTC would send it, to try a receiver of any make with: POST the body as it stands, with these headers. */
export function signTestEvent(options: TestEventOptions): { body: string; headers: Record<string, string> } {
  const { key, sdkAppId, now = Date.now() } = options;
  const body = printed(withSendingTime(options.event ?? roomCreated(now), now));
  return {
    body,
    headers: { "Content-Type": "application/json", SdkAppId: String(sdkAppId), Sign: sign(body, key) },
  };
}

function roomCreated(now: number): object {
  const EventInfo = {
    RoomId: "pulumi-trtc-test",
    EventTs: Math.floor(now / 1000),
    EventMsTs: now,
    UserId: "pulumi-trtc-test",
  };
  return { EventGroupId: 1, EventType: 101, EventInfo };
}

function withSendingTime(event: object, now: number): object {
  if ("CallbackTs" in event || "CallbackMsTs" in event) return event;
  const isIngest = "EventGroupId" in event && event.EventGroupId === 7;
  return { ...event, [isIngest ? "CallbackMsTs" : "CallbackTs"]: now };
}

/** JSON as TRTC prints it, a tab before each name and after its colon: a receiver that writes JSON out again does not pass. */
function printed(body: object): string {
  return JSON.stringify(body, undefined, "\t").replace(/^(\t+"(?:[^"\\]|\\.)*"): /gm, "$1:\t");
}

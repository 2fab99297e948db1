import { createHmac } from "node:crypto";

import type { CallbackRequest } from "../../../../provider/callback/handler";

export const KEY = "CallbackKey0123456789abcdefghij1";
export const SDK_APP_ID = 1400000001;

export function signOf(body: string | Uint8Array, key = KEY): string {
  return createHmac("sha256", key).update(body).digest("base64");
}

/** 1004 of a task, sent now, with what the test changes. */
export function slicingBody(now: number, changes: object = {}, info: object = {}): Record<string, unknown> {
  return {
    EventGroupId: 10,
    EventType: 1004,
    CallbackTs: now,
    EventInfo: {
      RoomId: "lobby",
      EventTs: 1736173903,
      EventMsTs: 1736173903123,
      UserId: "slicer",
      StreamerUserId: "teacher",
      TaskId: "-npVq+.",
      Payload: { FileList: "1400000001_lobby_teacher_20250106143143.png" },
      ...info,
    },
    ...changes,
  };
}

/** A request that is to be believed, with what the test changes. */
export function signedRequest(
  body: string | Uint8Array,
  headers: CallbackRequest["headers"] = {},
): CallbackRequest {
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      sdkappid: String(SDK_APP_ID),
      sign: signOf(body),
      ...headers,
    },
    body,
  };
}

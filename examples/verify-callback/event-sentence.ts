import type { ReceivedEvent } from "pulumi-trtc/callback";

/** What happened, in words. What the sender left out is a `?`. */
export function eventSentence({ sdkAppId, event }: ReceivedEvent): string {
  const { occurredAt = "?", taskId, roomId = "?" } = event;
  const place = taskId === undefined ? `room ${roomId}` : `task ${taskId}`;
  return `${occurredAt} application ${sdkAppId}, ${place}: ${happening(event)}`;
}

function happening(event: ReceivedEvent["event"]): string {
  if (event.name === "ENTER_ROOM")
    return `${event.userId ?? "?"} came in as ${event.payload.roleWord ?? "?"}`;
  if (event.name === "CLOUD_SLICE_START") return `slicing ${event.payload.statusWord ?? "?"}`;
  if (event.name === "CLOUD_SLICE_FILE_INFO")
    return `${event.payload.fileList?.join(", ") ?? "?"} is in the bucket`;
  if (event.name === "CLOUD_SLICE_UPLOAD_ERROR")
    return `the storage refused a file: ${event.payload.message ?? "?"}`;
  if (event.name === "CLOUD_SLICE_STOP") return `slicing is over: ${event.payload.leaveCodeWord ?? "?"}`;
  return `${event.name} ${JSON.stringify(event.payload)}`;
}

import type { JsonObject } from "../../callbacks";
import type { Timeline } from "../../clock";
import { audioSlice, imageSlice } from "../../media";
import { createCutter, pieceName } from "../cutter";
import type { Cutter, Piece } from "../cutter";
import type { TaskFile, Uploader } from "../uploader";
import type { SliceRequest } from "./request";

export interface SlicerOptions {
  readonly taskId: string;
  readonly request: SliceRequest;
  readonly timeline: Timeline;
  readonly upload: Uploader;
  /** Sends an event of group 10. */
  readonly report: (type: number, payload: JsonObject, streamer?: string) => void;
}

/** `{prefix…}/{taskId}/{userId}/audios|images/{sdkappid}_{roomId}_{userid}_{UTC}.{ext}` (73393). */
function fileAddress(
  { taskId, request }: SlicerOptions,
  piece: Piece,
  extension: string,
): { readonly key: string; readonly name: string } {
  const { room, storage } = request;
  const { userId, kind } = piece.stream;
  const name = pieceName(room, piece, extension);
  const folder = kind === "audio" ? "audios" : "images";
  return { key: [...storage.fileNamePrefix, taskId, userId, folder, name].join("/"), name };
}

function fileOf(options: SlicerOptions, piece: Piece): readonly [string, TaskFile] {
  if (piece.stream.kind === "audio") {
    const { key, name } = fileAddress(options, piece, "ogg");
    return [name, { key, body: audioSlice({ seconds: piece.seconds, seed: key }), contentType: "audio/ogg" }];
  }
  const { imageType } = options.request;
  const { key, name } = fileAddress(options, piece, imageType);
  const contentType = imageType === "jpg" ? "image/jpeg" : "image/png";
  return [name, { key, body: imageSlice({ type: imageType, seed: key }), contentType }];
}

/** Cuts the subscribed streams of one task into files and uploads them. */
export function createSlicer(options: SlicerOptions): Cutter {
  const { request, timeline, upload, report } = options;
  const { kinds, audioSeconds, videoSeconds } = request;
  const isCos = request.storage.vendor === "cos";
  let uploadsBegun = false;
  let givenUp = false;

  async function deliver(piece: Piece): Promise<void> {
    const [name, file] = fileOf(options, piece);
    if (isCos && !uploadsBegun) report(1003, { Status: 0 });
    uploadsBegun = true;
    const outcome = await upload(request.storage, file);
    if (outcome === undefined) {
      givenUp = true;
      return;
    }
    if (!outcome.ok) {
      report(1006, { Code: outcome.code, Message: outcome.message });
      return;
    }
    if (isCos) report(1004, { FileList: name }, piece.stream.userId);
  }

  return createCutter({
    timeline,
    kinds,
    audioSeconds,
    videoSeconds,
    deliver,
    onDelivered: () => {
      if (isCos && uploadsBegun && !givenUp) report(1005, { Status: 0 });
    },
  });
}

export { recordingAac } from "./aac";
export { audioSlice } from "./ogg";
export { imageSlice } from "./image";
export { recordingMp4 } from "./mp4";
export { recordingSegments } from "./mpeg-ts";
export { recordingPlaylist } from "./playlist";
export type { RecordedTracks } from "./recording";

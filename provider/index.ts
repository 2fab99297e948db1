export { CallbackKey } from "./endpoint/callback-key";
export type { CallbackKeyArgs, CallbackKeyInputs } from "./endpoint/callback-key";
export type {
  CallbackEndpointArgs,
  CallbackEndpointOutputs,
  EventBucket,
} from "./endpoint/callback-endpoint";
export {
  CloudModerationTask,
  getCloudModerationTask,
  getCloudModerationTaskOutput,
} from "./task/cloud-moderation-task";
export type {
  AccountSupplier,
  AceSupplier,
  CloudModerationStorage,
  CloudModerationTaskArgs,
  CloudModerationTaskInputs,
  GetCloudModerationTaskArgs,
  GetCloudModerationTaskResult,
  ModerationParams,
  ModerationRules,
  OwnSupplier,
  SupplierKey,
  YidunSupplier,
} from "./task/cloud-moderation-task";
export {
  CloudRecordingTask,
  getCloudRecordingTask,
  getCloudRecordingTaskOutput,
} from "./task/cloud-recording-task";
export type {
  CloudRecordingStorage,
  CloudRecordingTaskArgs,
  CloudRecordingTaskInputs,
  GetCloudRecordingTaskArgs,
  GetCloudRecordingTaskResult,
  MixedRecordParams,
  MixLayout,
  MixLayoutParams,
  MixTranscodeParams,
  RecordingFile,
  RecordParams,
  RenderMode,
  SingleRecordParams,
  TencentVod,
  WaterMark,
} from "./task/cloud-recording-task";
export { CloudSliceTask, getCloudSliceTask, getCloudSliceTaskOutput } from "./task/cloud-slice-task";
export type {
  CloudSliceStorage,
  CloudSliceTaskArgs,
  CloudSliceTaskInputs,
  GetCloudSliceTaskArgs,
  GetCloudSliceTaskResult,
  SliceParams,
} from "./task/cloud-slice-task";
export {
  CloudTranscriptionTask,
  getCloudTranscriptionTask,
  getCloudTranscriptionTaskOutput,
} from "./task/cloud-transcription-task";
export type {
  AsrLang,
  AsrParam,
  CloudTranscriptionTaskArgs,
  CloudTranscriptionTaskInputs,
  GetCloudTranscriptionTaskArgs,
  GetCloudTranscriptionTaskResult,
  TerminologyItem,
  TermPair,
  TranscriptionParam,
  TranslationParam,
  TtsParam,
  TtsVoice,
} from "./task/cloud-transcription-task";
export { getStreamIngestTask, getStreamIngestTaskOutput, StreamIngestTask } from "./task/stream-ingest-task";
export type {
  CountedIngest,
  EndlessIngest,
  GetStreamIngestTaskArgs,
  GetStreamIngestTaskResult,
  StreamIngestTaskArgs,
  StreamIngestTaskInputs,
} from "./task/stream-ingest-task";
export { PublishCdnStreamTask } from "./task/publish-cdn-stream-task";
export type {
  MixedRelayInputs,
  PublishCdnParam,
  PublishCdnStreamTaskArgs,
  PublishCdnStreamTaskInputs,
  RelayAgentParams,
  RelayAudioEncode,
  RelayAudioUser,
  RelayCustomLayout,
  RelayGridPreset,
  RelayInputs,
  RelayLargePreset,
  RelayLayout,
  RelayLayoutParams,
  RelayMixedAudioParams,
  RelayPreset,
  RelaySeiParams,
  RelaySeiSending,
  RelaySingleAudioParams,
  RelayStream,
  RelayUserInfo,
  RelayVideoEncode,
  RelayVideoParams,
  RelayWaterMark,
  RelayWaterMarkImage,
  RelayWaterMarkPlace,
  RelayWaterMarkText,
  SingleRelayInputs,
} from "./task/publish-cdn-stream-task";
export type { GetTaskArgs } from "./task/status";
export type { TaskStorage } from "./task/storage";
export type { SubscribeStreamUserIds } from "./task/subscription";
export { rtmpPushUrl } from "./task/rtmp-push-url";
export type { RtmpPushUrlArgs } from "./task/rtmp-push-url";
export { loadRooms } from "./rooms/load-rooms";
export type { LoadRoomsOptions } from "./rooms/load-rooms";
export type { PipelineTask, TaskDefaults } from "./pipeline/pipeline-task";
export type { SlicingPipelineOutputs } from "./pipeline/slicing-pipeline";
export type { ArgsOf, InputOf } from "./resource/input";
export type { Transform } from "./component/child";
export { ossTarget } from "./storage/oss-target";
export type { OssTargetArgs } from "./storage/oss-target";
export type {
  OnDestroy,
  SliceFolders,
  SliceStorage,
  SliceStorageArgs,
  SliceTarget,
  WholeBucket,
} from "./storage/slice-storage";
export {
  CredentialsError,
  GoneError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
  TrtcError,
  UnknownOutcomeError,
} from "./trtc/errors";

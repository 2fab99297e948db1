import * as trtc from "../../../provider/index";

test("the package's names are these and no others", () => {
  expect(Object.keys(trtc).sort()).toEqual([
    "CallbackKey",
    "CloudModerationTask",
    "CloudRecordingTask",
    "CloudSliceTask",
    "CloudTranscriptionTask",
    "CredentialsError",
    "GoneError",
    "InputError",
    "PublishCdnStreamTask",
    "QuotaError",
    "ServiceError",
    "StreamIngestTask",
    "ThrottledError",
    "TrtcError",
    "UnknownOutcomeError",
    "getCloudModerationTask",
    "getCloudModerationTaskOutput",
    "getCloudRecordingTask",
    "getCloudRecordingTaskOutput",
    "getCloudSliceTask",
    "getCloudSliceTaskOutput",
    "getCloudTranscriptionTask",
    "getCloudTranscriptionTaskOutput",
    "getStreamIngestTask",
    "getStreamIngestTaskOutput",
    "loadRooms",
    "ossTarget",
    "rtmpPushUrl",
  ]);
});

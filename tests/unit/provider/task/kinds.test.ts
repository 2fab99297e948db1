import { KINDS } from "../../../../provider/task/kinds";
import { EVERY_KIND } from "./inputs/every-kind";

test("the kinds are these, each with its resource and its calls", () => {
  const calls = Object.entries(KINDS).map(([job, { resource, create, describe, modify, stop }]) => [
    job,
    resource,
    ...[create, describe, modify, stop].map((step) => step?.action),
  ]);
  expect(calls).toEqual([
    [
      "slicing",
      "CloudSliceTask",
      "CreateCloudSliceTask",
      "DescribeCloudSliceTask",
      "ModifyCloudSliceTask",
      "DeleteCloudSliceTask",
    ],
    [
      "recording",
      "CloudRecordingTask",
      "CreateCloudRecording",
      "DescribeCloudRecording",
      "ModifyCloudRecording",
      "DeleteCloudRecording",
    ],
    [
      "moderation",
      "CloudModerationTask",
      "CreateCloudModeration",
      "DescribeCloudModeration",
      "ModifyCloudModeration",
      "DeleteCloudModeration",
    ],
    [
      "ingest",
      "StreamIngestTask",
      "StartStreamIngest",
      "DescribeStreamIngest",
      "UpdateStreamIngest",
      "StopStreamIngest",
    ],
    [
      "relay",
      "PublishCdnStreamTask",
      "StartPublishCdnStream",
      undefined,
      "UpdatePublishCdnStream",
      "StopPublishCdnStream",
    ],
    [
      "transcription",
      "CloudTranscriptionTask",
      "CreateCloudTranscription",
      "DescribeCloudTranscription",
      undefined,
      "DeleteCloudTranscription",
    ],
  ]);
});

test("tests that are made from the tables walk all of them", () => {
  expect(EVERY_KIND.map(({ kind }) => kind.resource)).toEqual(
    Object.values(KINDS).map(({ resource }) => resource),
  );
});

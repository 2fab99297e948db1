import * as pulumi from "@pulumi/pulumi";
import { CosBucket } from "../../../../provider/tencent/cos-bucket";
import type { CosBucketArgs } from "../../../../provider/tencent/cos-bucket";
import { named, record, valueOf } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:CosBucket";
const PROVIDER = 'exports.handler = () => require("pulumi-trtc/provider").CosBucket;';

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const args: CosBucketArgs = {
    bucket: "archive",
    region: pulumi.output("ap-singapore"),
    acl: "private",
    encryption: "AES256",
    versioning: true,
    lifecycleRules: [{ id: "expire", prefix: "", expireAfterDays: 30, abortMultipartAfterDays: 1 }],
    tags: { team: "classroom" },
    cors: [{ allowedOrigins: ["https://example.com"], allowedMethods: ["GET"], maxAgeSeconds: 60 }],
    onDestroy: "empty",
  };
  const { resources } = await record(() => new CosBucket("archive", args));
  const { type, inputs } = named(resources, "archive");
  expect({ type, inputs }).toEqual({
    type: TYPE,
    inputs: { ...args, region: "ap-singapore", __provider: PROVIDER },
  });
});

test("the region that the check chooses is an output when none is given", async () => {
  const { result, resources } = await record(() => new CosBucket("archive", { bucket: "archive" }), {
    outputs: { [TYPE]: () => ({ region: "eu-frankfurt", bucket: "archive-1250000000" }) },
  });
  expect(named(resources, "archive").inputs).toEqual({ bucket: "archive", __provider: PROVIDER });
  await expect(valueOf(result.region)).resolves.toBe("eu-frankfurt");
  await expect(valueOf(result.bucket)).resolves.toBe("archive-1250000000");
});

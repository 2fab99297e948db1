// What each target of the relay does, from the events in the bucket: node targets.mjs <bucket> <sdkAppId>
import { readEvents, relayTargets } from "pulumi-trtc/callback";
import { cosEventStorage } from "pulumi-trtc/callback/cos";

const [bucket = "", sdkAppId = ""] = process.argv.slice(2);
const { TENCENTCLOUD_SECRET_ID: secretId = "", TENCENTCLOUD_SECRET_KEY: secretKey = "" } = process.env;
const storage = cosEventStorage({
  bucket,
  region: process.env.TENCENTCLOUD_REGION || "ap-singapore",
  endpoint: process.env.TENCENTCLOUD_ENDPOINT_URL,
  credentials: () => ({ secretId, secretKey }),
});
const stored = await readEvents(storage, { sdkAppId: Number(sdkAppId) });
for (const { taskId, shownUrl, state, since } of relayTargets(stored.map(({ event }) => event)))
  console.log(taskId, shownUrl, state, since);

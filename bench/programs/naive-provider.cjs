// A dynamic provider as people write it: a client made once in the program and used by the provider's methods.
const pulumi = require("@pulumi/pulumi");
const { trtc } = require("tencentcloud-sdk-nodejs/tencentcloud/services/trtc");

const client = new trtc.v20190722.Client({
  credential: {
    secretId: process.env.TENCENTCLOUD_SECRET_ID,
    secretKey: process.env.TENCENTCLOUD_SECRET_KEY,
  },
  region: "ap-singapore",
  profile: {
    httpProfile: { endpoint: new URL(process.env.TENCENTCLOUD_ENDPOINT_URL).host, protocol: "http://" },
  },
});

async function withRetry(call) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

const provider = {
  async create({ request }) {
    const { TaskId } = await withRetry(() => client.CreateCloudSliceTask(request));
    return { id: TaskId, outs: { request } };
  },
  async delete(id, { request }) {
    await withRetry(() => client.DeleteCloudSliceTask({ SdkAppId: request.SdkAppId, TaskId: id }));
  },
};

class SliceTask extends pulumi.dynamic.Resource {
  constructor(name, request, opts) {
    super(provider, name, { request }, opts);
  }
}

for (const request of require("./tasks.json")) new SliceTask(request.RoomId, request);

// A script as people write it: the vendor's SDK, eight at a time, three tries whatever the error.
const { readFileSync, writeFileSync } = require("node:fs");
const { trtc } = require("tencentcloud-sdk-nodejs/tencentcloud/services/trtc");

const AT_ONCE = 8;
const [requestsFile, idsFile] = process.argv.slice(2);

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

async function create(request) {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await client.CreateCloudSliceTask(request)).TaskId;
    } catch (error) {
      if (attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

async function main() {
  const requests = JSON.parse(readFileSync(requestsFile, "utf8"));
  const ids = [];
  let failed = 0;
  const worker = async () => {
    for (let request = requests.shift(); request !== undefined; request = requests.shift()) {
      try {
        ids.push(await create(request));
      } catch (error) {
        failed += 1;
        console.error(`${request.RoomId}: ${error.message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  writeFileSync(idsFile, JSON.stringify(ids));
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();

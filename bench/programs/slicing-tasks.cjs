const { CloudSliceTask } = require("pulumi-trtc");

for (const { name, args } of require("./tasks.json")) new CloudSliceTask(name, args);

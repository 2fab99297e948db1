import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** As the server of dynamic providers hears of errors that nobody has caught; then an operation has something to report. */
const ORPHAN = `
  process.on("uncaughtException", (error) => process.send({ uncaught: error.code }));
  const { CloudSliceTask } = require("./provider/runtime.ts");
  CloudSliceTask.configure({ config: { get: () => undefined } });
  process.once("message", () => {
    process.stderr.write("CloudSliceTask: trying again\\n");
    setTimeout(() => process.send({ uncaught: "nothing" }), 200);
  });
  process.send("ready");
`;

test("what a provider reports when its CLI is dead is lost, and no error that the server would print for ever", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "-e", ORPHAN], {
    cwd: resolve(__dirname, "../../.."),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  await once(child, "message");
  child.stderr?.destroy();
  child.send("report");
  const [message] = (await once(child, "message")) as unknown[];
  child.kill("SIGKILL");
  expect(message).toEqual({ uncaught: "nothing" });
});

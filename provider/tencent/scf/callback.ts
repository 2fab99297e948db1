import { createCallbackServer } from "./callback-server";

/** Where SCF sends the requests of a web function. https://www.tencentcloud.com/document/product/583/40690 */
const PORT = 9000;

// requests come from outside of the function's machine: a loopback address would get none
createCallbackServer({
  environment: process.env,
  write: (line) => void process.stderr.write(`${line}\n`),
}).listen(PORT, "0.0.0.0");

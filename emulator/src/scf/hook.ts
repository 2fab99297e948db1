/** Where the hook in a function's process finds its socket and its folder. */
export const SOCKET_VARIABLE = "TRTC_EMULATOR_SOCKET";
export const FOLDER_VARIABLE = "TRTC_EMULATOR_FOLDER";
/** The descriptor by which emulator and function know of each other's end. */
export const CONTROL_DESCRIPTOR = 3;

/**
 * The program that a function's Node loads first. Port 9000 becomes a socket in the function's own folder, so that many functions
 * run side by side and nobody else reaches them; the emulator is told when it listens. When the emulator ends, however it ends,
 * the function ends with it.
 *
 * Source of the port and of the address it has to be on: https://cloud.tencent.com/document/product/583/56126
 */
export const HOOK = `"use strict";
const fs = require("node:fs");
const net = require("node:net");
const { ${SOCKET_VARIABLE}: path, ${FOLDER_VARIABLE}: folder } = process.env;
delete process.env.${SOCKET_VARIABLE};
delete process.env.${FOLDER_VARIABLE};

function openControl() {
  try {
    return new net.Socket({ fd: ${CONTROL_DESCRIPTOR}, readable: true, writable: true });
  } catch {
    return undefined; // a process that the function started itself
  }
}

const control = path === undefined ? undefined : openControl();
if (control !== undefined) {
  const end = () => {
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  control.on("error", end).on("end", end).resume().unref();
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...given) {
    const [first, second] = given;
    const isObject = typeof first === "object" && first !== null;
    if (Number(isObject ? first.port : first) !== 9000) return listen.apply(this, given);
    const host = isObject ? first.host : second;
    if (["127.0.0.1", "localhost", "::1"].includes(host)) {
      throw new Error("a web function that listens on " + host + " is not reached; listen on 0.0.0.0");
    }
    this.once("listening", () => control.write("listening"));
    return listen.call(this, { path }, given.find((value) => typeof value === "function"));
  };
}
`;

import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { takeRoleKeys } from "../../../../../provider/tencent/scf/role-keys";
import type { RoleKeys } from "../../../../../provider/tencent/scf/role-keys";

const KEYS = [
  "X-Scf-Secret-Id: AKIDrole",
  "X-Scf-Secret-Key: planted-key",
  "X-Scf-Session-Token: planted-token",
];

interface Taken {
  keys: RoleKeys | undefined;
  request: Pick<IncomingMessage, "headers" | "headersDistinct" | "rawHeaders">;
}

let server: Server;
let taken: Taken;
beforeAll(async () => {
  server = createServer((request, response) => {
    const keys = takeRoleKeys(request);
    const { headers, headersDistinct, rawHeaders } = request;
    taken = { keys, request: { headers, headersDistinct, rawHeaders } };
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends header lines as they stand. */
async function sent(lines: readonly string[]): Promise<Taken> {
  // a server that listens on TCP has an address of this form
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.end(["GET / HTTP/1.1", "Host: h", ...lines, "Connection: close", "", ""].join("\r\n"));
  await once(socket.resume(), "close");
  return taken;
}

test("the keys are handed over, and no header of the platform is left in any form", async () => {
  const { keys, request } = await sent([...KEYS, "x-scf-request-id: 1", "Sign: s", "X-Scfother: kept"]);
  expect(keys).toEqual({ secretId: "AKIDrole", secretKey: "planted-key", token: "planted-token" });
  expect(request).toEqual({
    headers: { host: "h", sign: "s", "x-scfother": "kept", connection: "close" },
    headersDistinct: { host: ["h"], sign: ["s"], "x-scfother": ["kept"], connection: ["close"] },
    rawHeaders: ["Host", "h", "Sign", "s", "X-Scfother", "kept", "Connection", "close"],
  });
});

test("a value that looks like a header's name stays what it is", async () => {
  const { request } = await sent(["Sign: x-scf-secret-key"]);
  expect(request.rawHeaders).toEqual(["Host", "h", "Sign", "x-scf-secret-key", "Connection", "close"]);
});

test.each([
  ["no keys", []],
  ["no id", KEYS.slice(1)],
  ["no token", KEYS.slice(0, 2)],
  ["an empty token", [...KEYS.slice(0, 2), "X-Scf-Session-Token:"]],
  ["two ids, of which one is the sender's", [...KEYS, "X-Scf-Secret-Id: AKIDsender"]],
])("a request with %s has none", async (_name, lines) => {
  const { keys, request } = await sent(lines);
  expect(keys).toBeUndefined();
  expect(JSON.stringify(request)).not.toMatch(/scf|planted|AKID/i);
});

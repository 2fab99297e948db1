import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

/** A port that nothing listens on, for a server that cannot choose one and tell. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // a server that listens on TCP has an address of this form
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

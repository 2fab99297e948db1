import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** How a service is dead: nothing listens, connections break once something is asked, or nothing is ever answered. */
export type Death = "refuses" | "resets" | "is silent";

/** The way to an emulator, which can be dead for a while. */
export interface Gate {
  url: string;
  die(how: Death): Promise<void>;
  revive(): Promise<void>;
  /** What was asked for while it was dead; none can be seen while it refuses. */
  knocks(): readonly Knock[];
  close(): Promise<void>;
}

interface Knock {
  /** As the header of the request says. */
  action: string;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

export async function openGate(target: string): Promise<Gate> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  const knocks: Knock[] = [];
  let death: Death | undefined;

  function listen(on: number): Promise<Server> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
      if (death === undefined) {
        const service = connect(port, "127.0.0.1");
        service.on("error", () => socket.destroy()).on("close", () => socket.destroy());
        socket.on("close", () => service.destroy());
        socket.pipe(service).pipe(socket);
        return;
      }
      socket.once("data", (head: Buffer) => {
        const action = /^x-tc-action: *(\w+)/im.exec(head.toString("latin1"))?.[1] ?? "";
        knocks.push({ action, at: Date.now() });
        if (death === "resets") socket.resetAndDestroy();
      });
    });
    server.listen(on, "127.0.0.1");
    return once(server, "listening").then(() => server);
  }

  async function end(server: Server): Promise<void> {
    const closed = once(server, "close");
    server.close();
    sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  let server = await listen(0);
  // a server on a port has an address of this form
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    async die(how) {
      death = how;
      sockets.forEach((socket) => socket.destroy());
      if (how === "refuses") await end(server);
    },
    async revive() {
      death = undefined;
      sockets.forEach((socket) => socket.destroy());
      if (!server.listening) server = await listen(own);
    },
    knocks: () => knocks,
    close: () => (server.listening ? end(server) : Promise.resolve()),
  };
}

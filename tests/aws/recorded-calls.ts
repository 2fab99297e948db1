import { once } from "node:events";
import { createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The TLS end in front of a local AWS, which remembers what was asked. */
export interface RecordedCalls {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Every call that may change something, such as `PUT /bucket?policy` or `CreateUser`, since it was last asked. */
  writes(): string[];
  /** From now on every request to S3 is answered 503, or none any more. */
  breakStore(isBroken: boolean): void;
  close(): Promise<void>;
}

/**
 * Hands calls on as if they had come over TLS, as AWS's own front does: without it a policy that demands TLS refuses them.
 *
 * @param target - where the calls go; signatures hold, for the caller's own Host header goes along
 */
export async function recordCalls(target: string): Promise<RecordedCalls> {
  const { hostname, port } = new URL(target);
  const seen: string[] = [];
  let isBroken = false;
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      // a path is a bucket's: the other services are told apart by their bodies and headers
      if (isBroken && incoming.url !== "/") {
        outgoing.writeHead(503).end();
        return;
      }
      const write = writeOf(incoming, body.toString());
      if (write !== undefined) seen.push(write);
      const onward = request(
        {
          host: hostname,
          port,
          method: incoming.method,
          path: incoming.url,
          headers: { ...incoming.headers, "x-forwarded-proto": "https" },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      onward.on("error", () => outgoing.destroy());
      onward.end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // a server that listens on TCP has an address of this form
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    writes: () => seen.splice(0),
    breakStore: (broken) => {
      isBroken = broken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** S3 says it by the method, IAM and STS by the action of a form. */
function writeOf({ method = "", url = "" }: IncomingMessage, body: string): string | undefined {
  const action = url === "/" ? new URLSearchParams(body).get("Action") : null;
  if (action !== null) return /^(Get|List)/.test(action) ? undefined : action;
  return method === "GET" || method === "HEAD" ? undefined : `${method} ${url}`;
}

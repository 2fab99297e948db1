import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

import COS from "cos-nodejs-sdk-v5";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";

import { createObjectStore, registerCos, sign } from "../../../../emulator/src/cos";
import type { CosOptions, ObjectStore } from "../../../../emulator/src/cos";

export const secretId = "AKIDexample";
export const secretKey = "planted-secret-key";
export const region = "ap-singapore";
export const bucket = "slices-1250000000";

export interface CosApp {
  readonly app: FastifyInstance;
  readonly store: ObjectStore;
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly endpoint: string;
}

/** COS with one bucket, on a free port, with a body parser and an own route as the emulator's core has them. */
export async function startCosApp(options: Partial<CosOptions> = {}): Promise<CosApp> {
  const store = createObjectStore();
  store.createBucket({ name: bucket, region });
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.get("/_emulator/health", () => ({ ok: true }));
  registerCos(app, { store, lookupKey: (id) => (id === secretId ? secretKey : undefined), ...options });
  await app.listen({ host: "127.0.0.1", port: 0 });
  // Listening on TCP, so the address is not a pipe's name.
  const { port } = app.server.address() as AddressInfo;
  return { app, store, host: `127.0.0.1:${port}`, endpoint: `http://127.0.0.1:${port}` };
}

/** How the vendor's SDK, which has refused its own ForcePathStyle since 3.0.0, is pointed at the app. */
export const pointings = {
  "the Ip option": ({ host }: CosApp): COS.COSOptions => ({ Ip: host }),
  "a proxy": ({ endpoint }: CosApp): COS.COSOptions => ({ Proxy: endpoint }),
  "a Domain with the bucket as path": ({ host }: CosApp): COS.COSOptions => ({
    Domain: `${host}/{Bucket}`,
    ServiceDomain: host,
  }),
};

/** The unchanged vendor SDK. */
export function vendorClient(pointing: COS.COSOptions, options: COS.COSOptions = {}): COS {
  return new COS({ SecretId: secretId, SecretKey: secretKey, Protocol: "http:", ...pointing, ...options });
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  /** As sent. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

/** One HTTP request exactly as given. */
export function rawRequest({ endpoint }: CosApp, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method: raw.method ?? "GET", path: raw.path, headers: raw.headers ?? {} },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(raw.body);
  });
}

/** Sends it signed with the good key, unless another is given; all its headers and parameters are signed. */
export function signedRequest(
  cos: CosApp,
  raw: RawRequest,
  keys: { readonly secretId: string; readonly secretKey: string } = { secretId, secretKey },
): Promise<RawAnswer> {
  const url = new URL(raw.path, cos.endpoint);
  const headers: Record<string, string> = { host: cos.host, ...raw.headers };
  const path = decodeURIComponent(raw.path.split("?", 1)[0] ?? "");
  const request = { method: raw.method ?? "GET", path, query: new Map(url.searchParams), headers };
  return rawRequest(cos, {
    ...raw,
    headers: { ...headers, authorization: sign(request, { ...keys, now: Date.now() }) },
  });
}

/** The text of the first element of that name. */
export function textOf(answer: RawAnswer, element: string): string | undefined {
  return new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(answer.body)?.[1];
}

/** Status, code and message of a refusal. */
export function errorOf(answer: RawAnswer): [number, string | undefined, string | undefined] {
  return [answer.status, textOf(answer, "Code"), textOf(answer, "Message")];
}

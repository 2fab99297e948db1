import { createServer } from "node:http";

import fastify from "fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { createGateway } from "./api/gateway";
import { isApiRequest } from "./api/request";
import { controlRoutes } from "./control";
import { registerCos } from "./cos";
import type { World } from "./world";

/** Larger than any API request, so that the API itself can refuse what is too large for it. */
const BODY_LIMIT = 256 * 1024 * 1024;

/** A call by GET carries its parameters in the request line, which Node counts among the headers (16 kB by default). */
const MAX_HEADER_BYTES = 65_536;

function isControlPath(url: string): boolean {
  return url.startsWith("/_emulator/");
}

/**
 * One port for everything: function URLs by their hosts and under `/_functions/`, control calls under `/_emulator/`, the Tencent
 * Cloud API at `/`, object storage everywhere else.
 * Bodies reach API and storage as the bytes that were signed.
 */
export async function buildServer(
  world: World,
  hooks: { readonly reset: () => void },
): Promise<FastifyInstance> {
  // A path that the router cannot decode, which it refuses before any route; those of COS answer in COS's words.
  const refusePath = (request: FastifyRequest, reply: FastifyReply): void => {
    if (isControlPath(request.url))
      void reply.code(400).send({ error: "the path is not well percent-encoded" });
    else void handleCos(request, reply);
  };
  const { functionUrls } = world;
  const app = fastify({
    frameworkErrors: (_error, request, reply) => refusePath(request, reply),
    bodyLimit: BODY_LIMIT,
    // Function URLs take any method, path and body, which the router would not.
    serverFactory: (handle) =>
      createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
        if (functionUrls.concerns(request)) void functionUrls.answer(request, response);
        else handle(request, response);
      }),
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 2048 },
    ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) =>
    isControlPath(request.url)
      ? reply.code(404).send({ error: `there is no ${request.method} ${request.url}` })
      : handleCos(request, reply),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message }),
  );
  await app.register(controlRoutes(world, hooks), { prefix: "/_emulator" });

  const handleCos = registerCos(app, {
    store: world.store,
    lookupKey: (secretId) => world.account.key(secretId)?.secretKey,
    lookupToken: (secretId) => world.account.key(secretId)?.token,
    authorize: world.authorizer.mayStore,
    observed: world,
  });
  const answerApiRequest = createGateway(world);
  app.route({
    method: ["GET", "POST"],
    url: "/",
    handler: (request, reply) =>
      isApiRequest(request) ? answerApiRequest(request, reply) : handleCos(request, reply),
  });
  return app;
}

import type { FastifyInstance } from 'fastify';

/** Tells each request at the level `debug`, by the id that its answer has; never its query, which may hold a secret. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const facts = {
      method: request.method,
      path: path.slice(0, 500),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      address: request.peer?.address ?? '',
      user: request.principal?.name ?? null,
    };
    request.log.debug(facts, `${facts.method} ${facts.path} ${facts.status}`);
    done();
  });
}

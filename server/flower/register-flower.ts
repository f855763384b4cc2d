import { createHash } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isBounded } from '@/lib/access/access';
import { logRefusal } from '../http/refusal-log';
import { outOfScope } from '../http/refusals';
import type { Services } from '../http/endpoint';
import { isAllowedOrigin } from '../http/origin';
import type { Mount } from '../http/mount';
import { sendPage } from '../http/pages';
import { signedIn, whileWaitedFor } from '../http/while-waited-for';
import { FlowerAnswer, FlowerJson, THE_PAGE, type FlowerEndpoint } from './flower-endpoint';
import { FlowerError, toFlowerError } from './flower-error';
import type { FlowerRules } from './flower-gate';
import { readFlowerParams } from './flower-params';
import { FLOWER_ENDPOINTS } from './flower-routes';

export interface FlowerOptions {
  readonly mount: Mount;
  readonly services: Services;
  readonly flower: FlowerRules;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Flower's paths, with bodies and errors as Flower has them: nothing of that holds for the rest of the server. */
export function registerFlower(app: FastifyInstance, options: FlowerOptions, endpoints = FLOWER_ENDPOINTS): void {
  void app.register((flower, _options, done) => {
    takeAnyBody(flower);
    if (options.flower.isOpen) answerNamedOrigins(flower, options.flower.allowedHosts);
    for (const endpoint of endpoints) register(flower, endpoint, options);
    for (const path of new Set(endpoints.map((one) => one.path))) {
      refuseOtherMethods(
        flower,
        endpoints.filter((one) => one.path === path),
        options.mount,
      );
    }
    done();
  });
}

function register(app: FastifyInstance, endpoint: FlowerEndpoint, options: FlowerOptions): void {
  const { method, path, permission, reads, action, costly = false, door } = endpoint;
  const { services, mount } = options;
  app.route({
    method,
    url: mount.urlPrefix + path,
    config: { mount, permission, costly, isGated: door === 'api', ...(reads && { reads }), ...(action && { action }) },
    schema: { hide: true },
    errorHandler: (error, request, reply) => void sendError(error, request, reply, endpoint),
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { '*': name = '' } = request.params as Readonly<Record<string, string | undefined>>;
      const params = await readFlowerParams(request.url, request.headers['content-type'] ?? '', body);
      const call = { name, params, body: body.toString('utf8'), urlPrefix: mount.urlPrefix, ...signedIn(request) };
      const isForAll = isBounded(call.principal.access) && permission !== 'public';
      // Flower's answers are of all tasks and workers at once: whoever has a scope gets the pages, which keep to it.
      if (isForAll && (door === 'api' || method !== 'GET')) {
        const refusal = outOfScope(call.principal.name);
        await logRefusal(mount, request, action, refusal);
        throw refusal;
      }
      const answer = await endpoint.handle(call, whileWaitedFor(reply, services));
      if (isForAll && answer !== THE_PAGE && !(answer instanceof FlowerAnswer)) throw outOfScope(call.principal.name);
      return answer === THE_PAGE ? sendPage(request, reply, mount) : sendAnswer(answer, request, reply);
    },
  });
}

function sendAnswer(answer: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (answer instanceof FlowerAnswer)
    return reply.code(answer.status).headers(answer.headers).type('text/plain; charset=utf-8').send(answer.text);
  const json = answer instanceof FlowerJson ? answer.text : JSON.stringify(answer);
  reply.type('application/json; charset=UTF-8');
  if (request.method === 'POST') return reply.send(json);
  const etag = `"${createHash('sha1').update(json).digest('hex')}"`;
  reply.header('etag', etag);
  return isKnown(etag, request.headers['if-none-match']) ? reply.code(304).send() : reply.send(json);
}

function isKnown(etag: string, header = ''): boolean {
  return header.split(',').some((known) => ['*', etag].includes(known.trim().replace(/^W\//, '')));
}

/** Of refusals that Flower has as well; others say why. */
const WITHOUT_TEXT: readonly number[] = [401, 403, 404, 405, 500];

/** Flower's own type of an error is HTML; a text that quotes a name of somebody's is plain here. */
function sendError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { door, isSilent = false }: Pick<FlowerEndpoint, 'door' | 'isSilent'>,
): FastifyReply {
  const known = toFlowerError(error, door === 'api');
  if (known === null) request.log.error({ err: error }, `${request.method} ${request.routeOptions.url ?? ''} failed.`);
  const { status, body, headers } = known ?? new FlowerError(500, '');
  reply.code(status).headers(headers).header('cache-control', 'no-store');
  if (typeof body !== 'string') return reply.type('application/json; charset=UTF-8').send(JSON.stringify(body));
  const isTold = !isSilent || !WITHOUT_TEXT.includes(status);
  return reply.type('text/plain; charset=utf-8').send(isTold ? body : '');
}

/** Scripts send JSON without saying so, and forms. What a page of another site sends is refused by where it comes from. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/**
 * While nobody signs in, Flower lets pages of every site read all it tells. We are then at a loopback address of somebody's
 * own machine, and his browser goes everywhere: only pages of the hosts that he named may read.
 */
function answerNamedOrigins(app: FastifyInstance, allowed: readonly string[]): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { origin } = request.headers;
    if (origin !== undefined && isAllowedOrigin(origin, allowed)) {
      reply.headers({
        vary: 'origin',
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'x-requested-with,access-control-allow-origin,authorization,content-type',
        'access-control-allow-methods': 'PUT, DELETE, OPTIONS, POST, GET, PATCH',
      });
    }
    done();
  });
}

function refuseOtherMethods(app: FastifyInstance, endpoints: readonly FlowerEndpoint[], mount: Mount): void {
  const [endpoint] = endpoints;
  if (endpoint === undefined) return;
  const url = mount.urlPrefix + endpoint.path;
  const taken = endpoints.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allow = [...taken, 'OPTIONS'].join(', ');
  app.route({
    method: METHODS.filter((method) => !taken.includes(method)),
    url,
    config: { mount, permission: 'view', isGated: endpoint.door === 'api' },
    schema: { hide: true },
    errorHandler: (error, request, reply) => void sendError(error, request, reply, endpoint),
    handler: () => {
      throw new FlowerError(405, '', { allow });
    },
  });
  app.route({
    method: 'OPTIONS',
    url,
    config: { mount, permission: 'public' },
    schema: { hide: true },
    handler: (_request, reply) => reply.code(204).headers({ allow }).send(),
  });
}

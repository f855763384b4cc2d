import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import swagger from '@fastify/swagger';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod';
import { Problem } from '@/lib/api/schemas';
import { leastRole, type Capability } from '@/lib/access/policy';
import { isRecord } from '@/lib/celery/bounded';
import { isNestedDeeper } from '@/lib/celery/json-depth';
import type { Action } from '@/lib/cluster/action';
import type { AccessControl } from '../access/access-control';
import { readCookie } from '../access/cookies';
import { passGate, type FlowerRules } from '../flower/flower-gate';
import { registerFlower } from '../flower/register-flower';
import { createAccessLog } from './access-log';
import type { Authorise, Door, Permission, Principal } from './authorise';
import { isPersonWithoutLogin, loginAddress } from './login-address';
import { NO_CONTENT_POLICY } from './content-security';
import { Answer, type Endpoint, type Services } from './endpoint';
import { metrics } from './handlers/metrics';
import { passScope, viewOf } from './scope-gate';
import { taskUnknown } from './unknown-task';
import { seenView, seesAll } from '../views/seen-view';
import { ownCluster } from './own-cluster';
import { openNodeServer, type ServerPatience } from './node-server';
import { registerPages, registerRedirect } from './pages';
import type { Mount } from './mount';
import type { Peer, ReadPeer } from './peer';
import { logRequests } from './request-log';
import { logRefusal } from './refusal-log';
import { HttpProblem, problemBody, toProblem } from './problem';
import { ENDPOINTS } from './routes';
import { sharedJson } from './shared-json';
import { signedIn, whileWaitedFor } from './while-waited-for';
import type { TlsSettings } from '../tls-files';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose page or answer it is. */
    mount?: Mount;
    permission?: Permission;
    reads?: Capability;
    action?: Action['name'];
    costly?: boolean;
    isProbe?: boolean;
    /** Of Flower's API. */
    isGated?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; the address of the connection may be a proxy's. */
    peer: Peer | null;
    principal: Principal | null;
    door: Door | null;
  }
}

export interface HttpServerOptions {
  /** The first one also answers for what is under none of them. */
  readonly mounts: readonly Mount[];
  readonly authorise: Authorise;
  /** Prometheus is asked who it is. */
  readonly metricsAuth: boolean;
  readonly access: AccessControl;
  readonly flower: FlowerRules;
  readonly readPeer: ReadPeer;
  readonly log: FastifyBaseLogger;
  readonly tls?: TlsSettings | null;
  readonly patience?: ServerPatience;
}

/** What goes through a body level by level would come to the end of the stack; Python's own parser gives up near a thousand. */
const MAX_BODY_DEPTH = 200;
const MAX_BODY_BYTES = 1024 * 1024;
/** Names of workers and queues in a path, each character up to three bytes of three characters. */
const MAX_PARAM_LENGTH = 9 * 1024;

/** The API, the metrics and the pages on one server; it does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const [first] = options.mounts;
  if (first === undefined) throw new Error('There is nothing to serve.');
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: (request) => options.readPeer(request).requestId ?? randomUUID(),
    serverFactory: (handler) => openNodeServer(handler, options.tls, options.patience),
    // What is under way may end; web.ts says for how long.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A URL that can't be decoded never reaches the hooks.
    frameworkErrors: (error, request, reply) => void sendProblem(toProblem(error) ?? internal(), request.id, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  // The answers are our own types: checking each again would cost more than making it.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  acceptJsonOnly(app);
  guard(app, options, first);
  reportErrors(app);
  logRequests(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Celeryscope',
        version: first.services.version,
        description: 'Times are epoch seconds; null is "can’t be known".',
      },
      servers: options.mounts.map(({ urlPrefix }) => ({ url: urlPrefix || '/' })),
    },
    transform: jsonSchemaTransform,
  });
  const closed: Endpoint = { ...metrics, permission: 'view' };
  const endpoints = ENDPOINTS.map((endpoint) => (endpoint === metrics && options.metricsAuth ? closed : endpoint));
  const { access } = options;
  const warn = (text: string): void => options.log.warn(text);
  for (const mount of options.mounts) {
    const recordAccess = createAccessLog({ ...mount.services, warn });
    const services: Services = { ...mount.services, openApi: () => app.swagger(), access, recordAccess, warn };
    for (const endpoint of endpoints) register(app, endpoint, { mount, services, isDescribed: mount === first });
    registerFlower(app, { mount, services, flower: options.flower });
    registerPages(app, mount);
  }
  if (first.urlPrefix !== '') registerRedirect(app, '/', first);
  return app;
}

interface Registration {
  readonly mount: Mount;
  readonly services: Services;
  /** The requests are the same in each mount: one description will do. */
  readonly isDescribed: boolean;
}

function register(app: FastifyInstance, endpoint: Endpoint, registration: Registration): void {
  const { mount, services, isDescribed } = registration;
  const { params, query, body, permission, reads, action, costly = false, isProbe = false } = endpoint;
  const { streams = false, isShared = false } = endpoint;
  app.route({
    method: endpoint.method,
    exposeHeadRoute: !streams,
    url: mount.urlPrefix + endpoint.path,
    config: { mount, permission, costly, isProbe, ...(reads && { reads }), ...(action && { action }) },
    schema: {
      hide: !isDescribed,
      summary: endpoint.summary,
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
      response: {
        ...endpoint.answers,
        default: { description: 'A problem', content: { 'application/problem+json': { schema: Problem } } },
      },
    },
    handler: async (request, reply) => {
      const { params } = request;
      const asker = signedIn(request);
      const { principal } = asker;
      const door = `${endpoint.method} ${endpoint.path}`;
      const reading = whileWaitedFor(reply, services);
      const asked = { door, params, query: request.query, body: request.body, principal };
      const pass = async () => {
        try {
          return permission === 'public' ? request : await passScope(asked, reading);
        } catch (error) {
          await logRefusal(mount, request, action, error);
          throw error;
        }
      };
      const { query, body } = await pass();
      const full = await endpoint.handle({ params, query, body, headers: request.headers, ...asker }, reading);
      const isSeenWhole = permission === 'public' || full instanceof Answer || seesAll(principal);
      const answer = isSeenWhole ? full : await seenView(viewOf(asked), full, principal, reading);
      if (answer === null && full !== null) throw taskUnknown();
      reply.header('cache-control', 'no-store');
      if (!(answer instanceof Answer)) {
        const json = isShared && isRecord(answer) ? sharedJson(answer) : JSON.stringify(answer);
        return reply.type('application/json; charset=utf-8').send(json);
      }
      reply.headers(answer.headers);
      if (answer.body instanceof Readable || Buffer.isBuffer(answer.body))
        return reply.code(answer.status).type(answer.contentType).send(answer.body);
      const text = answer.contentType.startsWith('application/json')
        ? JSON.stringify(answer.body)
        : String(answer.body);
      return reply.code(answer.status).type(answer.contentType).send(text);
    },
  });
}

/** No other content type can be sent by a form of another site without its browser asking first. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (text === '') done(null, {});
    else if (isNestedDeeper(text, MAX_BODY_DEPTH)) done(tooDeep(), undefined);
    else void parse(request, text, done);
  });
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.method !== 'GET' && request.body === undefined) request.body = {};
    done();
  });
}

function tooDeep(): HttpProblem {
  return new HttpProblem(400, 'bad_json', `The body is nested more than ${MAX_BODY_DEPTH} levels deep.`);
}

function guard(app: FastifyInstance, options: HttpServerOptions, first: Mount): void {
  const { authorise, flower, access, readPeer } = options;
  app.decorateRequest('principal', null);
  app.decorateRequest('door', null);
  app.decorateRequest('peer', null);
  app.addHook('onRoute', (route) => {
    const { permission, reads, action } = route.config ?? {};
    if (permission === undefined) throw new Error(`The route ${route.url} declares no permission.`);
    if (permission !== 'public' && leastRole(capabilityOf(permission, reads, action)) === null)
      throw new Error(`What the route ${route.url} needs is not in the policy (lib/access/policy.ts).`);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': NO_CONTENT_POLICY,
    });
    const { mount = first, permission = 'view', reads, action } = request.routeOptions.config;
    const { costly = false, isGated = false, isProbe = false } = request.routeOptions.config;
    const peer = readPeer(request.raw);
    request.peer = peer;
    const door = { cluster: mount.cluster, method: request.method, ...peer, costly, isProbe };
    request.door = door;
    try {
      if (isGated) passGate(flower);
      request.principal = await authorise(door, permission, capabilityOf(permission, reads, action));
    } catch (error) {
      if (access.kept !== null && isPersonWithoutLogin(request, mount, error)) {
        const place = { secure: peer.secure, urlPrefix: access.urlPrefix };
        const hadSession = readCookie(request.headers.cookie, 'session', place) !== null;
        const login = loginAddress(request.url, access.urlPrefix, hadSession);
        return reply.header('cache-control', 'no-store').redirect(login, 303);
      }
      const instead = await ownCluster(request, error, { mounts: options.mounts, door, authorise });
      if (instead !== null) return reply.header('cache-control', 'no-store').redirect(instead, 303);
      await logRefusal(mount, request, action, error);
      throw error;
    }
  });
}

/** What the policy is asked for; a control that names no action is nobody's. */
function capabilityOf(permission: Permission, reads: Capability = 'view', action = ''): string {
  return permission === 'control' ? action : reads;
}

function reportErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(() => {
    throw new HttpProblem(404, 'not_found', 'There is nothing at this address.');
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem === null)
      request.log.error({ err: error }, `${request.method} ${request.routeOptions.url ?? ''} failed.`);
    return sendProblem(problem ?? internal(), request.id, reply);
  });
}

function internal(): HttpProblem {
  return new HttpProblem(500, 'internal', 'Something went wrong here; the log has it under the request id.');
}

function sendProblem(problem: HttpProblem, requestId: string, reply: FastifyReply): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, requestId)));
}

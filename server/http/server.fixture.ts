import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { TaskPage } from '@/lib/api/views';
import type { ClusterSnapshot, CollectorAbsence } from '../cluster-mirror';
import type { CollectorClient } from '../collector-client';
import { CollectorError } from '../collector-error';
import type { CallName, CollectorCalls } from '../collector/messages';
import { inThisThread } from '../store/reading/in-this-thread';
import type { StoreAnswers, StoredPast, StoreExports, StoreReader } from '../store/store';
import { toTaskQuery } from '../views/params';
import type { ViewSource } from '../views/view';
import type { FlowerRules } from '../flower/flower-gate';
import { createAccessControl, type AccessControl } from '../access/access-control';
import { PasswordGate } from '../access/password-gate';
import { createAuthorise, isOpen, type AccessRules } from './authorise';
import { toPageFile } from './page-file';
import { NOW, QUEUE, snapshot, task, worker, WORKER } from './cluster.fixture';
import type { Pages } from './pages';
import type { ServerPatience } from './node-server';
import { createReadPeer, DIRECT, type PeerRules } from './peer';
import { createHttpServer } from './server';

type Answers = { [N in CallName]?: (request: CollectorCalls[N]['request']) => CollectorCalls[N]['response'] };

/** Stands in for the collector's thread: what web sends it can be looked at, and what it answers chosen. */
export class FakeCollector implements CollectorClient {
  cluster: ClusterSnapshot | null = snapshot();
  absence: CollectorAbsence | null = null;
  readonly calls: { readonly name: CallName; readonly request: unknown }[] = [];
  answers: Answers = {
    workerDetail: ({ hostname }) => worker(hostname),
    revoke: ({ uuids }) => ({
      actionIds: [...uuids],
      answers: [{ from: WORKER, outcome: 'ok', text: 'ok', ms: 3 }],
      unknown: [],
    }),
    retry: ({ uuid }) => ({ uuid: `${uuid}-again`, source: 'queue message', queue: QUEUE, actionId: 'a1' }),
    enableEvents: () => ({ actionId: 'a2', answers: [] }),
    recordRefusal: () => null,
  };

  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']> {
    this.calls.push({ name, request });
    const answer = this.answers[name];
    if (answer === undefined)
      return Promise.reject(new CollectorError('args_unknown', 'The arguments are not known.', 409));
    return new Promise((resolve) => resolve(answer(request)));
  }

  onChange(): () => void {
    return () => undefined;
  }
}

const nothing: TaskPage = { tasks: [], nextCursor: null, count: { value: 0, exact: true } };
const nothingPast: StoredPast = {
  oldestAt: NOW - 100,
  isWhole: true,
  watched: true,
  totals: { running: 0, reserved: 0, scheduled: 0, waiting: 0 },
  running: [],
  reserved: [],
  scheduled: [],
  waiting: [],
  waitingIn: [],
  heldBy: [],
  depth: [],
  finished: [],
};
const noQuantiles = { count: 0, mean: null, p50: null, p95: null, p99: null };
const noSums = {
  success: 0,
  failure: 0,
  retry: 0,
  other: 0,
  perSecond: 0,
  wait: noQuantiles,
  runSuccess: noQuantiles,
  runFailure: noQuantiles,
  waitSteps: [],
  runSteps: [],
};
const noBuckets = { throughput: [], latency: [] };

/** Stands in for the SQLite file: it knows one task and no history, which is all that the shapes of answers need. */
export function fakeAnswers(known = 'known'): StoreAnswers {
  return {
    tasks: () => nothing,
    count: () => nothing.count,
    names: () => [],
    facets: () => ({ states: [], queues: [], workers: [], types: [], exceptions: [] }),
    task: (uuid) =>
      uuid === known
        ? {
            task: task(uuid),
            deliveries: [],
            timeline: [],
            children: [],
            parent: null,
            root: null,
            retriedAs: [],
            recentRuns: [],
            typical: null,
          }
        : null,
    wholeTasks: () => [],
    uuids: (_query, limit) => Array.from({ length: Math.min(limit, 3) }, (_, index) => `t${index}`),
    rowsOf: () => [],
    heldBy: () => ({ running: [], reserved: [], scheduled: [] }),
    lanes: () => [],
    laneRuns: () => ({
      cutBefore: null,
      names: [],
      workers: [],
      outcomes: [],
      runs: { uuid: [], name: [], worker: [], startMs: [], runMs: [], outcome: [] },
    }),
    waitingIn: () => [],
    findings: () => [],
    actions: () => ({ actions: [], nextCursor: null }),
    jobs: () => ({ jobs: [], nextCursor: null }),
    job: () => null,
    jobItems: () => ({ items: [], nextCursor: null }),
    overview: (window) => ({
      period: typeof window === 'string' ? window : null,
      ...noBuckets,
      finished: { total: 0, success: 0, failure: 0, retry: 0, other: 0, perSecond: 0 },
      waitP95: null,
      ranTwice24h: 0,
      lost24h: 0,
      slowest: [],
      failing: [],
    }),
    throughput: () => [],
    latency: () => [],
    seriesOf: () => ({ from: 0, to: 1, stepSeconds: 60, ends: [], total: noSums, buckets: [] }),
    depth: () => [],
    types: () => [],
    unwatched: () => [],
    past: () => nothingPast,
    countsByState: () => ({ SUCCESS: 4 }),
    size: () => ({ tasks: 4, bytes: 4096, oldestAt: NOW - 100 }),
  };
}

export function fakeReader(different: Partial<StoreAnswers & StoreExports> = {}): StoreReader {
  return inThisThread({ ...fakeAnswers(), ...different });
}

export function fakeSource(collector: CollectorClient, reader: StoreReader = fakeReader()): ViewSource {
  return {
    version: '1.2.3',
    storePath: '/data/celeryscope.db',
    limits: () => ({ maxTasks: 1000, retentionSeconds: 3600 }),
    collector,
    reader: () => reader,
    storeSize: () => reader.size(),
    countsByState: () => reader.countsByState(),
    facets: (params) => reader.facets(toTaskQuery(params, NOW)),
    workerChanges: () => [],
    clusters: () => [],
    now: () => NOW,
  };
}

export const OPEN: AccessRules = { users: [], tokens: [], host: '127.0.0.1', allowedHosts: [], readOnly: false };

export interface TestServer {
  readonly app: FastifyInstance;
  readonly collector: FakeCollector;
  readonly log: () => string;
}

const html = '<html><script src="/__celeryscope_prefix__/_next/static/a.js"></script><script>boot()</script></html>';

/** A small export, as `next build` leaves one. */
function exportedPages(urlPrefix: string): Pages {
  const files = {
    'index.html': html,
    'tasks/index.html': html,
    'tasks/_/index.html': `${html}<p>one task</p>`,
    'workers/_/index.html': html,
    '404.html': '<p>no such page</p>',
    '_next/static/a.js': `start("/__celeryscope_prefix__")${' '.repeat(2000)}`,
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, toPageFile(path, Buffer.from(text), urlPrefix)]));
}

/** Nobody is kept: neither sessions nor issued tokens. */
function openNobody(rules: AccessRules): AccessControl {
  return createAccessControl({
    gate: new PasswordGate(rules, () => NOW),
    takesPasswords: rules.users.length > 0,
    store: null,
    limits: { lifetimeSeconds: 3_600, idleSeconds: 600 },
    provider: null,
    urlPrefix: '',
    grants: { file: null, emailRule: null, argumentsFrom: null },
    clusters: [null],
    now: () => NOW,
  });
}

interface TestServerOptions {
  readonly access?: AccessControl;
  readonly now?: () => number;
  readonly rules?: Partial<AccessRules>;
  readonly flower?: Partial<FlowerRules>;
  readonly peer?: Partial<PeerRules>;
  readonly patience?: ServerPatience;
  readonly urlPrefix?: string;
  readonly metricsAuth?: boolean;
  readonly reader?: StoreReader;
  readonly collector?: FakeCollector;
  readonly pages?: Pages;
  readonly logLevel?: 'debug';
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { urlPrefix = '', collector = new FakeCollector(), reader, pages = exportedPages(urlPrefix) } = options;
  const rules = { ...OPEN, ...options.rules };
  const lines = new PassThrough();
  let logged = '';
  lines.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const services = {
    ...fakeSource(collector, reader),
    metrics: () =>
      Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n', encoding: null }),
    startedAt: NOW - 10,
  };
  const app = await createHttpServer({
    mounts: [{ cluster: null, services, urlPrefix, pages }],
    authorise: createAuthorise(rules, options.now ?? (() => NOW)),
    metricsAuth: options.metricsAuth ?? false,
    access: options.access ?? openNobody(rules),
    flower: { isOpen: isOpen(rules), unauthenticatedApi: false, allowedHosts: rules.allowedHosts, ...options.flower },
    readPeer: createReadPeer({ ...DIRECT, ...options.peer }),
    ...(options.patience && { patience: options.patience }),
    log: pino({ level: options.logLevel ?? 'info' }, lines),
  });
  return { app, collector, log: () => logged };
}

export const getJson = async (server: TestServer, url: string) => {
  const response = await server.app.inject({ method: 'GET', url });
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    body: response.json<Record<string, unknown>>(),
  };
};
export const postJson = async (server: TestServer, url: string, payload: object = {}) => {
  const response = await server.app.inject({ method: 'POST', url, payload });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
};

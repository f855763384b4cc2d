import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { COMMAND, NODE_ARGS } from '../lib/command.mjs';
import { Failure } from '../lib/failure.mjs';
import { inDemo, inRoot } from '../lib/paths.mjs';
import { freePorts, isOpen } from '../lib/ports.mjs';
import { step } from '../lib/progress.mjs';
import { provideRabbitmq, provideRedis } from '../services/provide.mjs';
import { startRabbitmq } from '../services/rabbitmq.mjs';
import { startRedis } from '../services/redis.mjs';

/**
 * @typedef {import('../lib/family.mjs').Family} Family
 * @typedef {{ url: string, resultBackend: string, managementUrl: string | null }} Broker
 * @typedef {{ name: string, queues: string[], concurrency: number, prefetch: number, healthyPrefetch?: number }} WorkerRow
 */

/** @param {Family} family @param {'redis' | 'rabbitmq'} kind @param {string} python @returns {Promise<Broker>} */
export const startBroker = (family, kind, python) => (kind === 'redis' ? redis(family, python) : rabbitmq(family));

/** @param {Family} family @param {string} python @returns {Promise<Broker>} */
async function redis(family, python) {
  let port = 0;
  await step('Redis', async (progress) => {
    const server = await provideRedis(python, progress);
    const started = await startRedis({ server, dir: inDemo('data', 'redis') });
    family.adopt('redis', started.pid ?? 0, started.logFile);
    port = started.port;
    return `${server} on 127.0.0.1:${port}`;
  });
  return { url: `redis://127.0.0.1:${port}/0`, resultBackend: `redis://127.0.0.1:${port}/1`, managementUrl: null };
}

/** @param {Family} family @returns {Promise<Broker>} */
async function rabbitmq(family) {
  let port = 0;
  let managementPort = 0;
  await step('RabbitMQ', async (progress) => {
    await provideRabbitmq(progress);
    progress('starting');
    const started = await startRabbitmq({ dir: inDemo('data', 'rabbitmq') });
    family.adopt('epmd', started.epmdPid ?? 0, started.logFile);
    family.adopt('rabbitmq', started.pid ?? 0, started.logFile);
    port = started.port;
    managementPort = started.managementPort;
    return `${started.nodeName} on 127.0.0.1:${port}, management on ${managementPort}`;
  });
  mkdirSync(inDemo('data', 'results'), { recursive: true });
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}//`,
    // Chords need results that every worker can read, which `rpc://` can't give; all workers share this disk.
    resultBackend: `file://${inDemo('data', 'results')}`,
    managementUrl: `http://guest:guest@127.0.0.1:${managementPort}`,
  };
}

/** @param {Family} family @param {string} python @param {Broker} broker @param {{ rate: number, healthy: boolean }} options */
export async function startShop(family, python, broker, { rate, healthy }) {
  const env = {
    ...process.env,
    BROKER_URL: broker.url,
    RESULT_BACKEND: broker.resultBackend,
    SHOP_VISIBILITY_TIMEOUT: healthy ? '3600' : '30',
    SHOP_DROP_CONNECTIONS_VIA: healthy ? '' : (broker.managementUrl ?? ''),
    PYTHONUNBUFFERED: '1',
    // Ten processes that each compile Celery anew take ten seconds; images for containers often forbid to keep it.
    PYTHONDONTWRITEBYTECODE: '',
    PYTHONPYCACHEPREFIX: inDemo('pycache'),
  };
  const cwd = inRoot('demo');
  const celery = ['-m', 'celery', '-A', 'shop.app'];
  /** @type {WorkerRow[]} */
  const rows = JSON.parse(readFileSync(inRoot('demo', 'workers.json'), 'utf8'));
  await step('Workers', async (progress) => {
    const workers = rows.map((row) =>
      // On SIGTERM a worker would first finish its tasks, which may take a minute; on SIGQUIT it ends at once.
      family.start(row.name, {
        command: python,
        args: [...celery, ...workerArguments(row, healthy)],
        cwd,
        env,
        stopSignal: 'SIGQUIT',
      }),
    );
    let ready = 0;
    for (const worker of workers) {
      progress(`${ready++} of ${workers.length} ready`);
      await family.waitFor(worker, (log) => log.includes(`${worker.name} ready`));
    }
    return `${rows.length} workers, ${rows.reduce((sum, row) => sum + row.concurrency, 0)} slots`;
  });
  await step('Beat and producer', async () => {
    const schedule = ['beat', '-l', 'WARNING', '-s', inDemo('data', 'beat-schedule'), '--pidfile='];
    family.start('beat', { command: python, args: [...celery, ...schedule], cwd, env });
    const producer = family.start('producer', {
      command: python,
      args: ['producer.py', '--rate', String(rate)],
      cwd,
      env,
    });
    await family.waitFor(producer, (log) => log.includes('ready'));
    return `about ${rate} tasks a second`;
  });
}

/** @param {WorkerRow} row @param {boolean} healthy */
const workerArguments = (row, healthy) => [
  'worker',
  ...[
    '-n',
    row.name,
    '-Q',
    row.queues.join(','),
    '-c',
    String(row.concurrency),
    '-l',
    'WARNING',
    '-E',
    '--without-mingle',
  ],
  `--prefetch-multiplier=${healthy ? (row.healthyPrefetch ?? row.prefetch) : row.prefetch}`,
];

/**
 * Starts Celeryscope on the shop's broker.
 * @param {Family} family @param {string} node @param {Broker} broker @param {number | null} wanted @returns {Promise<string>} its address
 */
export async function startDashboard(family, node, broker, wanted) {
  if (!existsSync(COMMAND)) throw new Failure('dist/cli.js is missing: the server was not built. Try: npm run build');
  if (wanted !== null && (await isOpen(wanted))) throw new Failure(`--port ${wanted}: something else listens there.`);
  const [free = 0] = await freePorts(1);
  const port = wanted ?? ((await isOpen(5555)) ? free : 5555);
  const args = [
    ...NODE_ARGS,
    '--broker-url',
    broker.url,
    '--port',
    String(port),
    '--data-dir',
    inDemo('data', 'celeryscope'),
  ];
  if (broker.resultBackend.startsWith('redis:')) args.push('--result-backend', broker.resultBackend);
  if (broker.managementUrl) args.push('--rabbitmq-management-url', broker.managementUrl);
  const member = family.start('celeryscope', { command: node, args, cwd: inRoot() });
  await family.waitFor(member, () => isOpen(port));
  return `http://127.0.0.1:${port}/`;
}

import { rmSync } from 'node:fs';
import { Failure, runMain } from './lib/failure.mjs';
import { Family, endLeftovers, tail } from './lib/family.mjs';
import { readNumber, readOptions } from './lib/options.mjs';
import { inDemo } from './lib/paths.mjs';
import { step } from './lib/progress.mjs';
import { endRuns } from './lib/run.mjs';
import { buildProduct } from './steps/build.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { providePython } from './steps/python.mjs';
import { startBroker, startDashboard, startShop } from './steps/shop.mjs';

const usage = `npm run demo -- [--broker redis|rabbitmq] [--rate N] [--port N] [--healthy] [--no-dashboard]

  --broker        what the sample shop runs on (redis)
  --rate          tasks a second, about (20)
  --port          of the dashboard (5555, or a free one if that is taken)
  --healthy       the same traffic without the two faults
  --no-dashboard  the shop alone, to be watched by a dashboard of your own`;

/** Set by a signal; what is being started then is stopped as soon as it is known. */
let stopped = /** @type {NodeJS.Signals | null} */ (null);

await runMain(async () => {
  const options = read();
  if (options === null) return 0;
  // A terminal that has gone away must not keep us from stopping what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  await clearLeftovers();
  const family = new Family(inDemo());
  const end = new Promise((resolve) => watchForTheEnd(family, resolve));
  try {
    const outcome = await Promise.race([start(family, options).then(() => end), end]);
    if (outcome instanceof Failure) throw outcome;
    return 0;
  } catch (error) {
    // A command that a Ctrl-C has ended is no failure.
    if (!stopped) throw error;
    return 0;
  } finally {
    await stop(family);
  }
});

function read() {
  const { values } = readOptions(
    {
      options: {
        broker: { type: 'string', default: 'redis' },
        rate: { type: 'string' },
        port: { type: 'string' },
        healthy: { type: 'boolean', default: false },
        'no-dashboard': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    usage,
  );
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return null;
  }
  if (values.broker !== 'redis' && values.broker !== 'rabbitmq') {
    throw new Failure(`--broker ${values.broker}: redis or rabbitmq is wanted.`);
  }
  return {
    broker: values.broker,
    rate: readNumber('rate', values.rate, 1, 1000) ?? 20,
    port: readNumber('port', values.port, 1, 65_535) ?? null,
    healthy: values.healthy,
    dashboard: !values['no-dashboard'],
  };
}

async function clearLeftovers() {
  const { running, ended } = await endLeftovers(inDemo());
  if (running !== null)
    throw new Failure(
      `The demo already runs here (process ${running}). Stop it with Ctrl-C there, or: kill ${running}`,
    );
  if (ended.length > 0) process.stdout.write(`! Ended what an earlier demo had left: ${ended.join(', ')}\n`);
  rmSync(inDemo('data'), { recursive: true, force: true });
  rmSync(inDemo('logs'), { recursive: true, force: true });
}

/** @param {Family} family @param {NonNullable<ReturnType<typeof read>>} options */
async function start(family, options) {
  const node = await provideNode();
  await installPackages();
  if (options.dashboard) await buildProduct(node);
  const python = await providePython();
  const broker = await startBroker(family, options.broker, python);
  const url = options.dashboard ? startDashboard(family, node, broker, options.port) : null;
  await startShop(family, python, broker, options);
  const address = await url;
  // One write: what starts us as a program waits for the first line and reads the others with it.
  process.stdout.write(
    [
      '',
      ...(address ? [`  Celeryscope    ${address}`] : []),
      `  Broker         ${broker.url}`,
      '  Logs           .demo/logs/',
      '',
      ...(options.healthy ? [] : ['  Two faults are built in; both show within three minutes (demo/README.md).']),
      '  Ctrl-C stops everything.\n\n',
    ].join('\n'),
  );
}

/** @param {Family} family @param {(outcome: Failure | null) => void} finish */
function watchForTheEnd(family, finish) {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      stopped ??= signal;
      endRuns();
      finish(null);
    });
  }
  family.onUnexpectedEnd = (member, how) => {
    if (member.name.endsWith('@shop')) {
      // Somebody may well end a worker to see what the dashboard says of it: the others work on.
      process.stdout.write(
        `! ${member.name} ${how}; the others go on. Its last lines (${member.log}):\n${tail(member)}\n`,
      );
    } else {
      finish(new Failure(`${member.name} ${how}. Its last lines (${member.log}):`, tail(member)));
    }
  };
  setInterval(() => {
    const [lost] = family.lostServers();
    if (lost) finish(new Failure(`${lost.name} has ended. Its last lines (${lost.log}):`, tail(lost)));
  }, 1000).unref();
}

/** @param {Family} family */
async function stop(family) {
  const began = performance.now();
  process.stdout.write('\nStopping…');
  const left = await family.stop();
  rmSync(inDemo('data'), { recursive: true, force: true });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(left.length === 0 ? ` all stopped in ${seconds} s\n` : ` still there: ${left.join(', ')}\n`);
}

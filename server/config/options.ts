import { optional, withDefault } from './option';
import { ACCESS_OPTIONS } from './options-access';
import { LISTEN_OPTIONS } from './options-listen';
import { MASKING_OPTIONS } from './options-masking';
import { METRICS_OPTIONS } from './options-metrics';
import { RUNNING_OPTIONS } from './options-running';
import * as value from './values';

/** Every option, in the order of `--help`. Checks, help and the README's table are made from this. */
export const OPTIONS = {
  brokerUrl: withDefault<readonly value.NamedUrl[]>(value.brokerUrls(), [], {
    name: 'broker-url',
    placeholder: '[NAME=]URL',
    help: 'Broker to watch: `redis://`, `rediss://`, `redis+socket://`, `sentinel://`, `amqp://`, `amqps://`. A list for failover has `;` between its URLs. Given more than once, each with a name, all of them are watched: the first at `/`, the others at `/c/NAME/`.',
    fallbackText: 'a local Redis, else a local RabbitMQ',
    alsoFrom: ['CELERY_BROKER_URL'],
    aliases: ['broker'],
    secret: true,
    joins: ' ',
    eachCluster: true,
  }),
  ...LISTEN_OPTIONS,
  ...ACCESS_OPTIONS,
  ...MASKING_OPTIONS,
  dataDir: optional(value.anyText('a folder'), {
    name: 'data-dir',
    eachCluster: true,
    placeholder: 'DIR',
    help: 'Folder for what it keeps.',
    fallbackText: 'one for each broker in the data folder of the system',
  }),
  store: withDefault<string>(value.storePlace(), 'sqlite', {
    name: 'store',
    eachCluster: true,
    placeholder: 'KIND',
    help: 'Where the history is kept: `sqlite`, a file in the data folder, or a PostgreSQL database, `postgres://user:password@host:5432/name`, in a schema of its own.',
    secret: true,
  }),
  share: optional(value.shareUrl(), {
    name: 'share',
    placeholder: 'URL',
    help: 'Redis through which `celeryscope collector` and every `celeryscope web` share live data. It need not be large, and should not be the broker; the number of its database keeps deployments apart.',
    secret: true,
  }),
  healthPort: optional(value.wholeNumber(1, 65_535), {
    name: 'health-port',
    placeholder: 'PORT',
    help: 'Port on which `celeryscope collector` answers `/api/v1/health` and `/api/v1/ready`, and nothing else.',
  }),
  retention: withDefault(value.duration(60), 7 * 86_400, {
    name: 'retention',
    eachCluster: true,
    placeholder: 'TIME',
    help: 'How long ended tasks are kept: `30m`, `24h`, `7d`.',
    fallbackText: '7d',
  }),
  maxTasks: withDefault(value.wholeNumber(1_000, 1_000_000_000), 1_000_000, {
    name: 'max-tasks',
    eachCluster: true,
    placeholder: 'N',
    help: 'How many tasks are kept; the oldest ended ones go first.',
    alsoFrom: ['FLOWER_MAX_TASKS'],
  }),
  rabbitmqManagementUrl: optional(value.httpUrl(), {
    name: 'rabbitmq-management-url',
    eachCluster: true,
    placeholder: 'URL',
    help: 'Management API of RabbitMQ.',
    fallbackText: 'port 15672 of the broker, with its credentials',
    alsoFrom: ['FLOWER_BROKER_API'],
    aliases: ['broker-api'],
    secret: true,
  }),
  resultBackend: optional(value.anyText('the URL of a result backend'), {
    name: 'result-backend',
    eachCluster: true,
    placeholder: 'URL',
    help: 'Result backend, read for results and to tell how tasks ended whose events were lost ([docs/results.md](docs/results.md)).',
    fallbackText: 'what the workers report, where it can be read',
    alsoFrom: ['CELERY_RESULT_BACKEND'],
    secret: true,
  }),
  globalKeyprefix: optional(value.anyText('a text'), {
    name: 'global-keyprefix',
    eachCluster: true,
    help: "kombu's `global_keyprefix`.",
    fallbackText: 'what the workers report',
  }),
  masterName: optional(value.anyText('the name of a master'), {
    name: 'master-name',
    eachCluster: true,
    placeholder: 'NAME',
    help: 'Name of the Redis master that the sentinels watch.',
  }),
  fanoutPrefix: optional(value.fanoutPrefix(), {
    name: 'fanout-prefix',
    eachCluster: true,
    help: "kombu's `fanout_prefix`: `true`, `false` or a pattern with `{db}`.",
    fallbackText: 'what the workers report',
  }),
  fanoutPatterns: optional(value.onOff(), {
    name: 'fanout-patterns',
    eachCluster: true,
    placeholder: 'BOOL',
    help: "kombu's `fanout_patterns`.",
    fallbackText: 'what the workers report',
  }),
  prioritySteps: optional(value.numberList(), {
    name: 'priority-steps',
    eachCluster: true,
    placeholder: 'N,N',
    help: "kombu's `priority_steps`.",
    fallbackText: '0,3,6,9',
  }),
  sep: optional(value.separator(), {
    name: 'sep',
    eachCluster: true,
    help: "kombu's `sep` between a queue's name and its priority.",
    fallbackText: '`\\x06\\x16`',
  }),
  eventExchange: optional(value.anyText('the name of an exchange'), {
    name: 'event-exchange',
    eachCluster: true,
    placeholder: 'NAME',
    help: "Celery's `event_exchange`.",
    fallbackText: 'celeryev',
  }),
  controlExchange: optional(value.anyText('the name of an exchange'), {
    name: 'control-exchange',
    eachCluster: true,
    placeholder: 'NAME',
    help: "Celery's `control_exchange`.",
    fallbackText: 'celery',
  }),
  ...METRICS_OPTIONS,
  replay: optional(value.anyText('a file'), {
    name: 'replay',
    eachCluster: true,
    placeholder: 'FILE',
    help: 'Plays a recording (`celeryscope record FILE`) in place of a broker.',
  }),
  speed: withDefault(value.speed(), 1, {
    name: 'speed',
    eachCluster: true,
    placeholder: 'N',
    help: 'Speed of the replay: 1 is as it happened, `max` as fast as it goes.',
  }),
  ...RUNNING_OPTIONS,
  config: optional(value.anyText('a file'), {
    name: 'config',
    placeholder: 'FILE',
    help: 'JSON file with options by their names here: `{"port": 5556}`.',
  }),
};

export type OptionKey = keyof typeof OPTIONS;
export type OptionValues = { readonly [K in OptionKey]: (typeof OPTIONS)[K]['fallback'] };
export const OPTION_KEYS = Object.keys(OPTIONS) as OptionKey[];

export function environmentName(name: string): string {
  return `CELERYSCOPE_${name.toUpperCase().replaceAll('-', '_')}`;
}

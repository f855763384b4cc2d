import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, type Config } from '../../config';

type Expected = Partial<Record<keyof Config, unknown>> | 'not needed';

/** Each option of Flower 2.1 with a value that is not its default, and what becomes of it. */
const TABLE: readonly (readonly [name: string, python: string, text: string, expected: Expected])[] = [
  ['address', "'127.0.0.2'", '127.0.0.2', { host: '127.0.0.2' }],
  ['port', '5556', '5556', { port: 5556 }],
  ['unix_socket', "'/tmp/flower.sock'", '/tmp/flower.sock', { unixSocket: '/tmp/flower.sock' }],
  ['url_prefix', "'flower'", 'flower', { urlPrefix: '/flower' }],
  ['xheaders', 'True', 'True', { xheaders: true }],
  ['certfile', "'/c.pem'", '/c.pem', { certfile: '/c.pem' }],
  ['keyfile', "'/k.pem'", '/k.pem', { keyfile: '/k.pem' }],
  ['ca_certs', "'/ca.pem'", '/ca.pem', { caCerts: '/ca.pem' }],
  ['debug', 'True', 'True', { debug: true }],
  [
    'basic_auth',
    "['ada:one', 'bob:two']",
    'ada:one,bob:two',
    {
      basicAuth: [
        { name: 'ada', password: 'one' },
        { name: 'bob', password: 'two' },
      ],
    },
  ],
  ['read_only', 'True', 'True', { readOnly: true }],
  ['max_tasks', '5000', '5000', { maxTasks: 5000 }],
  ['max_tasks', '500', '500', { maxTasks: 1000 }],
  ['enable_events', 'False', 'False', { enableEvents: false }],
  ['inspect_timeout', '2500.0', '2500.0', { inspectTimeout: 2500 }],
  [
    'broker_api',
    "'http://guest:guest@h:15672/api/'",
    'http://guest:guest@h:15672/api/',
    { rabbitmqManagementUrl: 'http://guest:guest@h:15672/api/' },
  ],
  ['auto_refresh', 'False', 'False', { autoRefresh: false }],
  ['tasks_columns', "'name,uuid,worker'", 'name,uuid,worker', { tasksColumns: ['where', 'uuid'] }],
  ['logging', "'warning'", 'warning', { logLevel: 'warn' }],
  ['log_file_prefix', "'/var/log/flower.log'", '/var/log/flower.log', { logFile: '/var/log/flower.log' }],
  ['auth', "'.*@example.com'", '.*@example.com', {}],
  ['auth_provider', "'flower.views.auth.GoogleAuth2LoginHandler'", 'flower.views.auth.GoogleAuth2LoginHandler', {}],
  ['oauth2_key', "'key'", 'key', { oauth2Key: 'key' }],
  ['oauth2_secret', "'secret'", 'secret', { oauth2Secret: 'secret' }],
  ['oauth2_redirect_uri', "'https://h/login'", 'https://h/login', { oauth2RedirectUri: 'https://h/login' }],
  ['purge_offline_workers', '60', '60', { purgeOfflineWorkers: 60 }],
  ['task_runtime_metric_buckets', "[1, 5, float('inf')]", '1,5,inf', {}],
  ['persistent', 'True', 'True', 'not needed'],
  ['db', "'/var/flower'", '/var/flower', 'not needed'],
  ['state_save_interval', '5000', '5000', 'not needed'],
  ['max_workers', '10', '10', 'not needed'],
  ['natural_time', 'True', 'True', 'not needed'],
  ['cookie_secret', "'secret'", 'secret', 'not needed'],
  ['log_file_max_size', '1000', '1000', 'not needed'],
  ['log_file_num_backups', '3', '3', 'not needed'],
  ['log_rotate_mode', "'size'", 'size', 'not needed'],
  ['log_rotate_when', "'midnight'", 'midnight', 'not needed'],
  ['log_rotate_interval', '1', '1', 'not needed'],
  ['log_to_stderr', 'True', 'True', 'not needed'],
];

function read(args: readonly string[], env: Record<string, string> = {}, file?: string): Config {
  return readConfig({
    args,
    env,
    readFile(path) {
      if (path === 'flowerconfig.py' && file !== undefined) return file;
      throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    },
  });
}

function holds(config: Config, name: string, expected: Expected): void {
  const own = config.warnings.filter((line) => line.toLowerCase().replaceAll('-', '_').includes(name));
  if (expected === 'not needed') {
    expect(own).toHaveLength(1);
    expect(own[0]).toContain('is not needed: ');
  } else {
    expect(config).toMatchObject(expected);
    expect(own.filter((line) => line.includes('not'))).toEqual([]);
  }
}

describe('each option of Flower', () => {
  it.each(TABLE)('%s=%s is taken as a flag, with Flower’s own spelling and ours', (name, _python, text, expected) => {
    for (const written of [name, name.replaceAll('_', '-')]) {
      holds(read(['-A', 'proj', '--broker=redis://h/0', 'flower', `--${written}=${text}`]), name, expected);
      if (text !== '500') holds(read([`--${written}=${text}`]), name, expected);
    }
  });

  it.each(TABLE)('%s=%s is taken from its variable', (name, _python, text, expected) => {
    holds(read([], { [`FLOWER_${name.toUpperCase()}`]: text }), name, expected);
  });

  it.each(TABLE)('%s=%s is taken from flowerconfig.py', (name, python, _text, expected) => {
    holds(read([], {}, `${name} = ${python}\n`), name, expected);
  });

  it('is taken from the command line before the file, and from the file before the variable', () => {
    const file = 'port = 3\nurl_prefix = "file"\n';
    const env = { FLOWER_PORT: '2', FLOWER_URL_PREFIX: 'env', FLOWER_MAX_TASKS: '2000', CELERYSCOPE_MAX_TASKS: '4000' };
    expect(read(['flower', '--port=4'], env, file)).toMatchObject({ port: 4, urlPrefix: '/file', maxTasks: 4000 });
    expect(read([], env, file).port).toBe(3);
    expect(read([], env).port).toBe(2);
  });

  it('is left out where it is None or empty, as Flower’s own defaults', () => {
    const file = "address = ''\nbasic_auth = None\nunix_socket = ''\ncertfile = None\nauto_refresh = True\n";
    expect(read([], {}, file)).toEqual(read([]));
  });
});

describe('Flower’s command line', () => {
  it('needs only its first word replaced', () => {
    const args = ['-A', 'proj.celery', '-b', 'redis://h/1', '--workdir=/x', '-q', 'flower', '--port=7', '-address=::1'];
    const config = read(args);
    expect(config).toMatchObject({
      command: 'watch',
      brokerUrl: 'redis://h/1',
      port: 7,
      host: '::1',
      enableEvents: true,
    });
    expect(config.warnings.map((line) => line.split(' ', 1)[0])).toEqual(['-A', '--workdir', '-q']);
  });

  it.each([
    [['--broker', 'redis://h/1', 'flower', '--port', '7']],
    [['--broker=redis://h/1', '--app=x', 'flower', '--port=7']],
    [['-bredis://h/1', '-Ax', '--config', 'celeryconfig', 'flower', '--port=7']],
    [['-A', 'flower', '--broker-url', 'redis://h/1', 'flower', '--port=7', '-A', 'late']],
    [['flower', '--broker=redis://h/1', '--port=7', '--db', 'x', '--persistent', '--unknown_thing', 'y', 'word']],
  ])('is understood as %j', (args) => {
    expect(read(args)).toMatchObject({ command: 'watch', brokerUrl: 'redis://h/1', port: 7 });
  });

  it('goes on with an option that nobody knows, and names the nearest', () => {
    const { warnings } = read(['flower', '--prot=1', '--inspect', '--frobnicate=2', '--address=127.0.0.1']);
    expect(warnings).toEqual([
      '--prot is not an option, so it is left out; did you mean --port?',
      '--inspect is not needed: workers are always asked what they are.',
      '--frobnicate is not an option, so it is left out (celeryscope --help lists them).',
    ]);
  });

  it('says that it listens on this machine only, unless told where', () => {
    expect(read(['flower']).warnings.join()).toContain('It listens on 127.0.0.1 only');
    expect(read(['flower', '--unix_socket=/x']).warnings).toEqual([]);
  });

  it('still stops at a bad value and at an address that others reach', () => {
    expect(() => read(['flower', '--port=x'])).toThrow(ConfigError);
    expect(() => read(['flower', '--address=0.0.0.0'])).toThrow(/--basic-auth/);
  });
});

describe('Flower’s variables', () => {
  it('are passed over where Kubernetes set them', () => {
    const env = {
      FLOWER_PORT: 'tcp://10.0.0.1:5555',
      FLOWER_PORT_5555_TCP: 'tcp://x',
      FLOWER_SERVICE_HOST: '10.0.0.1',
    };
    const config = read([], env);
    expect(config.port).toBe(5555);
    expect(config.warnings).toEqual([
      'FLOWER_PORT is what Kubernetes tells of a service called flower, so it is left out.',
    ]);
  });

  it('are told when nobody knows them', () => {
    expect(read([], { FLOWER_PROT: '1' }).warnings).toEqual([
      'The variable FLOWER_PROT is not an option; did you mean FLOWER_PORT?',
    ]);
  });
});

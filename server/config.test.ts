import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, helpText, isLoopback, optionsTable, readConfig, toCollectorConfig } from './config';
import { OPTION_KEYS, OPTIONS } from './config/options';

const files: Record<string, string> = {
  'good.json': '{"port": 6000, "basic_auth": ["ada:secret", "bob:hidden"], "brokerUrl": "redis://file/1"}',
  'broken.json': '{"token": "s3cret-s3cret"',
  'list.json': '[1]',
  'typo.json': '{"prot": 1}',
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
}

const read = (args: string[], env: Record<string, string> = {}) => readConfig({ args, env, readFile });

function problem(args: string[], env: Record<string, string> = {}): string {
  try {
    read(args, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('expected it to be refused');
}

describe('readConfig', () => {
  it('takes the command line before variables, these before the file, and that before other programs’ variables', () => {
    const env = { CELERYSCOPE_PORT: '7000', CELERY_BROKER_URL: 'redis://celery/1', FLOWER_URL_PREFIX: 'flower' };
    expect(read(['--config', 'good.json', '--port=8000'], env)).toMatchObject({
      port: 8000,
      brokerUrl: 'redis://file/1',
      urlPrefix: '/flower',
    });
    expect(read(['--config', 'good.json'], env).port).toBe(7000);
    expect(read(['--config', 'good.json']).port).toBe(6000);
    expect(read([], env).brokerUrl).toBe('redis://celery/1');
  });

  it('reads users from a file, a variable or the command line', () => {
    const users = [
      { name: 'ada', password: 'secret' },
      { name: 'bob', password: 'hid:den' },
    ];
    expect(read(['--basic-auth', 'ada:secret,bob:hid:den']).basicAuth).toEqual(users);
    expect(read([], { FLOWER_BASIC_AUTH: 'ada:secret,bob:hid:den' }).basicAuth).toEqual(users);
    expect(read(['--config', 'good.json']).basicAuth).toHaveLength(2);
  });

  it('takes Flower’s spellings', () => {
    expect(read(['--broker=redis://h/0', '--address=localhost', '--url_prefix=/x/', '--max_tasks=5000'])).toMatchObject(
      {
        brokerUrl: 'redis://h/0',
        host: 'localhost',
        urlPrefix: '/x',
        maxTasks: 5000,
      },
    );
  });

  it('knows the commands', () => {
    expect(read(['record', 'hour.jsonl'])).toMatchObject({ command: 'record', file: 'hour.jsonl' });
    expect(read(['backup', 'a.db', '--data-dir', '/d'])).toMatchObject({ command: 'backup', file: 'a.db' });
    expect(read(['--help']).command).toBe('help');
    expect(read(['-V']).command).toBe('version');
    expect(read([]).command).toBe('watch');
  });

  it.each([
    [['--port', 'abc'], '--port abc: must be a whole number from 0 to 65535.'],
    [['--port', '65536'], '--port 65536: must be a whole number from 0 to 65535.'],
    [['--port'], '--port needs a value (celeryscope --help).'],
    [['--port', '--no-auth'], '--port needs a value (celeryscope --help).'],
    [['--prot', '1'], '--prot is not an option; did you mean --port?'],
    [['--basicauth', 'a:b'], '--basicauth is not an option; did you mean --basic-auth?'],
    [['--frobnicate'], '--frobnicate is not an option (celeryscope --help lists them).'],
    [['-p', '1'], '-p is not an option'],
    [['--retention', '5'], '--retention 5: must be a time of at least 60 s such as 90s, 30m, 24h or 7d.'],
    [['--retention', 'x\u001b[2J'], '--retention x�[2J: must be a time'],
    [['--url-prefix', '/a/../b'], '--url-prefix /a/../b: must be a path such as /celery'],
    [['--log-level', 'loud'], '--log-level loud: must be one of debug, info, warn, error, silent.'],
    [['--speed', '0'], '--speed 0: must be a number above 0 such as 1 or 10, or max.'],
    [
      ['--priority-steps', '3,1'],
      '--priority-steps 3,1: must be whole numbers from 0 to 255 that rise, such as 0,3,6,9.',
    ],
    [['--broker-url', 'sqs://'], "--broker-url: Brokers of the kind sqs:// can't be watched"],
    [
      ['watch'],
      '"watch" is not a command; there are collector, web, record FILE and backup FILE (celeryscope --help).',
    ],
    [['web', '--share', 'amqp://h'], '--share: must be the URL of one Redis such as redis://127.0.0.1:6379/0.'],
    [['web', '--share', 'redis://h;redis://i'], '--share: must be the URL of one Redis'],
    [['web'], 'web needs --share redis://HOST:6379/0'],
    [['collector', 'x'], 'collector takes options only, not "x"'],
    [['backup', 'a', 'b'], 'backup needs one file to write to: celeryscope backup FILE.'],
    [['record'], 'record needs one file to write to: celeryscope record FILE.'],
    [['--config', 'none.json'], "--config none.json: can't be read (ENOENT)."],
    [['--config', 'broken.json'], '--config broken.json: is not valid JSON.'],
    [['--config', 'list.json'], '--config list.json: must hold one JSON object'],
    [['--config', 'typo.json'], '--config typo.json: "prot" is not an option; did you mean port?'],
    [
      ['--host', '0.0.0.0'],
      '--host 0.0.0.0: others can reach that address, so give --basic-auth USER:PASSWORD, --token TOKEN or --auth-provider NAME, or say --no-auth.',
    ],
  ])('refuses %j with one line that says what is allowed', (args, line) => {
    expect(problem(args)).toContain(line);
    expect(problem(args)).not.toContain('\n');
  });

  it('names the variable that a bad value came from', () => {
    expect(problem([], { CELERYSCOPE_PORT: 'x' })).toBe(
      'CELERYSCOPE_PORT (--port) x: must be a whole number from 0 to 65535.',
    );
  });

  it.each([
    [['--basic-auth', 's3cret']],
    [['--token', 's3cret']],
    [['--broker-url', 'redis://ada:s3cret@host:99999/0']],
    [['--broker-url', 'ada:s3cret@host']],
    [['--broker-url', 'ftp://ada:s3cret@host']],
    [['collector', '--share', 'amqp://ada:s3cret@host']],
    [['collector', '--share', 'redis://ada:s3cret@host/x']],
    [['--rabbitmq-management-url', 'ada:s3cret@host']],
  ])('never prints the secret of %j', (args) => {
    expect(problem(args)).not.toContain('s3cret');
  });

  it('starts on a public address with credentials or with --no-auth, and on a loopback one without', () => {
    expect(read(['--host', '0.0.0.0', '--token', 'long-enough']).host).toBe('0.0.0.0');
    expect(read(['--host', '::', '--no-auth']).noAuth).toBe(true);
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'localhost.evil.example'].some(isLoopback)).toBe(false);
  });

  it('warns of a variable that looks like ours but is none, and passes over what Kubernetes sets for a service', () => {
    expect(read([], { CELERYSCOPE_PROT: '1' }).warnings).toEqual([
      'The variable CELERYSCOPE_PROT is not an option; did you mean CELERYSCOPE_PORT?',
    ]);
    const kubernetes = {
      CELERYSCOPE_PORT: 'tcp://10.0.0.1:80',
      CELERYSCOPE_SERVICE_HOST: '10.0.0.1',
      CELERYSCOPE_PORT_80_TCP: 'x',
    };
    expect(read([], kubernetes)).toMatchObject({ port: 5555, warnings: [] });
  });

  it('never fails in another way, whatever it is given', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...OPTION_KEYS.map((key) => `--${OPTIONS[key].name}`),
        '--no-auth=',
        '=',
        '--',
        '__proto__',
        '--constructor',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        try {
          read(args);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});

describe('toCollectorConfig', () => {
  const store = { kind: 'sqlite', dataDir: '/x' } as const;
  const found = { brokerUrl: 'redis://h/0', store, leaseToken: null, version: '1' };

  it('hands on only those broker settings that were given', () => {
    const config = read(['--sep', '\\x06\\x16', '--priority-steps', '0,5', '--fanout-prefix', '/{db}.']);
    expect(toCollectorConfig(config, found).transport).toEqual({
      sep: '\u0006\u0016',
      prioritySteps: [0, 5],
      fanoutPrefix: '/{db}.',
    });
    expect(toCollectorConfig(read([]), found).transport).toEqual({});
  });

  it('hands on the replay with its speed', () => {
    expect(toCollectorConfig(read(['--replay', 'f', '--speed', 'max']), found).replay).toEqual({
      file: 'f',
      speed: 0,
    });
  });
});

describe('the texts about options', () => {
  it('name every option', () => {
    for (const key of OPTION_KEYS) {
      expect(helpText()).toContain(`--${OPTIONS[key].name}`);
      expect(optionsTable()).toContain(`| \`--${OPTIONS[key].name}`);
    }
  });

  it('fit a terminal of 100 columns', () => {
    expect(
      Math.max(
        ...helpText()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });
});

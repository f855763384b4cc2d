import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../config';

const files: Record<string, string> = {
  'two.json': JSON.stringify({
    retention: '2d',
    'global-keyprefix': 'all.',
    clusters: {
      prod: { 'broker-url': 'redis://one/0', 'result-backend': 'redis://one/1' },
      staging: { 'broker-url': 'amqp://two//', retention: '1h', 'global-keyprefix': 'own.' },
    },
  }),
  'own.json': JSON.stringify({ clusters: { staging: { 'max-tasks': 5000 } } }),
  'homeless.json': JSON.stringify({ clusters: { staging: { retention: '1h' } } }),
  'port.json': JSON.stringify({ clusters: { staging: { 'broker-url': 'redis://h', port: 1 } } }),
  'name.json': JSON.stringify({ clusters: { '../up': { 'broker-url': 'redis://h' } } }),
  'typo.json': JSON.stringify({ clusters: { staging: { 'broker-ulr': 'redis://h' } } }),
  'list.json': JSON.stringify({ 'broker-url': ['a=redis://one/0', 'b=redis://two/0'] }),
  'stores.json': JSON.stringify({ clusters: { b: { store: 'postgres://u:p@h/b' } } }),
};

function read(args: string[], env: Record<string, string> = {}) {
  const config = readConfig({ args, env, readFile: (path) => files[path] ?? '' });
  return [config, ...config.others];
}

function problem(...args: string[]): string {
  try {
    read(args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('expected it to be refused');
}

const two = ['--broker-url', 'prod=redis://one/0', '--broker-url', 'staging=redis://two/0'];

describe('several brokers', () => {
  it('are given by name, on the command line, in a variable or in a file', () => {
    const expected = [
      { cluster: 'prod', brokerUrl: 'redis://one/0' },
      { cluster: 'staging', brokerUrl: 'redis://two/0' },
    ];
    expect(read(two)).toMatchObject(expected);
    const text = 'prod=redis://one/0 staging=redis://two/0';
    expect(read([], { CELERYSCOPE_BROKER_URL: text })).toMatchObject(expected);
    expect(read(['--config', 'list.json'])).toMatchObject([{ cluster: 'a' }, { cluster: 'b' }]);
  });

  it('leave one broker as it was, with or without a name, and a list for failover whole', () => {
    expect(read(['--broker-url', 'redis://one/0'])).toMatchObject([{ cluster: null, brokerUrl: 'redis://one/0' }]);
    expect(read(['--broker-url', 'prod=redis://one/0'])).toMatchObject([{ cluster: 'prod' }]);
    expect(read(['--broker-url', 'amqp://a//; amqp://b//'])).toMatchObject([{ brokerUrl: 'amqp://a//; amqp://b//' }]);
    expect(read([])).toMatchObject([{ cluster: null, brokerUrl: null, others: [] }]);
  });

  it('share what is not said of one of them', () => {
    expect(read(['--config', 'two.json'])).toMatchObject([
      { cluster: 'prod', retention: 172_800, globalKeyprefix: 'all.', resultBackend: 'redis://one/1' },
      { cluster: 'staging', retention: 3600, globalKeyprefix: 'own.', resultBackend: null },
    ]);
    expect(read([...two, '--config', 'own.json'])).toMatchObject([{ maxTasks: 1_000_000 }, { maxTasks: 5000 }]);
  });

  it('share neither management API nor results nor the folder itself', () => {
    const given = ['--result-backend', 'redis://r/0', '--rabbitmq-management-url', 'http://m:1', '--data-dir', '/data'];
    expect(read([...two, ...given])).toMatchObject([
      { resultBackend: 'redis://r/0', rabbitmqManagementUrl: 'http://m:1', dataDir: '/data' },
      { resultBackend: null, rabbitmqManagementUrl: null, dataDir: '/data/staging' },
    ]);
  });

  it.each([
    ['a missing name', ['--broker-url=redis://a', '--broker-url=redis://b'], 'several brokers need a name each'],
    ['a name twice', ['--broker-url=a=redis://a', '--broker-url=A=redis://b'], 'a name of its own'],
    ['a bad URL', ['--broker-url=a=redis://a', '--broker-url=b=http://:secret@b'], '--broker-url'],
    ['a cluster without a broker', ['--config', 'homeless.json'], 'staging has no broker-url'],
    [
      'one without a name beside those of a file',
      ['--broker-url=redis://a', '--config=two.json'],
      'needs a name as well',
    ],
    ['an option of the whole', ['--config', 'port.json'], 'holds for all clusters'],
    ['a name that is a path', ['--config', 'name.json'], 'letters, digits'],
    ['a typo', ['--config', 'typo.json'], 'did you mean broker-url?'],
    ['one database', [...two, '--store=postgres://u:hidden@h/d'], 'a database of its own'],
    ['a command for one', ['collector', ...two, '--share=redis://s'], 'collector works with one broker'],
  ])('are refused with %s', (_name, args, words) => {
    expect(problem(...args)).toContain(words);
    expect(problem(...args)).not.toMatch(/secret|hidden/);
  });

  it('may have a database each', () => {
    const args = [
      '--broker-url=a=redis://a',
      '--broker-url=b=redis://b',
      '--store=postgres://u:p@h/a',
      '--config=stores.json',
    ];
    expect(read(args)).toMatchObject([{ store: 'postgres://u:p@h/a' }, { store: 'postgres://u:p@h/b' }]);
  });
});

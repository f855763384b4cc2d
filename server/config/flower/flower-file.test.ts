import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../config';

interface Files {
  readonly [path: string]: string | { readonly code: string };
}

function read(files: Files, args: readonly string[] = [], env: Record<string, string> = {}) {
  return readConfig({
    args,
    env,
    readFile(path) {
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      if (typeof file === 'string') return file;
      throw Object.assign(new Error('no'), { code: file?.code ?? 'ENOENT' });
    },
  });
}

function problem(files: Files, args: readonly string[] = [], env: Record<string, string> = {}): string {
  try {
    read(files, args, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('expected it to be refused');
}

const usual = (text: string): Files => ({ 'flowerconfig.py': text });

describe('flowerconfig.py', () => {
  it('is read where it lies, or where --conf or FLOWER_CONF says', () => {
    expect(read(usual('port = 1')).port).toBe(1);
    const other = { 'flowerconfig.py': 'port = 1', '/etc/flower.py': 'port = 2' };
    expect(read(other, ['--conf', '/etc/flower.py']).port).toBe(2);
    expect(read(other, [], { FLOWER_CONF: '/etc/flower.py' }).port).toBe(2);
    expect(read({}).port).toBe(5555);
  });

  it('must be there where it was named, and readable where it is', () => {
    expect(problem({}, ['--conf=none.py'])).toBe("--conf none.py: can't be read (ENOENT).");
    expect(problem({ 'flowerconfig.py': { code: 'EACCES' } })).toBe("--conf flowerconfig.py: can't be read (EACCES).");
  });

  it('is told line by line of what needs Python, with what to give in its place', () => {
    const { warnings, port, urlPrefix } = read(
      usual('import socket\nport = socket.gethostname()\nurl_prefix = f"{port}"\nmax_tasks = 2000\n'),
    );
    expect({ port, urlPrefix }).toEqual({ port: 5555, urlPrefix: '' });
    expect(warnings).toEqual([
      'flowerconfig.py, line 2: port can\'t be read without Python ("socket.gethostname"); give --port or CELERYSCOPE_PORT in its place.',
      "flowerconfig.py, line 3: url_prefix can't be read without Python (an f-string); give --url-prefix or CELERYSCOPE_URL_PREFIX in its place.",
    ]);
  });

  it('never gives the value that was overwritten in a way that is not plain', () => {
    const file = usual('port = 1\nif True:\n    port = 2\n');
    expect(read(file, [], { FLOWER_PORT: '3' }).port).toBe(5555);
    expect(read(file, ['--port', '4']).port).toBe(4);
  });

  it.each([
    ['basic_auth = load_users()', 'basic_auth', '--basic-auth', ['--basic-auth', 'ada:x']],
    ['from secret import basic_auth', 'basic_auth', '--basic-auth', ['--basic-auth', 'ada:x']],
    ['read_only = not DEBUG', 'read_only', '--read-only', ['--read-only']],
    ["basic_auth = ['ada:with,comma']", 'basic_auth', '--basic-auth', ['--basic-auth', 'ada:x']],
    ["basic_auth = {'ada': 'x'}", 'basic_auth', '--basic-auth', ['--basic-auth', 'ada:x']],
  ])('does not start more open than %j meant', (line, name, option, instead) => {
    expect(problem(usual(line))).toContain(`flowerconfig.py, line 1: ${name} can't be read without Python`);
    expect(problem(usual(line))).toContain(`give ${option} or `);
    expect(read(usual(line), instead).warnings).toHaveLength(1);
  });

  it('takes passwords from the environment as the file does', () => {
    const file = usual("import os\nbasic_auth = [os.environ['FLOWER_USER'] + ':' + os.getenv('PASSWORD', 'd')]\n");
    const env = { FLOWER_USER: 'ada', PASSWORD: 's3cret' };
    expect(read(file, [], env).basicAuth).toEqual([{ name: 'ada', password: 's3cret' }]);
    expect(problem(file)).not.toContain('s3cret');
  });

  it('names what it does not know, but not the file’s own words', () => {
    const { warnings } = read(
      usual("HOST = 'h'\n_own = 1\nbroker_api = 'http://' + HOST\nprot = 5\nports = 6\ndb = 'x'\n"),
    );
    expect(warnings.map((line) => line.replace(/^flowerconfig.py, line /, ''))).toEqual([
      '4: prot is not an option; did you mean port?',
      '5: ports is not an option; did you mean port?',
      '6: db is not needed: the history is always kept, in the folder of --data-dir or where --store says.',
    ]);
  });

  it('takes names that are used where Python alone reads for the file’s own', () => {
    const { warnings } = read(
      usual(
        "PROD = True\nLIMIT = 5\nWORD = 'x'\nif PROD:\n    db = 'x'\ndef format_task(task):\n    return task[:LIMIT]\nx = 1\n",
      ),
    );
    expect(warnings.filter((line) => line.includes('is not an option')).map((line) => line.slice(0, 32))).toEqual([
      'flowerconfig.py, line 3: WORD is',
      'flowerconfig.py, line 8: x is no',
    ]);
  });

  it('takes no name that Flower does not know for an option of ours', () => {
    const file = usual("host = '0.0.0.0'\ntoken = 'long-enough'\nno_auth = True\nPORT = 7\n");
    expect(read(file)).toMatchObject({ host: '127.0.0.1', token: [], noAuth: false, port: 5555 });
    expect(read(file).warnings).toHaveLength(4);
  });

  it('says of an import of everything that it is not followed', () => {
    expect(read(usual('from base import *\nport = 7')).warnings[0]).toContain('line 1: an import of all');
  });

  it.each([
    ['port = "x', '--conf flowerconfig.py, line 1: is not Python: a string does not end.'],
    ['\n\nbasic_auth = ["s3cret:x"', '--conf flowerconfig.py, line 3: is not Python: "[" is not closed.'],
    ['port = 70000', 'port in flowerconfig.py, line 1 (--port) 70000: must be a whole number from 0 to 65535.'],
    ["basic_auth = 's3cret'", 'basic_auth in flowerconfig.py, line 1 (--basic-auth): must be user:password'],
    ['x'.repeat(2_000_000), '--conf flowerconfig.py: is larger than a file with options can be.'],
    ['\u0000\u0001', '--conf flowerconfig.py, line 1: is not Python:'],
  ])('stops with one line at a broken file', (text, line) => {
    expect(problem(usual(text))).toContain(line);
    expect(problem(usual(text))).not.toMatch(/\n|s3cret/);
  });
});

import { copyFileSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask';
import { makeCertificate, type Certificate } from '../support/certificates';
import { runProgram, spawnProgram, temporaryFolder, type ProgramProcess } from '../support/program';
import { waitFor } from '../support/redis-server';

// The certificates come from the same packages as nginx, hence the name of this file.
const folder = temporaryFolder();
const running: ProgramProcess[] = [];
const NO_BROKER = ['--broker-url', 'redis://127.0.0.1:1/0'];
let own: Certificate;
let other: Certificate;
let folders = 0;

beforeAll(() => {
  own = makeCertificate(folder.path, 'own');
  other = makeCertificate(folder.path, 'other');
});
afterEach(async () => {
  for (const program of running.splice(0)) {
    program.signal('SIGTERM');
    await program.exited;
  }
});
afterAll(() => folder.remove());

const path = (name: string): string => join(folder.path, name);
const dataDir = (): string[] => ['--data-dir', path(`data-${(folders += 1)}`)];

/** Starts it, and resolves with the address that it names. */
async function start(...args: string[]): Promise<{ readonly program: ProgramProcess; readonly url: string }> {
  const program = spawnProgram([...NO_BROKER, ...dataDir(), ...args]);
  running.push(program);
  const url = await waitFor(
    () => / (https?(?:\+unix)?:\S+)\n/.exec(program.output())?.[1] ?? null,
    () => program.output(),
  );
  return { program, url };
}

async function refusal(...args: string[]): Promise<string> {
  const { code, output } = await runProgram([...NO_BROKER, ...dataDir(), '--port', '0', ...args]);
  expect(code).toBe(2);
  // Without a build it says before that there are no pages.
  const lines = output.split('\n').filter((line) => line !== '' && !line.includes('The pages were not built'));
  expect(lines).toEqual([expect.stringMatching(/^celeryscope: /)]);
  return output;
}

describe('a unix socket', () => {
  it('answers, has the mode that was asked for, and is gone afterwards', async () => {
    const socketPath = path('a.sock');
    const { program, url } = await start('--unix-socket', socketPath, '--unix-socket-mode', '600');
    expect(url).toBe(`http+unix:${socketPath}`);
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o600);
    expect((await ask('/api/v1/health', { socketPath })).status).toBe(200);
    expect((await ask('/api/v1/ready', { socketPath })).status).toBe(503);
    program.signal('SIGTERM');
    expect(await program.exited).toBe(0);
    expect(lstatSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('takes the place of one that was left by a crash, but of no other', async () => {
    const socketPath = path('b.sock');
    const { program } = await start('--unix-socket', socketPath);
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o777);
    expect(await refusal('--unix-socket', socketPath)).toContain('another program listens there');
    program.signal('SIGKILL');
    await program.exited;
    expect(lstatSync(socketPath).isSocket()).toBe(true);
    await start('--unix-socket', socketPath);
    expect((await ask('/api/v1/health', { socketPath })).status).toBe(200);
  });

  it('is not made where something else is, and nothing is removed', async () => {
    writeFileSync(path('file'), 'mine');
    expect(await refusal('--unix-socket', path('file'))).toContain('there is something else than a socket');
    expect(readFileSync(path('file'), 'utf8')).toBe('mine');
    expect(await refusal('--unix-socket', path('none/a.sock'))).toContain('there is no such folder');
    expect(await refusal('--unix-socket', path('x'.repeat(200)))).toContain('too long');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path('busy.sock'), resolve));
    expect(await refusal('--unix-socket', path('busy.sock'))).toContain('another program listens there');
    server.close();
  });
});

describe('TLS of our own', () => {
  const tls = (): string[] => ['--port', '0', '--certfile', own.certfile, '--keyfile', own.keyfile];
  const portOf = (url: string): number => Number(new URL(url).port);

  it('serves HTTPS and nothing else', async () => {
    const { url } = await start(...tls());
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
    const port = portOf(url);
    expect((await ask('/api/v1/health', { port, ca: own.cert })).status).toBe(200);
    await expect(ask('/api/v1/health', { port })).rejects.toThrow();
    await expect(ask('/api/v1/health', { port, ca: other.cert })).rejects.toThrow(/self-signed/);
  });

  it('lets in only clients with a certificate where one is asked for, but for probes', async () => {
    const { url } = await start(...tls(), '--ca-certs', other.certfile);
    const port = portOf(url);
    expect((await ask('/api/v1/health', { port, ca: own.cert })).status).toBe(200);
    const refused = await ask('/api/v1/stats', { port, ca: own.cert });
    expect(refused).toMatchObject({ status: 401 });
    expect(refused.text).toContain('certificate_needed');
    const stranger = { port, ca: own.cert, cert: own.cert, key: own.key };
    expect((await ask('/api/v1/stats', stranger)).status).toBe(401);
    const known = { port, ca: own.cert, cert: other.cert, key: other.key };
    expect((await ask('/api/v1/stats', known)).status).not.toBe(401);
  });

  it('reads a renewed certificate on SIGHUP, and goes on with the old one when the new one is broken', async () => {
    const files = { cert: path('live.pem'), key: path('live.key') };
    const put = (certificate: Certificate): void => {
      copyFileSync(certificate.certfile, files.cert);
      copyFileSync(certificate.keyfile, files.key);
    };
    put(own);
    const { program, url } = await start('--port', '0', '--certfile', files.cert, '--keyfile', files.key);
    const port = portOf(url);
    put(other);
    program.signal('SIGHUP');
    await waitFor(
      () => (program.output().includes('The certificate was read again') ? true : null),
      () => program.output(),
    );
    expect((await ask('/api/v1/health', { port, ca: other.cert })).status).toBe(200);
    writeFileSync(files.key, 'broken');
    program.signal('SIGHUP');
    await waitFor(
      () => (program.output().includes('was not read again') ? true : null),
      () => program.output(),
    );
    expect((await ask('/api/v1/health', { port, ca: other.cert })).status).toBe(200);
  });

  it('stops with one line at files that are wrong', async () => {
    writeFileSync(path('text'), 'hello');
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['--certfile', own.certfile], '--certfile needs --keyfile'],
      [['--keyfile', own.keyfile], '--keyfile needs --certfile'],
      [['--ca-certs', own.certfile], 'needs --certfile and --keyfile'],
      [['--certfile', path('none'), '--keyfile', own.keyfile], "none: can't be read (ENOENT)"],
      [['--certfile', path('text'), '--keyfile', own.keyfile], 'text: holds no certificate in PEM form'],
      [['--certfile', own.certfile, '--keyfile', path('text')], 'text: holds no private key in PEM form'],
      [['--certfile', own.certfile, '--keyfile', other.keyfile], 'is not the key of the certificate'],
      [[...tls(), '--ca-certs', path('text')], 'text: holds no certificate in PEM form'],
    ];
    for (const [args, line] of cases) expect(await refusal(...args)).toContain(line);
  });
});

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNginx } from '../../scripts/services/nginx.mjs';
import type { Certificate } from './certificates';
import { freePort, waitFor } from './redis-server';

const example = fileURLToPath(new URL('../../docs/deploy/nginx.conf', import.meta.url));

export interface NginxServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Debian's nginx with docs/deploy/nginx.conf, in which only places are replaced. `upstream` is a port or a socket. */
export async function startNginx(folder: string, upstream: number | string, own: Certificate): Promise<NginxServer> {
  const nginx = findNginx();
  if (nginx === null) throw new Error('nginx was not found; on Debian: apt-get install nginx');
  const port = await freePort();
  const places: readonly (readonly [string, string])[] = [
    [
      'server 127.0.0.1:5555;',
      `server ${typeof upstream === 'number' ? `127.0.0.1:${upstream}` : `unix:${upstream}`};`,
    ],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['/etc/ssl/celery.example.com.pem', own.certfile],
    ['/etc/ssl/private/celery.example.com.key', own.keyfile],
  ];
  let site = readFileSync(example, 'utf8');
  for (const [place, ours] of places) {
    if (!site.includes(place)) throw new Error(`docs/deploy/nginx.conf has no "${place}"`);
    site = site.replace(place, ours);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const head = [`pid ${join(folder, 'nginx.pid')};`, 'daemon off;', 'error_log stderr warn;', 'events {}'];
  writeFileSync(file, [...head, 'http {', 'access_log off;', ...temporary, site, '}', ''].join('\n'));
  const child = spawn(nginx, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
      return fetch(`https://127.0.0.1:${port}/`).then(
        () => true,
        // Its certificate is nobody's: that it was shown is enough.
        (error: unknown) => (error instanceof Error && String(error.cause).includes('certificate') ? true : null),
      );
    },
    () => `nginx on port ${port}: ${said}`,
  );
  return {
    port,
    async stop() {
      child.kill('SIGQUIT');
      await gone;
    },
  };
}

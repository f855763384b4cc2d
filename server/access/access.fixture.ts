import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../config';
import { NOW } from '../http/cluster.fixture';
import { testServer, type TestServer } from '../http/server.fixture';
import type { StoreReader } from '../store/store';
import { openAccess } from './open-access';

export const PASSWORD = 'correct horse';
/** As a page of ours asks. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin', host: 'localhost:80', origin: 'http://localhost:80' };

export interface AccessServer extends TestServer {
  /** Epoch seconds. */
  readonly clock: { now: number };
  readonly dataDir: string;
  /** The same store with other options, as after a restart. */
  readonly restart: (args: readonly string[]) => Promise<AccessServer>;
  /** The `name=value` of the cookie that a login gives. */
  readonly login: (name: string, password: string, cookie?: string) => Promise<string>;
  readonly get: (url: string, headers?: Record<string, string>) => Promise<{ status: number; body: unknown }>;
  readonly post: (
    url: string,
    payload: object,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: unknown; cookies: readonly string[] }>;
}

/** A server with the access that these options mean, its store in a folder of its own. */
export async function accessServer(
  args: readonly string[],
  {
    dataDir = temporary(),
    clock = { now: NOW },
    file,
    reader,
  }: { dataDir?: string; clock?: { now: number }; file?: object; reader?: StoreReader } = {},
): Promise<AccessServer> {
  const path = join(dataDir, 'access.json');
  if (file !== undefined) writeFileSync(path, JSON.stringify(file));
  const all = [...args, ...(file === undefined ? [] : ['--access', path])];
  const config = readConfig({ args: all, env: {}, readFile: () => '' });
  const now = (): number => clock.now;
  const opened = openAccess({ config, place: { kind: 'sqlite', dataDir }, clusters: [null], now });
  onTestFinished(() => opened.close());
  const server = await testServer({ rules: opened.rules, access: opened.access, now, ...(reader && { reader }) });
  const { app } = server;
  const post: AccessServer['post'] = async (url, payload, headers = OWN_PAGE) => {
    const response = await app.inject({ method: 'POST', url, payload, headers });
    return { status: response.statusCode, body: response.json(), cookies: setCookies(response.headers['set-cookie']) };
  };
  return {
    ...server,
    clock,
    dataDir,
    restart: (others) => accessServer(others, { dataDir, clock, ...(file === undefined ? {} : { file }) }),
    post,
    get: async (url, headers = {}) => {
      const response = await app.inject({ url, headers });
      return { status: response.statusCode, body: response.json() };
    },
    login: async (name, password, cookie = '') => {
      const { cookies } = await post('/api/v1/login', { name, password }, { ...OWN_PAGE, cookie });
      return cookies[0]?.split(';')[0] ?? '';
    },
  };
}

export function setCookies(header: string | string[] | number | undefined): readonly string[] {
  return header === undefined ? [] : Array.isArray(header) ? header : [String(header)];
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

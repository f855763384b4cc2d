import { maskUrls } from '@/lib/celery/mask-secrets';
import type { ResultBackend } from './backend';
import { openMemcachedBackend } from './memcached';
import { openMongodbBackend } from './mongodb';
import { openMysqlBackend } from './mysql';
import { openPostgresBackend } from './postgres';
import { openRedisBackend } from './redis';
import { openSqliteBackend } from './sqlite';

type Conf = Readonly<Record<string, unknown>>;

/** A backend to read from, or why it can't be, for the person who set it. */
export type OpenedBackend =
  { readonly ok: true; readonly backend: ResultBackend } | { readonly ok: false; readonly reason: string };

/** Opens a URL of its kind; null where the URL is of another. Nothing is connected before it is asked. */
export type BackendOpener = (url: string, conf: Conf) => OpenedBackend | null;

const OPENERS: readonly BackendOpener[] = [
  openRedisBackend,
  openPostgresBackend,
  openSqliteBackend,
  openMysqlBackend,
  openMongodbBackend,
  openMemcachedBackend,
];

/**
 * Opens the result backend of a URL as Celery writes it. `conf` are the settings as a worker reports them: key prefixes
 * and names of tables are found there.
 */
export function openBackend(url: string, conf: Conf, more: readonly BackendOpener[] = []): OpenedBackend {
  for (const open of [...OPENERS, ...more]) {
    const opened = open(url, conf);
    if (opened !== null) return opened;
  }
  if (url === '' || url === 'disabled' || url.startsWith('disabled:'))
    return { ok: false, reason: 'The workers have no result backend.' };
  const scheme = /^[\w+.-]{1,60}/.exec(maskUrls(url))?.[0] ?? '';
  return { ok: false, reason: `A result backend of kind ${scheme} can't be read from here.` };
}

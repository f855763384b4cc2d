import { readFileSync } from 'node:fs';
import { readAccessFile, type AccessFile } from '@/lib/access/access-file';
import { ConfigError } from '../config/config-error';
import type { Config } from '../config';
import { prepareDataDir } from '../data-dir';
import type { AccessRules } from '../http/authorise';
import type { StorePlace } from '../store/store-place';
import { createAccessControl, type AccessControl } from './access-control';
import type { AccessStore } from './access-store';
import { asksWho } from './asks-who';
import type { ProxyRules } from './identify';
import { PasswordGate } from './password-gate';
import { openPostgresAccessStore } from './postgres-access-store';
import { openProvider } from './provider';
import { providerConfigOf } from './provider/provider-config';
import { openSqliteAccessStore } from './sqlite-access-store';

export interface OpenAccessOptions {
  readonly config: Config;
  /** Beside which history sessions and tokens are kept. */
  readonly place: StorePlace;
  /** The names of the clusters; null: there is one. */
  readonly clusters: readonly (string | null)[];
  readonly now: () => number;
}

export interface OpenedAccess {
  readonly rules: AccessRules;
  readonly access: AccessControl;
  readonly close: () => Promise<void>;
}

/** Puts together who may come in, from what was configured. Throws a ConfigError or a StoreError. */
export function openAccess({ config, place, clusters, now }: OpenAccessOptions): OpenedAccess {
  const file = config.access === null ? null : accessFileAt(config.access);
  const providerConfig = providerConfigOf(config);
  if (providerConfig !== null && config.auth === null && file === null)
    throw new ConfigError(
      `--auth-provider ${providerConfig.kind} needs --auth or --access: else whoever has an account there would come in.`,
    );
  const proxy = proxyOf(config);
  const isAsked = asksWho(config);
  if (!isAsked && file !== null)
    throw new ConfigError(
      '--access names people, so it needs --basic-auth, --token, --auth-provider or --proxy-user-header.',
    );
  const store = isAsked ? openStore(place) : null;
  const credentials = { users: config.basicAuth, tokens: config.token };
  const gate = new PasswordGate(credentials, now);
  const grants = { file, emailRule: config.auth, argumentsFrom: config.argumentsFrom, clusters };
  const { urlPrefix } = config;
  const access = createAccessControl({
    gate,
    takesPasswords: config.basicAuth.length > 0 || config.token.length > 0,
    store,
    limits: { lifetimeSeconds: config.sessionLifetime, idleSeconds: config.sessionIdle },
    provider: providerConfig === null ? null : openProvider(providerConfig),
    urlPrefix,
    grants,
    clusters,
    now,
  });
  const rules: AccessRules = {
    ...credentials,
    ...grants,
    host: config.host,
    allowedHosts: config.allowedHosts,
    readOnly: config.readOnly,
    hasProvider: providerConfig !== null,
    provider: access.provider?.label ?? null,
    proxy,
    urlPrefix,
    gate,
    kept: access.kept,
  };
  return { rules, access, close: async () => store?.close() };
}

function proxyOf({ proxyUserHeader, proxyGroupsHeader, trustedProxies, xheaders }: Config): ProxyRules | null {
  if (proxyUserHeader === null) return null;
  if (trustedProxies.length === 0 && !xheaders)
    throw new ConfigError('--proxy-user-header needs --trusted-proxies: anybody can send a header.');
  return { userHeader: proxyUserHeader, groupsHeader: proxyGroupsHeader };
}

function openStore(place: StorePlace): AccessStore {
  if (place.kind === 'postgres') return openPostgresAccessStore(place.url);
  // A web process may begin before the collector that makes the folder.
  prepareDataDir(place.dataDir);
  return openSqliteAccessStore(place.dataDir);
}

function accessFileAt(path: string): AccessFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`--access ${path}: can't be read (${code}).`);
  }
  const read = readAccessFile(text);
  if (!read.ok) throw new ConfigError(`--access ${path}: ${read.reason}.`);
  return read.file;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config';
import { createAuthorise } from '../http/authorise';
import { NOW } from '../http/cluster.fixture';
import { OWN_PAGE, temporary } from './access.fixture';
import { openAccess } from './open-access';

const NAMES = ['root', 'eve', 'bound'];
const FILE = {
  users: {
    root: 'admin',
    eve: { role: 'viewer', clusters: { staging: 'admin' } },
    bound: { role: 'admin', clusters: { prod: { role: 'admin', queues: ['mail'] } } },
  },
};

/** Whether the server of the clusters prod and staging lets somebody do it in one of them. */
function openClusters(): (name: string, cluster: string, capability: string) => Promise<boolean> {
  const dataDir = temporary();
  const path = join(dataDir, 'access.json');
  writeFileSync(path, JSON.stringify(FILE));
  const users = NAMES.map((name) => `${name}:${name}-password`).join(',');
  const config = readConfig({ args: ['--basic-auth', users, '--access', path], env: {}, readFile: () => '' });
  const place = { kind: 'sqlite', dataDir } as const;
  const opened = openAccess({ config, place, clusters: ['prod', 'staging'], now: () => NOW });
  onTestFinished(() => opened.close());
  const authorise = createAuthorise(opened.rules, () => NOW);
  return async (name, cluster, capability) => {
    const authorization = `Basic ${Buffer.from(`${name}:${name}-password`).toString('base64')}`;
    const door = { cluster, method: 'POST', headers: { ...OWN_PAGE, authorization }, address: '127.0.0.1' };
    return authorise(door, 'control', capability).then(
      () => true,
      () => false,
    );
  };
}

it('an admin of one cluster is that there, and nowhere else', async () => {
  const may = openClusters();
  expect(await may('eve', 'staging', 'purge-queue')).toBe(true);
  expect(await may('eve', 'prod', 'purge-queue')).toBe(false);
});

it.each(['create-token', 'revoke-token', 'end-session', 'manage-tokens', 'manage-sessions'])(
  '%s opens or closes every cluster, so it is for who is admin of all of each',
  async (capability) => {
    const may = openClusters();
    for (const cluster of ['prod', 'staging']) {
      expect(await may('root', cluster, capability)).toBe(true);
      expect(await may('eve', cluster, capability)).toBe(false);
      expect(await may('bound', cluster, capability)).toBe(false);
    }
  },
);

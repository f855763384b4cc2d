import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config';
import { createAuthorise, type Authorise, type Door } from '../http/authorise';
import { NOW } from '../http/cluster.fixture';
import { ownCluster } from '../http/own-cluster';
import { noRole } from '../http/refusals';
import { OWN_PAGE, temporary } from './access.fixture';
import { openAccess } from './open-access';

const NAMES = ['root', 'eve', 'bound', 'only'];
const FILE = {
  users: {
    root: 'admin',
    eve: { role: 'viewer', clusters: { staging: 'admin' } },
    only: { role: 'none', clusters: { staging: 'viewer' } },
    bound: { role: 'admin', clusters: { prod: { role: 'admin', queues: ['mail'] } } },
  },
};

/** Who may come into the clusters prod and staging. */
function openAuthorise(): Authorise {
  const dataDir = temporary();
  const path = join(dataDir, 'access.json');
  writeFileSync(path, JSON.stringify(FILE));
  const users = NAMES.map((name) => `${name}:${name}-password`).join(',');
  const config = readConfig({ args: ['--basic-auth', users, '--access', path], env: {}, readFile: () => '' });
  const place = { kind: 'sqlite', dataDir } as const;
  const opened = openAccess({ config, place, clusters: ['prod', 'staging'], now: () => NOW });
  onTestFinished(() => opened.close());
  return createAuthorise(opened.rules, () => NOW);
}

function doorOf(name: string, cluster: string): Door {
  const authorization = `Basic ${Buffer.from(`${name}:${name}-password`).toString('base64')}`;
  return { cluster, method: 'POST', headers: { ...OWN_PAGE, authorization }, address: '127.0.0.1' };
}

/** Whether somebody may do it in one of them. */
function openClusters(): (name: string, cluster: string, capability: string) => Promise<boolean> {
  const authorise = openAuthorise();
  return (name, cluster, capability) =>
    authorise(doorOf(name, cluster), 'control', capability).then(
      () => true,
      () => false,
    );
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

it('after a login nobody stands before the closed door of the first cluster who has a role in another', async () => {
  const mounts = [
    { cluster: 'prod', urlPrefix: '/celery' },
    { cluster: 'staging', urlPrefix: '/celery/c/staging' },
  ];
  const authorise = openAuthorise();
  const led = (url: string, name = 'only') => {
    const request = { method: 'GET', url, headers: { accept: 'text/html' } };
    return ownCluster(request, noRole(name), { mounts, door: doorOf(name, 'prod'), authorise });
  };
  expect(await led('/celery/')).toBe('/celery/c/staging/');
  expect(await led('/celery/?a=b')).toBe('/celery/c/staging/');
  // Whoever opens a page of one cluster never finds themselves in another.
  expect(await led('/celery/tasks/')).toBeNull();
  expect(await led('/celery/', 'nobody')).toBeNull();
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { taskEvent } from '@/lib/cluster/event.fixture';
import { NOW, queue } from '../http/cluster.fixture';
import { Counted } from './metrics.fixture';
import { parseExposition } from './parse-exposition.fixture';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const grafana = readdirSync(`${docs}grafana`).map((name) => `${docs}grafana/${name}`);
const NAME = /\b(?:flower|celeryscope|celery)_[a-z_]+\b/g;

/** Every metric there is, of a cluster in which everything has happened. */
async function families(): Promise<ReadonlyMap<string, string>> {
  const shop = new Counted({ compat: true });
  shop.show('w1@alpha');
  const cluster = shop.collector.cluster;
  if (cluster === null) throw new Error('it has one');
  shop.collector.cluster = { ...cluster, queues: new Map([['mail', { ...queue('mail'), oldestAgeSeconds: 1 }]]) };
  shop.take(taskEvent('task-sent', NOW - 9, { hostname: 'gen7@web', name: 'shop.pay', queue: 'mail' }));
  shop.take(taskEvent('task-received', NOW - 8, { name: 'shop.pay' }));
  shop.take(taskEvent('task-started', NOW - 7));
  shop.take(taskEvent('task-succeeded', NOW - 6, { runtimeSeconds: 1 }));
  return parseExposition(await shop.text()).types;
}

describe('docs/metrics.md', () => {
  it('names every metric, with its type', async () => {
    const page = readFileSync(`${docs}metrics.md`, 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const [name, type] of await families()) {
      if (/^(process|nodejs)_/.test(name)) continue;
      expect(page).toContain(`\`${name}\``);
      const row = rows.find((line) => line.includes(`\`${name}\``));
      if (!name.startsWith('celery_')) expect([name, row?.split('|')[2]?.trim()]).toEqual([name, type]);
    }
  });
});

describe('docs/grafana', () => {
  it.each(grafana)('%s asks only for what is told', async (file) => {
    const told = new Set<string>();
    for (const [name, type] of await families()) {
      if (type !== 'histogram') told.add(name);
      else for (const suffix of ['_bucket', '_count', '_sum']) told.add(name + suffix);
    }
    const text = readFileSync(file, 'utf8');
    const expressions = file.endsWith('.yml')
      ? text.split(/^ +- alert:/m).map((rule) => /expr:([\s\S]*?)\n +(?:for|labels):/.exec(rule)?.[1] ?? '')
      : [...text.matchAll(/"(?:expr|definition)": "(.*)"/g)].map(([, expression]) => expression ?? '');
    const asked = new Set(expressions.flatMap((expression) => [...expression.matchAll(NAME)].map(([name]) => name)));
    expect(asked.size).toBeGreaterThan(2);
    expect([...asked].filter((name) => !told.has(name))).toEqual([]);
  });
});

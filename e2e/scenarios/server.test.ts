import { expect } from 'vitest';
import type { QueuesView } from '@/lib/api/page-views';
import { runPython } from '../support/celery-worker';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'clients leave before their answers come', 'reply-queue-leak', async (play) => {
  const worker = await on.start('busy@alpha', ['busy']);
  process.kill(worker.pid, 'SIGSTOP');
  await runPython(['leave.py', '12'], on.brokerUrl);
  process.kill(worker.pid, 'SIGCONT');
  play.fault();
  const finding = await play.found('reply-queue-leak', { kind: 'cluster', id: 'reply-lists' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/12 reply lists of control clients that are gone keep 12 replies/);
    expect(finding.advice.setting).toMatch(/^redis-cli UNLINK \S+\.reply\.celery\.pidbox /);
  });
  await on.redis.client.unlink(...(finding.advice.setting ?? '').split(' ').slice(2));
  await play.closed(finding);
  await play.nothingBut('reply-queue-leak', 'worker-unknown');
  await worker.stop();
});

scenario(on, 'a policy that evicts queues', 'broker-eviction', async (play) => {
  const { client } = on.redis;
  await client.config('SET', 'maxmemory', '500mb', 'maxmemory-policy', 'allkeys-lru');
  play.fault();
  const finding = await play.found('broker-eviction', { kind: 'cluster', id: 'memory' });
  play.cause(() => {
    expect(finding.severity).toBe('warning');
    expect(finding.sentence).toContain('Redis may throw waiting tasks away: its policy is allkeys-lru');
    expect(finding.advice.setting).toBe('maxmemory-policy noeviction');
  });
  await client.config('SET', 'maxmemory-policy', 'noeviction');
  await play.closed(finding);
  await play.nothingBut('broker-eviction');
});

scenario(on, 'Redis comes back without what waited in it', 'broker-eviction', async (play) => {
  const { redis } = on;
  await redis.client.config('SET', 'appendonly', 'no', 'maxmemory', '0');
  await redis.client.config('REWRITE');
  const worker = await on.start('full@alpha', ['rows'], { settings: { worker_prefetch_multiplier: 1 } });
  await on.send('rows', 'scope.nap', [600], {}, 40);
  const isFull = (view: QueuesView) => view.queues.some(({ name, ready }) => name === 'rows' && (ready ?? 0) >= 38);
  await on.program.until('queues', '', isFull, 'that they wait');
  // The server is read every ten seconds.
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await redis.kill();
  await redis.restart();
  play.fault();
  const finding = await play.found('broker-eviction', { kind: 'cluster', id: 'restart' });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toMatch(/came back without its messages: 3[89] waited before, none waits now/);
    expect(finding.advice.setting).toBe('appendonly yes');
  });
  await play.closed(finding);
  await worker.kill();
});

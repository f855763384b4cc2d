import { expect } from 'vitest';
import { runPython } from '../support/celery-worker';
import { waitFor } from '../support/redis-server';
import { scenario, stage } from '../support/stage';

const on = stage();
const backend = () => ({ result_backend: on.brokerUrl.replace(/\/0$/, '/1') });

scenario(on, 'a part of a chord waits where nobody takes it', 'chord-stuck', async (play) => {
  const worker = await on.start('parts@alpha', ['parts'], { settings: backend() });
  await runPython(['chord.py', 'parts', 'nobody'], on.brokerUrl, backend());
  play.fault();
  const finding = await play.found('chord-stuck', { kind: 'task' });
  play.cause(() => {
    expect(finding.sentence).toContain('2 of 3 have ended, and scope.add waits in nobody, which no worker consumes');
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('numbered from 0, 2 did not end');
    expect(finding.advice.setting).toBe('celery -A your_app worker -Q nobody');
  });
  const other = await on.start('other@alpha', ['nobody'], { settings: backend() });
  await play.closed(finding);
  await play.nothingBut('chord-stuck', 'queue-without-consumer');
  await other.stop();
  await worker.stop();
});

scenario(on, 'a part of a chord was lost with its worker', 'chord-stuck', async (play) => {
  const worker = await on.start('rest@alpha', ['rest'], { settings: backend() });
  const victim = await on.start('victim@beta', ['doomed'], { settings: backend() });
  await runPython(['chord.py', 'rest', 'doomed', '3600'], on.brokerUrl, backend());
  await on.program.until('worker', 'victim@beta', ({ active }) => active === 1, 'that it runs the part');
  await victim.kill();
  play.fault();
  const finding = await play.found('chord-stuck', { kind: 'cluster' });
  play.cause(() => {
    expect(finding.sentence).toContain('2 of 3 have ended, and the last one is nowhere');
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('numbered from 0, 2 did not end');
  });
  const results = on.redis.client.duplicate({ db: 1 });
  const keys = await results.keys('celery-taskset-meta-*');
  await results.unlink(...keys);
  await results.quit();
  await play.closed(finding);
  await play.nothingBut('chord-stuck', 'task-lost', 'worker-gone', 'worker-unknown', 'queue-without-consumer');
  await worker.stop();
});

scenario(on, 'results without an expiry', 'result-cost', async (play) => {
  const settings = { ...backend(), result_expires: 0 };
  const worker = await on.start('keeper@alpha', ['kept'], { settings, concurrency: 2 });
  play.fault();
  const uuids = await on.send('kept', 'scope.add', [1, 2], {}, 800);
  const finding = await play.found('result-cost', { kind: 'cluster', id: 'results' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/About \d+ results stay in Redis for ever: (9\d|100)% of those looked at/);
    expect(finding.advice.setting).toBe('result_expires = 3600');
  });
  const results = on.redis.client.duplicate({ db: 1 });
  const keys = uuids.map((uuid) => `celery-task-meta-${uuid}`);
  await waitFor(async () => (await results.exists(...keys)) === keys.length || null, 'the last result');
  await results.unlink(...keys);
  await results.quit();
  await play.closed(finding);
  await play.nothingBut('result-cost');
  await worker.stop();
});

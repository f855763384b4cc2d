import { expect } from 'vitest';
import { runPython } from '../support/celery-worker';
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
  await results.unlink(...uuids.map((uuid) => `celery-task-meta-${uuid}`));
  await results.quit();
  await play.closed(finding);
  await play.nothingBut('result-cost');
  await worker.stop();
});

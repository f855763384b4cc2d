import { expect } from 'vitest';
import { runPython } from '../support/celery-worker';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'every other bundle of task events goes astray', 'events-lost', async (play) => {
  const worker = await on.start('lossy@alpha', ['lossy'], { concurrency: 2 });
  const switched = () => runPython(['control.py', 'lose_events', 'lossy@alpha', '{}'], on.brokerUrl);
  await on.send('lossy', 'scope.add', [1, 2], {}, 40);
  await switched();
  play.fault();
  await on.send('lossy', 'scope.nap', [0.1], {}, 80);
  const finding = await play.found('events-lost', { kind: 'cluster', id: 'events' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/\d\d events of started tasks did not reach us between/);
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('lossy@alpha (pool prefork)');
  });
  await switched();
  await play.closed(finding);
  await play.nothingBut('events-lost');
  await worker.stop();
});

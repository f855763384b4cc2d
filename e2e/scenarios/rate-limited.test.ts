import { expect } from 'vitest';
import { runPython } from '../support/celery-worker';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'tasks with a rate limit fill their worker', 'rate-limited', async (play) => {
  const settings = { task_annotations: { 'scope.echo': { rate_limit: '6/m' } } };
  const worker = await on.start('slow@alpha', ['mixed'], { settings });
  await on.send('mixed', 'scope.echo', [], {}, 12);
  await on.send('mixed', 'scope.add', [1, 2], {}, 20);
  play.fault();
  const finding = await play.found('rate-limited', { kind: 'type', id: 'scope.echo' });
  play.cause(() => {
    expect(finding.sentence).toContain('wait on slow@alpha for the rate limit of 6/m, and nothing else gets in');
    expect(finding.advice.setting).toBe('task_routes = {"scope.echo": {"queue": "mixed_limited"}}');
  });
  await runPython(
    ['control.py', 'rate_limit', 'slow@alpha', '{"task_name": "scope.echo", "rate_limit": 0}'],
    on.brokerUrl,
  );
  await play.closed(finding);
  await play.nothingBut('rate-limited');
  await worker.stop();
});

import { expect, it } from 'vitest';
import { readConfig } from '../config';
import { createAuthorise } from '../http/authorise';
import { NOW } from '../http/cluster.fixture';
import { temporary } from './access.fixture';
import { openAccess } from './open-access';
import type { SignedIn } from './sessions';

const at = (provider: string) =>
  ['--auth-provider', provider, '--oauth2-key', 'key', '--oauth2-secret', 'secret', '--auth', 'me@good.com'].concat([
    '--oauth2-redirect-uri',
    'https://celery.good.com/login',
  ]);

it('a session lasts no longer than what vouched for it is believed', async () => {
  const dataDir = temporary();
  const open = (args: readonly string[]) => {
    const config = readConfig({ args: [...args], env: {}, readFile: () => '' });
    return openAccess({ config, place: { kind: 'sqlite', dataDir }, clusters: [null], now: () => NOW });
  };
  const first = open(at('google'));
  const who: SignedIn = { kind: 'user', name: 'me@good.com', email: 'me@good.com', groups: [], by: 'Google' };
  const begun = await first.access.kept?.sessions.begin(who, { address: '', agent: '' }, null);
  await first.close();
  const headers = { cookie: `celeryscope_session=${begun?.secret ?? ''}` };
  const door = { cluster: null, method: 'GET', headers, address: '127.0.0.1' };

  const isIn = async (args: readonly string[]): Promise<boolean> => {
    const { rules, close } = open(args);
    const isLetIn = await createAuthorise(rules, () => NOW)(door, 'view').then(
      () => true,
      () => false,
    );
    await close();
    return isLetIn;
  };
  expect(await isIn(at('google'))).toBe(true);
  expect(await isIn(at('github'))).toBe(false);
  expect(await isIn(['--basic-auth', 'ada:correct horse'])).toBe(false);
});

import { CollectorError } from '../../collector-error';
import { callerOf } from '../../http/authorise';
import type { FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';

/** Says that it was revoked also where nothing is known of it, and where it has ended: then nothing is sent. */
export const revokeTask: FlowerEndpoint = {
  method: 'POST',
  path: '/api/task/revoke/*',
  permission: 'control',
  door: 'api',
  action: 'revoke',
  async handle({ name: uuid, params, principal }, { collector }) {
    if (uuid === '' || uuid.length > 1024) throw new FlowerError(404, '');
    const terminate = params.bool('terminate') ?? false;
    const signal = params.text('signal') ?? 'SIGTERM';
    const request = { ...callerOf(principal), uuids: [uuid], terminate, signal, force: true };
    await collector.call('revoke', request).catch((error: unknown) => {
      if (!(error instanceof CollectorError) || error.code !== 'already_ended') throw error;
    });
    return { message: `Revoked '${uuid}'` };
  },
};

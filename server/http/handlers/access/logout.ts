import { z } from 'zod';
import { clearCookie, readCookie } from '../../../access/cookies';
import { Answer, defineEndpoint } from '../../endpoint';

export const logout = defineEndpoint({
  method: 'POST',
  path: '/api/v1/logout',
  // Whoever has the cookie may end its session, whatever their role; pages of other sites may not.
  permission: 'public',
  action: 'log-out',
  summary: 'Ends the session of this browser',
  answers: { 200: z.object({ ended: z.boolean() }) },
  async handle({ door }, { access: { kept, gate, urlPrefix }, recordAccess }) {
    const place = { secure: door.secure === true, urlPrefix };
    const secret = readCookie(door.headers.cookie, 'session', place);
    let ended = false;
    if (secret !== null && kept !== null) {
      const session = await kept.sessions.find(secret, ({ kind, name }) => gate.passwordOf(kind, name));
      ended = await kept.sessions.end(secret);
      if (session !== null) {
        const { name: actor } = session;
        const entry = { actor, address: door.address, subject: actor, summary: 'signed out' };
        await recordAccess({ ...entry, name: 'log-out', outcome: 'done' });
      }
    }
    return new Answer(200, { ended }, undefined, { 'set-cookie': clearCookie('session', place) });
  },
});

import { z } from 'zod';
import { readCookie } from '../../../access/cookies';
import { keyOf } from '../../../access/secret';
import { idOf } from '../../../access/sessions';
import { defineEndpoint } from '../../endpoint';
import { HttpProblem } from '../../problem';
import { keptOf } from './tokens';

const Session = z.object({
  id: z.string(),
  kind: z.enum(['user', 'token']),
  name: z.string(),
  by: z.string(),
  startedAt: z.number(),
  usedAt: z.number(),
  expiresAt: z.number(),
  address: z.string(),
  agent: z.string(),
});
/** `isYours`: that of the browser that asks. */
const Listed = Session.extend({ isYours: z.boolean() });

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/api/v1/access/sessions',
  permission: 'view',
  reads: 'manage-sessions',
  summary: 'Who is signed in',
  answers: { 200: z.object({ sessions: z.array(Listed) }) },
  async handle({ door }, services) {
    const place = { secure: door.secure === true, urlPrefix: services.access.urlPrefix };
    const secret = readCookie(door.headers.cookie, 'session', place);
    const own = secret === null ? null : idOf(keyOf(secret));
    const sessions = await keptOf(services).sessions.list();
    // What proves a session, and the groups that came with it, are nobody's business.
    return { sessions: sessions.map((session) => ({ ...Session.parse(session), isYours: session.id === own })) };
  },
});

export const endSession = defineEndpoint({
  method: 'POST',
  path: '/api/v1/access/sessions/:id/end',
  permission: 'control',
  action: 'end-session',
  summary: 'Signs somebody out',
  params: z.object({ id: z.string().max(64) }),
  answers: { 200: z.object({ ended: z.boolean() }) },
  async handle({ params: { id }, principal }, services) {
    const session = await keptOf(services).sessions.endById(id);
    if (session === null) throw new HttpProblem(404, 'session_unknown', 'There is no such session.');
    const { name: actor, address } = principal;
    const entry = { actor, address, subject: session.name, summary: 'ended a session', parameters: { id } };
    await services.recordAccess({ ...entry, name: 'end-session', outcome: 'done' });
    return { ended: true };
  },
});

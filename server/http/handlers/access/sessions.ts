import { z } from 'zod';
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

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/api/v1/access/sessions',
  permission: 'view',
  reads: 'manage-sessions',
  summary: 'Who is signed in',
  answers: { 200: z.object({ sessions: z.array(Session) }) },
  async handle(_call, services) {
    const sessions = await keptOf(services).sessions.list();
    // What proves a session, and the groups that came with it, are nobody's business.
    return { sessions: sessions.map((session) => Session.parse(session)) };
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

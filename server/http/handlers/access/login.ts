import { z } from 'zod';
import { ownPath } from '../../../access/own-path';
import type { Presented } from '../../credentials';
import { Answer, defineEndpoint, type Services } from '../../endpoint';
import { HttpProblem } from '../../problem';
import { noRole } from '../../refusals';
import { openSession } from './open-session';

const Body = z.object({
  name: z.string().max(200),
  password: z.string().min(1).max(1_000),
  next: z.string().max(2_000).optional(),
});

export const login = defineEndpoint({
  method: 'POST',
  path: '/api/v1/login',
  permission: 'public',
  action: 'log-in',
  summary: 'Begins a session with a user and password, or with a token of --token as the password',
  body: Body,
  answers: { 200: z.object({ next: z.string() }) },
  async handle({ body: { name, password, next }, door }, services) {
    const { access, recordAccess } = services;
    if (!access.takesPasswords || access.kept === null) throw noPasswords();
    const entry = { name: 'log-in' as const, address: door.address, parameters: { method: 'password' } };
    const presented = { kind: 'basic' as const, name, password };
    const known = await checked(presented, door.address, services);
    const who = { ...known, email: null, groups: [], by: 'password' };
    if (!access.hasRole(who)) {
      await recordAccess({ ...entry, actor: who.name, subject: who.name, outcome: 'refused', summary: 'no role' });
      throw noRole(who.name);
    }
    // A token that signs in here is what its own password is.
    const cookie = await openSession(who, access.gate.passwordOf(known.kind, known.name), door, access);
    await recordAccess({ ...entry, actor: who.name, subject: who.name, outcome: 'done', summary: 'signed in' });
    return new Answer(200, { next: ownPath(next, access.urlPrefix) }, undefined, { 'set-cookie': cookie });
  },
});

async function checked(presented: Extract<Presented, { kind: 'basic' }>, address: string, services: Services) {
  const { access, recordAccess } = services;
  access.gate.expectPatience(address, presented.name);
  const known = access.gate.known(presented);
  if (known !== null) return known;
  // What was typed as a name may be a password: only the name of a user of ours is written down.
  const isUser = access.gate.passwordOf('user', presented.name) !== null;
  await recordAccess({
    name: 'log-in',
    actor: 'not signed in',
    address,
    subject: isUser ? presented.name : 'an unknown user',
    outcome: 'refused',
    summary: 'wrong_credentials: The name or the password is wrong.',
    parameters: { method: 'password' },
  });
  return access.gate.fail(address, presented.name, null);
}

function noPasswords(): HttpProblem {
  return new HttpProblem(409, 'no_passwords', 'Nobody signs in with a password here.');
}

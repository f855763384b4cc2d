import type { AccessControl } from '../../../access/access-control';
import { writeCookie } from '../../../access/cookies';
import type { SignedIn } from '../../../access/sessions';
import type { Door } from '../../authorise';
import { HttpProblem } from '../../problem';

/** Begins a session; the cookie that carries it. */
export async function openSession(
  who: SignedIn,
  password: string | null,
  { address, headers, secure = false }: Door,
  { kept, urlPrefix, sessionSeconds }: Pick<AccessControl, 'kept' | 'urlPrefix' | 'sessionSeconds'>,
): Promise<string> {
  const begun = await kept?.sessions.begin(who, { address, agent: headers['user-agent'] ?? '' }, password);
  if (begun === null || begun === undefined)
    throw new HttpProblem(503, 'too_many_sessions', 'Too many are signed in; an admin can end sessions.');
  return writeCookie('session', begun.secret, sessionSeconds, { secure, urlPrefix });
}

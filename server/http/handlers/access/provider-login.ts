import { z } from 'zod';
import { clearCookie, readCookie, writeCookie } from '../../../access/cookies';
import { JOURNEY_SECONDS } from '../../../access/journeys';
import { ownPath } from '../../../access/own-path';
import { ProviderError, type Vouched } from '../../../access/provider/provider';
import type { SignedIn } from '../../../access/sessions';
import type { Door } from '../../authorise';
import { Answer, defineEndpoint, type Services } from '../../endpoint';
import { HttpProblem } from '../../problem';
import { openSession } from './open-session';

/** Why the login page is shown again; the page puts it into words. */
type Fault = ProviderError['code'] | 'journey_over' | 'email_refused' | 'no_role' | 'too_many' | 'store_away';

const GOING = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };

export const startProviderLogin = defineEndpoint<unknown, { next?: string | undefined }>({
  method: 'GET',
  path: '/login/start',
  permission: 'public',
  summary: 'Leads to the provider where one signs in',
  query: z.object({ next: z.string().max(2_000).optional() }),
  answers: { 303: z.string() },
  async handle({ query, door }, { access, warn }) {
    const { provider, kept, departures, urlPrefix } = access;
    if (provider === null || kept === null) throw new HttpProblem(404, 'no_provider', 'No provider is configured.');
    if (departures.waitSeconds(door.address, '') > 0) return backToLogin('too_many', urlPrefix);
    departures.count(door.address, '');
    const begun = await kept.journeys.begin(ownPath(query.next, urlPrefix));
    if (begun === null) return backToLogin('too_many', urlPrefix);
    try {
      const to = await provider.start(begun.journey);
      const place = { secure: door.secure === true, urlPrefix };
      const cookie = writeCookie('login', begun.secret, JOURNEY_SECONDS, place);
      return new Answer(303, '', 'text/plain; charset=utf-8', { ...GOING, location: to.href, 'set-cookie': cookie });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      warn(`Nobody can sign in at ${provider.label}: ${error.message}`);
      return backToLogin(error.code, urlPrefix);
    }
  },
});

/** Where the provider sends people back to. Flower's own callback has this address, so it stays registered as it is. */
export const finishProviderLogin = defineEndpoint<unknown, Record<string, string>>({
  method: 'GET',
  path: '/login',
  permission: 'public',
  summary: 'Where the provider sends people back to; without its answer it leads to the login page',
  query: z.record(z.string().max(50), z.string().max(8_000)),
  answers: { 303: z.string() },
  async handle({ query, door }, services) {
    const { access, recordAccess, warn } = services;
    const { urlPrefix, provider } = access;
    if (query['code'] === undefined && query['error'] === undefined) {
      const next = query['next'] === undefined ? '' : `?next=${encodeURIComponent(ownPath(query['next'], urlPrefix))}`;
      return redirect(`${urlPrefix}/login/${next}`);
    }
    const place = { secure: door.secure === true, urlPrefix };
    const forget = clearCookie('login', place);
    const refused = async (fault: Fault, subject: string): Promise<Answer> => {
      const entry = { actor: 'not signed in', address: door.address, subject, summary: fault };
      const parameters = { method: provider?.label ?? 'none' };
      await recordAccess({ ...entry, name: 'log-in', outcome: 'refused', parameters });
      return backToLogin(fault, urlPrefix, forget);
    };
    const secret = readCookie(door.headers.cookie, 'login', place);
    const journey = secret === null ? null : ((await access.kept?.journeys.end(secret)) ?? null);
    // Without it the answer is not to a question of this browser: it is replayed, or somebody else's.
    if (journey === null || provider === null || query['state'] !== journey.state)
      return refused('journey_over', 'an unknown user');
    let vouched: Vouched;
    try {
      vouched = await provider.finish(new URLSearchParams(query), journey);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      warn(`A login at ${provider.label} failed: ${error.message}`);
      return refused(error.code, 'an unknown user');
    }
    const found = whoOf(vouched, services);
    if (found === null) return refused('email_refused', vouched.emails[0] ?? 'an unknown user');
    return new Answer(303, '', 'text/plain; charset=utf-8', {
      ...GOING,
      location: journey.next,
      'set-cookie': [await begin(found, door, services), forget],
    });
  },
});

/** The first verified address that may do anything here. */
function whoOf({ emails, groups }: Vouched, { access }: Services): SignedIn | null {
  const by = access.provider?.label ?? '';
  const all = emails.map((email) => ({
    kind: 'user' as const,
    name: email.toLowerCase(),
    email,
    groups: [...groups],
    by,
  }));
  return all.find(access.hasRole) ?? null;
}

async function begin(who: SignedIn, door: Door, { access, recordAccess }: Services): Promise<string> {
  const cookie = await openSession(who, null, door, access);
  const entry = { actor: who.name, address: door.address, subject: who.name, summary: 'signed in' };
  await recordAccess({ ...entry, name: 'log-in', outcome: 'done', parameters: { method: who.by } });
  return cookie;
}

function backToLogin(fault: Fault, urlPrefix: string, cookie?: string): Answer {
  return redirect(`${urlPrefix}/login/?error=${fault}`, cookie);
}

function redirect(location: string, cookie?: string): Answer {
  const headers = { ...GOING, location, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) };
  return new Answer(303, '', 'text/plain; charset=utf-8', headers);
}

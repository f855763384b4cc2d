import { Attempts } from '../http/attempts';
import type { AccessStore } from './access-store';
import { accessFor, ANYONE, type GrantRules, type Identity } from './identity';
import { IssuedTokens } from './issued-tokens';
import { Journeys } from './journeys';
import type { PasswordGate } from './password-gate';
import type { Provider } from './provider/provider';
import { Sessions, type SessionLimits, type SignedIn } from './sessions';

/** What of the access is kept, and so needs a store. */
export interface Kept {
  readonly sessions: Sessions;
  readonly tokens: IssuedTokens;
  readonly journeys: Journeys;
}

/** All that handlers need to let people in and out. */
export interface AccessControl {
  readonly gate: PasswordGate;
  /** A name and a password of ours let somebody in. */
  readonly takesPasswords: boolean;
  /** null: nobody is asked who they are, so nothing is kept. */
  readonly kept: Kept | null;
  readonly provider: Provider | null;
  readonly urlPrefix: string;
  readonly sessionSeconds: number;
  /** Whether somebody who signs in this way may do anything, in any cluster. */
  readonly hasRole: (who: SignedIn) => boolean;
  /** Ways to a provider that one address began: each is a record in the store. */
  readonly departures: Attempts;
}

interface AccessControlParts {
  readonly gate: PasswordGate;
  readonly takesPasswords: boolean;
  readonly store: AccessStore | null;
  readonly limits: SessionLimits;
  readonly provider: Provider | null;
  readonly urlPrefix: string;
  readonly grants: GrantRules;
  /** The names of the clusters, where there are several. */
  readonly clusters: readonly (string | null)[];
  readonly now: () => number;
}

const DEPARTURES = { perName: 30, perAddress: 30, windowSeconds: 60, entries: 10_000 };

export function createAccessControl(parts: AccessControlParts): AccessControl {
  const { gate, takesPasswords, store, limits, provider, urlPrefix, grants, clusters, now } = parts;
  const kept =
    store === null
      ? null
      : {
          sessions: new Sessions(store, limits, now),
          tokens: new IssuedTokens(store, now),
          journeys: new Journeys(store, now),
        };
  const hasRole = (who: SignedIn): boolean =>
    clusters.some((cluster) => accessFor(asIdentity(who), grants, cluster) !== null);
  const departures = new Attempts(now, DEPARTURES);
  const sessionSeconds = limits.lifetimeSeconds;
  return { gate, takesPasswords, kept, provider, urlPrefix, sessionSeconds, hasRole, departures };
}

function asIdentity({ kind, name, email, groups, by }: SignedIn): Identity {
  return { ...ANYONE, kind, name, email, groups, by: 'session', method: by };
}

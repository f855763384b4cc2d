import type { RevokeSight } from '../cluster/kept-revokes';
import { message } from '../i18n/message';
import { advice, claim, newestEvent, unknown, type Claim, type Rung } from './rung';
import { revokedByBackend } from './stored-revoke';

/** It was revoked: whoever knows that throws it away when its turn comes. */
export const revoked: Rung = {
  verdict: 'revoked',
  look(facts) {
    const { place } = facts;
    if (place === null) return unknown('revocation');
    const { revocation } = place;
    if (revocation === null) return revokedByBackend(facts);
    const { knownTo, unknownTo, isSentAgain } = revocation;
    const isForgotten = unknownTo.count > 0;
    const { kept, namedBy, at: revokedAt } = revocation;
    const from = kept !== null ? 'here' : namedBy === null ? 'withdrawn' : 'elsewhere';
    const values = { from, who: kept?.actor ?? '', worker: namedBy ?? '?', revokedAt };
    const [worker = '?'] = unknownTo.names;
    const again = isSentAgain ? 'yes' : 'no';
    const ignorant = { ...values, worker, count: unknownTo.count, more: unknownTo.count - 1, again };
    const told = claim(
      'revokedKnowing',
      { count: knownTo.count, workers: textOf(knownTo) },
      'inspect revoked',
      place.at,
    );
    return {
      holds: 'yes',
      isProblem: isForgotten && !isSentAgain,
      sentence: isForgotten
        ? message('why.revokedUnknown', ignorant)
        : message(kept === null ? 'why.revokedKnown' : 'why.revoked', values),
      evidence: [
        ...originOf(revocation),
        told,
        ...(isForgotten
          ? [
              claim(
                'revokedIgnorant',
                { count: unknownTo.count, workers: textOf(unknownTo) },
                'inspect revoked',
                place.at,
              ),
            ]
          : []),
        newestEvent(facts),
      ],
      advice: isForgotten && !isSentAgain ? advice('revokeAgain') : null,
    };
  },
};

function originOf({ kept, namedBy, at }: RevokeSight): readonly Claim[] {
  if (kept === null) return namedBy === null ? [] : [claim('revokedNamed', { worker: namedBy }, 'inspect revoked', at)];
  const { actor, reason, sentAgain, sentAgainCount } = kept;
  const last = sentAgain.findLast(({ outcome }) => outcome === 'ok');
  return [
    claim('revokedBy', { who: actor, reason: reason ?? '', hasReason: reason === null ? 'no' : 'yes' }, 'actions', at),
    ...(last === undefined ? [] : [claim('revokedSent', { count: sentAgainCount }, 'actions', last.at)]),
  ];
}

function textOf({ count, names }: RevokeSight['knownTo']): string {
  return count > names.length ? `${names.join(', ')} +${count - names.length}` : names.join(', ');
}

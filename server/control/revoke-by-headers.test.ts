import { expect, it } from 'vitest';
import { NO_MASKER } from '@/lib/masking/masker';
import { createReplayBroker } from '../brokers/replay';
import type { ControlContext } from './control-context';
import { revokeByHeaders } from './revoke-by-headers';

/** Workers by what they say; null: silent. */
async function summaryOf(says: Readonly<Record<string, string | null>>, terminate = true): Promise<string> {
  const context: ControlContext = {
    broker: {
      ...createReplayBroker({ file: 'none' }),
      control: () =>
        Promise.resolve(
          Object.entries(says).flatMap(([hostname, text]) =>
            text === null ? [] : [{ hostname, reply: { ok: text }, ms: 1 }],
          ),
        ),
    },
    backend: () => null,
    masker: NO_MASKER,
    task: () => null,
    held: () => null,
    liveWorkers: () => Object.keys(says),
    now: () => 1_800_000_000,
    published: () => undefined,
    record: () => undefined,
    note: () => undefined,
  };
  const request = { actor: 'ada', address: '127.0.0.1', headers: { job: ['night'] }, terminate, signal: 'SIGTERM' };
  return (await revokeByHeaders(context, request)).summary;
}

const none = "headers {'job': ['night']} were not terminated";
const some = "headers defaultdict(<class 'set'>, {'job': {'night'}}) revoked";

it('says what was terminated as the workers tell it', async () => {
  expect(await summaryOf({ w1: none, w2: none })).toBe('2 of 2 workers took note: 2 ran none');
  expect(await summaryOf({ w1: some, w2: none, w3: null })).toBe(
    '2 of 3 workers took note: 1 terminated running ones, 1 ran none',
  );
  expect(await summaryOf({ w1: `headers {'job': ['${'x'.repeat(600)}']} were not terminated` })).toBe(
    '1 of 1 workers took note: 1 did not tell whether it ran any',
  );
  expect(await summaryOf({ w1: null })).toBe('0 of 1 workers took note');
});

it('says nothing of terminating where nothing was to be', async () => {
  const flagged = "headers {'job': ['night']} flagged as revoked, but not terminated";
  expect(await summaryOf({ w1: flagged }, false)).toBe('1 of 1 workers took note');
});

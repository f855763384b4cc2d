import { describe, expect, it } from 'vitest';
import { requestOf } from '../jobs/job.fixture';
import { SHARE_MESSAGES } from './share-messages';

const who = { actor: 'ada', address: '10.0.0.9' };
const CALLS = [
  { name: 'createJob', request: { ...who, job: requestOf() } },
  { name: 'createJob', request: { ...who, job: requestOf({ action: 'revoke', scope: { kind: 'named' } }) } },
  { name: 'addTargets', request: { id: 'j1', uuids: ['a', 'b'] } },
  { name: 'startJob', request: { id: 'j1' } },
  { name: 'abortJob', request: { ...who, id: 'j1', reason: 'wrong filter' } },
  { name: 'resumeJob', request: { ...who, id: 'j1' } },
];

describe('calls about bulk jobs between processes', () => {
  it.each(CALLS)('$name arrives as it was sent', (call) => {
    const message = { to: 'collector', web: 'web', id: 1, call };
    expect(SHARE_MESSAGES.call.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  it.each([
    { name: 'createJob', request: { ...who, job: requestOf({ ratePerSecond: 1e9 }) } },
    { name: 'createJob', request: { ...who, job: { ...requestOf(), action: 'delete' } } },
    { name: 'addTargets', request: { id: 'j1', uuids: [7] } },
  ])('$name that is none of ours is not taken: %#', (call) => {
    expect(SHARE_MESSAGES.call.safeParse({ to: 'collector', web: 'web', id: 1, call }).success).toBe(false);
  });
});

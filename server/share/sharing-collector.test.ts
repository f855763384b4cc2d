import { expect, it } from 'vitest';
import { isSameServer, shareUrlOf } from './sharing-collector';

const share = shareUrlOf({ share: 'redis://:s3cret@h:6379/3' });

it.each([
  ['redis://h:6379/0', true],
  ['redis://ada:word@h/1', true],
  ['redis://h:6380/3', false],
  ['redis://other:6379/3', false],
  ['redis://other:6379/0;redis://h:6379/0', true],
  ['amqp://h:6379//', false],
  ['sentinel://h:6379/0', false],
])('tells whether the broker %s is the Redis that is shared', (brokerUrl, isSame) => {
  expect(isSameServer(share, brokerUrl)).toBe(isSame);
});

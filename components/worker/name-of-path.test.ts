import { describe, expect, it } from 'vitest';
import { nameOfPath } from './name-of-path';

describe('nameOfPath', () => {
  it('reads the name behind any prefix, with or without a slash at the end', () => {
    expect(nameOfPath('/workers/media-1%40shop/', 'workers')).toBe('media-1@shop');
    expect(nameOfPath('/celery/ui/queues/mail', 'queues')).toBe('mail');
  });

  it('keeps a slash that is part of the name', () => {
    expect(nameOfPath('/queues/a%2Fb/', 'queues')).toBe('a/b');
  });

  it('knows no name on the exported placeholder and on the list', () => {
    expect(nameOfPath('/workers/_/', 'workers')).toBeNull();
    expect(nameOfPath('/workers/', 'workers')).toBeNull();
  });

  it('takes a lone percent sign as it is', () => {
    expect(nameOfPath('/queues/100%/', 'queues')).toBe('100%');
  });
});

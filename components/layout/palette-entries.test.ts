import { describe, expect, it } from 'vitest';
import { meaningOf, namedLike } from './palette-entries';

const UUID = '7b1e04c2-6d0e-4b7e-9a35-2f1d8e60b9c4';

describe('meaningOf', () => {
  it('opens a pasted task id, with the quotes and brackets of a log line', () => {
    expect(meaningOf(`  ${UUID} `)).toEqual({ kind: 'task', uuid: UUID });
    expect(meaningOf(`[${UUID}]`)).toEqual({ kind: 'task', uuid: UUID });
    expect(meaningOf(`'${UUID.toUpperCase()}',`)).toEqual({ kind: 'task', uuid: UUID });
  });

  it('takes a filter as it stands and looks for other words in task names', () => {
    expect(meaningOf('state:FAILURE')).toMatchObject({ kind: 'search', href: '/tasks/?q=state%3AFAILURE' });
    expect(meaningOf('mail')).toMatchObject({ kind: 'search', href: '/tasks/?q=task%3A*mail*' });
  });

  it('means nothing when nothing is typed', () => {
    expect(meaningOf('   ')).toEqual({ kind: 'none' });
  });
});

describe('namedLike', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `worker-${index}@node`);
  const like = (typed: string) => namedLike(names, (name) => name, typed);

  it('offers a bounded number, and finds any one by parts of its name', () => {
    expect(like('')).toHaveLength(50);
    expect(like('NODE -4999')).toEqual(['worker-4999@node']);
    expect(like('nobody')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { FakeCollector, fakeReader, fakeSource, getJson, testServer } from '../http/server.fixture';
import { completeFilter } from './completions';

const stored: Readonly<Record<string, readonly string[]>> = {
  task: ['shop.mail.send', 'shop.stock.sync'],
  queue: ['mail', 'two words'],
  worker: ['mailer@a'],
};
const reader = fakeReader({
  names: (field, part) =>
    (stored[field] ?? []).filter((value) => value.includes(part)).map((value) => ({ value, count: 7 })),
});

describe('the completion of a filter', () => {
  const source = fakeSource(new FakeCollector(), reader);
  const labels = async (q: string, at = q.length): Promise<readonly string[]> =>
    (await completeFilter(source, q, at)).options.map(({ label }) => label);

  it('knows every stored name, not only those of the facets', async () => {
    expect(await labels('task:')).toEqual(['shop.mail.send', 'shop.stock.sync']);
    expect(await labels('state:FAILURE (-queue:ma')).toEqual(['mail']);
    expect((await completeFilter(source, 'queue:tw', 8)).options).toEqual([
      { text: '"two words"', label: 'two words', count: 7, goesOn: false },
    ]);
  });

  it('finds the field of a name', async () => {
    expect(await labels('mail')).toEqual(['task:shop.mail.send', 'queue:mail', 'worker:mailer@a']);
    expect(await labels('m')).toEqual([]);
  });

  it('offers fields, conditions and samples without the store', async () => {
    expect(await labels('runt')).toEqual(['runtime']);
    expect(await labels('is:dup')).toEqual(['duplicate']);
    expect(await labels('-runtime:')).toContain('>5s');
  });

  it('is answered at a place within a filter, and at its end', async () => {
    const server = await testServer({ reader });
    const q = encodeURIComponent('que state:FAILURE');
    expect((await getJson(server, `/api/v1/tasks/complete?q=${q}&at=3`)).body).toEqual({
      from: 0,
      to: 3,
      kind: 'field',
      field: null,
      options: [{ text: 'queue:', label: 'queue', count: null, goesOn: true }],
    });
    expect((await getJson(server, '/api/v1/tasks/complete?q=queue:&at=999')).body).toMatchObject({ field: 'queue' });
    expect((await getJson(server, '/api/v1/tasks/complete')).body).toMatchObject({ kind: 'field', from: 0 });
    expect((await getJson(server, '/api/v1/tasks/complete?at=-1')).status).toBe(400);
  });
});

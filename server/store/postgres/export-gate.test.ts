import { expect, it } from 'vitest';
import { ExportGate } from './export-gate';

const turns = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

it('counts an export from its beginning until it has ended', () => {
  const gate = new ExportGate();
  for (const id of ['a', 'b', 'c', 'd']) gate.begin(id);
  expect(() => gate.begin('e')).toThrow(expect.objectContaining({ code: 'busy' }));
  gate.end('e');
  expect(() => gate.begin('e')).toThrow(expect.objectContaining({ code: 'busy' }));
  gate.end('a');
  gate.begin('e');
});

it('lets two work at a time, the others in their order, also after one that failed', async () => {
  const gate = new ExportGate();
  const began: string[] = [];
  const works = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...Promise.withResolvers<string>() }));
  const done = works.map(({ name, promise }) =>
    gate.inTurn({}, () => {
      began.push(name);
      return promise;
    }),
  );
  await turns();
  expect(began).toEqual(['a', 'b']);
  works[1]?.reject(new Error('b failed'));
  await expect(done[1]).rejects.toThrow('b failed');
  await turns();
  expect(began).toEqual(['a', 'b', 'c']);
  for (const { name, resolve } of works) resolve(name);
  expect(await Promise.all([done[0], done[2], done[3]])).toEqual(['a', 'c', 'd']);
});

it('keeps no turn for who has left', async () => {
  const gate = new ExportGate();
  const first = Promise.withResolvers<undefined>();
  const busy = [gate.inTurn({}, () => first.promise), gate.inTurn({}, () => first.promise)];
  const left = new AbortController();
  const waits = gate.inTurn({ signal: left.signal }, () => Promise.resolve('never'));
  const next = gate.inTurn({}, () => Promise.resolve('next'));
  left.abort();
  await expect(waits).rejects.toMatchObject({ code: 'gone' });
  first.resolve(undefined);
  await Promise.all(busy);
  expect(await next).toBe('next');
});

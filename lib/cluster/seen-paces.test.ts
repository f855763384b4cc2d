import { describe, expect, it } from 'vitest';
import { newTask } from './reduce-task';
import { createSeenPaces, paceOf } from './seen-paces';
import type { Task } from './task';

let serial = 0;

function task(name: string, told: Partial<Task> = {}): Task {
  serial += 1;
  return { ...newTask(`u${serial}`, 0), name, args: '[1, 2]', kwargs: '{}', client: 'gen7@beat', ...told };
}

describe('the paces that are seen', () => {
  it('are those of a process that sends the same again and again at even times', () => {
    const paces = createSeenPaces();
    for (let n = 0; n < 7; n += 1) paces.seen(task('shop.tick'), n * 30 + (n % 2) * 0.4);
    expect(paces.list()).toEqual([]);
    paces.seen(task('shop.tick', { expires: 500 }), 210);
    expect(paces.list()).toMatchObject([
      { entry: { name: 'shop.tick', task: 'shop.tick', everySeconds: 30, expires: true }, readAt: 210 },
    ]);
    expect(paces.firesOf('shop.tick', '1, 2 {}')).toHaveLength(8);
  });

  it('are not those of other arguments, an eta, or an unknown sender', () => {
    const paces = createSeenPaces();
    for (let n = 0; n < 20; n += 1) {
      paces.seen(task('shop.other', { args: `[${n}]`, client: 'gen1@web' }), n * 30);
      paces.seen(task('shop.later', { eta: 900, client: 'gen2@web' }), n * 30);
      paces.seen(task('shop.who', { client: null }), n * 30);
    }
    expect(paces.list()).toEqual([]);
  });

  it('are not those of a process that sends other things at will as well', () => {
    const paces = createSeenPaces();
    for (let n = 0; n < 12; n += 1) {
      paces.seen(task('shop.tick'), n * 30);
      paces.seen(task('shop.order', { args: `[${n}]` }), n * 30 + ((n * 7) % 11));
    }
    expect(paces.list()).toEqual([]);
  });

  it('are those of a beat whose other entries come seldom', () => {
    const paces = createSeenPaces();
    paces.seen(task('shop.nightly'), 3);
    for (let n = 0; n < 12; n += 1) paces.seen(task('shop.tick'), n * 30);
    expect(paces.list()).toMatchObject([{ entry: { task: 'shop.tick' } }]);
  });

  it('cost a bounded memory', () => {
    const paces = createSeenPaces();
    for (let n = 0; n < 8; n += 1) paces.seen(task('shop.tick'), n * 30);
    for (let n = 0; n < 5000; n += 1) paces.seen(task(`shop.t${n}`, { client: `gen${n}@web` }), 300 + n);
    expect(paces.list()).toEqual([]);
    expect(paces.firesOf('shop.t10', '1, 2 {}')).toEqual([]);
    expect(paces.firesOf('shop.t4999', '1, 2 {}')).toHaveLength(1);
  });

  it.each<[string, readonly number[], number | null]>([
    ['of ten seconds', [0, 10, 20.3, 30, 40, 50, 60, 70], 10],
    ['of twelve and a half', [0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5], 12.5],
    ['of a second, which is no schedule to tell', [0, 1, 2, 3, 4, 5, 6, 7], null],
    ['with a hole', [0, 10, 20, 30, 50, 60, 70, 80], null],
    ['of too few', [0, 10, 20], null],
  ])('%s', (_title, times, pace) => {
    expect(paceOf(times.map((at, index) => ({ uuid: `u${index}`, at, client: 'gen7@beat' })))).toBe(pace);
  });
});

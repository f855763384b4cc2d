import { expect } from 'vitest';
import type { Fire } from '../cluster/fires';
import type { Periodic } from '../cluster/periodic';
import type { Observation } from './finding';
import { NOW, textsOf } from './sight.fixture';

export const EVERY = 10;

/** So many fires of one process at its pace, the last one so many seconds ago. */
export function firesOf(client: string | null, count: number, lastAgo: number, every = EVERY): readonly Fire[] {
  return Array.from({ length: count }, (_, index) => ({
    uuid: `${client ?? ''}${index}`,
    at: NOW - lastAgo - (count - 1 - index) * every,
    client,
  }));
}

export function periodic(name: string, fires: readonly Fire[], told: Partial<Periodic['entry']> = {}): Periodic {
  const entry = { name, task: `shop.${name}`, key: ' {}', everySeconds: EVERY, expires: false, ...told };
  return {
    entry,
    source: 'conf',
    worker: 'w1@alpha',
    readAt: NOW - 100,
    fires: [...fires].sort((a, b) => a.at - b.at),
  };
}

export function expectTexts(findings: readonly Observation[]): void {
  expect(findings.length).toBeGreaterThan(0);
  for (const text of findings.flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]/);
}

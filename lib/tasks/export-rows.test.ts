import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskRow } from '../api/views';
import { exportHead, exportRows } from './export-rows';

const row: TaskRow = {
  uuid: 'u1',
  name: 'shop.add',
  state: 'SUCCESS',
  queue: null,
  worker: 'w1@alpha',
  sentAt: 1_795_255_700.25,
  receivedAt: null,
  startedAt: null,
  endedAt: 1e300,
  updatedAt: 1_795_255_701,
  eta: -5,
  retries: 0,
  priority: null,
  waitSeconds: 0.5,
  runtimeSeconds: 1.5,
  args: '(1, "two")',
  kwargs: '{}',
  exception: null,
  result: 'a\nb',
  deliveries: 1,
  findings: ['duplicate-execution', 'task-lost'],
};

/** The cells of CSV text by the rules of RFC 4180. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '"' && text.charAt(at + 1) === '"') {
      cell += char;
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ',' || text.startsWith('\r\n', at))) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (char === '\r') {
        at += 1;
        rows.push([]);
      }
    } else cell += char;
  }
  return rows.slice(0, -1);
}

describe('an export', () => {
  it('as CSV has a cell for each column, with times that people and spreadsheets read', () => {
    const [names = [], cells = []] = cellsOf(exportHead('csv') + exportRows('csv', [row]));
    const byName = Object.fromEntries(names.map((name, at) => [name, cells[at]]));
    expect(names).toHaveLength(cells.length);
    expect(byName).toMatchObject({
      uuid: 'u1',
      queue: '',
      sent: '2026-11-21T10:08:20.250Z',
      ended: '1e+300',
      eta: '1969-12-31T23:59:55.000Z',
      wait_seconds: '0.5',
      args: '(1, "two")',
      result: 'a\nb',
      findings: 'duplicate-execution task-lost',
    });
  });

  it('as JSON lines has one row of the API on each', () => {
    const lines = (exportHead('jsonl') + exportRows('jsonl', [row, { ...row, uuid: 'u2' }])).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as TaskRow)).toEqual([row, { ...row, uuid: 'u2' }]);
  });

  it('gives back any text, but for the sign that keeps a spreadsheet from running it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (args) => {
        const [cells = []] = cellsOf(exportRows('csv', [{ ...row, args }]));
        const cell = cells[16] ?? '';
        expect([args, `'${args}`]).toContain(cell);
        expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '|cmd', '%x'])('disarms %j', (name) => {
    expect(exportRows('csv', [{ ...row, name }])).toContain(`'${name.charAt(0)}`);
  });

  it('leaves negative numbers numbers', () => {
    expect(exportRows('csv', [{ ...row, priority: -1 }])).toContain(',-1,');
  });
});

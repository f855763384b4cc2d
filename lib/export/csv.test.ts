import { describe, expect, it } from 'vitest';
import type { Action } from '../cluster/action';
import { ACTION_COLUMNS } from './action-columns';
import { csvHead, csvRows, isoTime, jsonLines, type CsvColumn } from './csv';

interface Row {
  readonly name: string;
  readonly count: number | null;
}
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['name', (row) => row.name],
  ['count', (row) => row.count],
];

describe('a table as CSV', () => {
  it('has its names, then a line for each row, with what is not known left empty', () => {
    const rows = [
      { name: 'a', count: 1 },
      { name: 'b', count: null },
    ];
    expect(csvHead(COLUMNS) + csvRows(COLUMNS, rows)).toBe('name,count\r\na,1\r\nb,\r\n');
  });

  it('quotes what would break it, and disarms what a spreadsheet would run', () => {
    const names = ['a,b', 'say "x"', 'two\nlines', '=1+1', '@SUM(A1)', '-1'];
    expect(names.map((name) => csvRows(COLUMNS, [{ name, count: 0 }]).slice(0, -4))).toEqual([
      '"a,b"',
      '"say ""x"""',
      '"two\nlines"',
      "'=1+1",
      "'@SUM(A1)",
      "'-1",
    ]);
  });

  it('holds what each worker answered to an action', () => {
    const action: Action = {
      id: 'a1',
      name: 'revoke',
      at: 1_800_000_000,
      actor: 'ada',
      address: '127.0.0.1',
      subject: { kind: 'task', id: 't1' },
      parameters: {},
      reason: null,
      outcome: 'partial',
      summary: 'one of two',
      answers: [
        { from: 'w1', outcome: 'ok', text: 'revoked', ms: 3 },
        { from: 'w2', outcome: 'no-reply', text: '', ms: null },
      ],
      durationMs: 1_000,
      batchId: null,
    };
    expect(csvRows(ACTION_COLUMNS, [action])).toContain('w1: ok revoked; w2: no-reply');
  });
});

describe('a list as JSON lines', () => {
  it('has one value a line', () => {
    expect(jsonLines([{ a: 'x\ny' }, 2])).toBe('{"a":"x\\ny"}\n2\n');
  });
});

describe('a time', () => {
  it('that no calendar knows is given as it is', () => {
    expect([isoTime(0), isoTime(null), isoTime(1e300)]).toEqual(['1970-01-01T00:00:00.000Z', null, '1e+300']);
  });
});

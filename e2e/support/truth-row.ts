import { appendFileSync } from 'node:fs';

/** A line of the table that `npm run truth` prints. */
export interface TruthRow {
  /** `quiet`: nothing was to be found. */
  readonly kind: 'finding' | 'rung' | 'quiet';
  /** The detector, or `why: ` and the rung. */
  readonly name: string;
  readonly scenario: string;
  foundSeconds: number | null;
  rightCause: boolean;
  closedSeconds: number | null;
}

/**
 * A row of which nothing is known yet. It is written at once, and again when the test is over: one that never came to
 * its end has failed.
 */
export function openRow(kind: TruthRow['kind'], name: string, scenario: string): TruthRow {
  const row: TruthRow = { kind, name, scenario, foundSeconds: null, rightCause: false, closedSeconds: null };
  writeRow(row);
  return row;
}

export function writeRow(row: TruthRow): void {
  const file = process.env['CELERYSCOPE_TRUTH'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

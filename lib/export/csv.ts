/** The name of a column and what stands in it. */
export type CsvColumn<Row> = readonly [name: string, value: (row: Row) => string | number | null];

/** The first line, by the rules of RFC 4180. */
export function csvHead<Row>(columns: readonly CsvColumn<Row>[]): string {
  return `${columns.map(([name]) => name).join(',')}\r\n`;
}

export function csvRows<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => `${columns.map(([, value]) => csvCell(value(row))).join(',')}\r\n`).join('');
}

/** One JSON value a line. */
export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = withoutFormula(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A spreadsheet runs a text that begins like a formula, and tasks are named and called by anybody. The full-width
// forms count as well; a leading tab or line end is dropped by some programs, which uncovers what follows.
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠|%]/u.test(text) ? `'${text}` : text;
}

const LAST_TIME = 253_402_300_799;

/** ISO 8601, which people and spreadsheets read. */
export function isoTime(seconds: number | null): string | null {
  if (seconds === null) return null;
  // A sender can name any number as a time: what no calendar knows is given as it is.
  return Math.abs(seconds) <= LAST_TIME ? new Date(seconds * 1000).toISOString() : String(seconds);
}

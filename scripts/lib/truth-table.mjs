/**
 * @typedef {{ kind: 'finding' | 'rung' | 'quiet', name: string, scenario: string, foundSeconds: number | null,
 *   rightCause: boolean, closedSeconds: number | null }} Row
 */

const HEADER = ['what', 'scenario', 'found after', 'right cause', 'closed after'];
const NOT_ASKED = '–';

/**
 * The rows that scenarios wrote: each writes one when it is known and another one when it is over.
 * @param {string} lines @returns {Row[]}
 */
export function readRows(lines) {
  const rows = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => /** @type {Row} */ (JSON.parse(line)));
  return [...new Map(rows.map((row) => [`${row.name}\n${row.scenario}`, row])).values()];
}

/**
 * A table as Markdown, sorted: findings by detector, then the rungs of the ladder. A detector of `all` that no row is
 * about has a row that says so.
 * @param {readonly Row[]} rows @param {readonly string[]} [all]
 */
export function truthTable(rows, all = []) {
  const without = all.filter((name) => !rows.some((row) => row.name === name));
  const cells = [
    ...rows.map(toCells),
    ...without.map((name) => [name, '**no scenario**', NOT_ASKED, NOT_ASKED, NOT_ASKED]),
  ].sort(byNameAndScenario);
  const table = [HEADER, ...cells];
  const widths = HEADER.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}

/** @param {Row} row @returns {string[]} */
function toCells({ kind, name, scenario, foundSeconds, rightCause, closedSeconds }) {
  const seconds = (/** @type {number | null} */ value) => (value === null ? 'no' : `${value.toFixed(0)} s`);
  const found = kind === 'quiet' ? NOT_ASKED : seconds(foundSeconds);
  // Not every task that waits is made to go on.
  const closed = kind === 'finding' || closedSeconds !== null ? seconds(closedSeconds) : NOT_ASKED;
  return [name, scenario, found, rightCause ? 'yes' : 'no', closed];
}

/** @param {string[]} left @param {string[]} right */
function byNameAndScenario([name = '', scenario = ''], [otherName = '', otherScenario = '']) {
  const isRung = Number(name.startsWith('why: ')) - Number(otherName.startsWith('why: '));
  return isRung || name.localeCompare(otherName) || scenario.localeCompare(otherScenario);
}

/**
 * @typedef {{ on: string, request: string, flower: string, ours: string,
 *   verdict: 'same' | 'different on purpose' | 'DIFFERENT', reason: string }} FlowerRow
 */

const HEADER = ['request', 'Flower 2.1', 'Celeryscope', 'verdict'];
/** Of an answer in the table: the rest of a long one is compared all the same. */
const SHOWN = 120;

/** @param {string} lines @returns {FlowerRow[]} */
export function readFlowerRows(lines) {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => /** @type {FlowerRow} */ (JSON.parse(line)));
}

/** Tables as Markdown, one for each pair of servers. @param {readonly FlowerRow[]} rows */
export function flowerTables(rows) {
  const groups = Map.groupBy(rows, ({ on }) => on);
  return [...groups].map(([on, some]) => `## ${TITLES[on] ?? on}\n\n${table(some)}`).join('\n\n');
}

/** @type {Record<string, string>} */
const TITLES = {
  closed: 'Nobody signs in, and the API is not opened',
  locked: 'With a password, read-only',
  open: 'Nobody signs in, and the API is open',
  rabbitmq: 'With RabbitMQ',
};

/** @param {readonly FlowerRow[]} rows */
function table(rows) {
  const cells = rows.map(({ request, flower, ours, verdict, reason }) => [
    code(request),
    code(flower),
    // Long answers that are the same need not be read twice.
    verdict === 'same' ? 'the same' : code(ours),
    reason === '' ? verdict : `${verdict}: ${text(reason)}`,
  ]);
  const lines = [HEADER, HEADER.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`);
  return lines.join('\n');
}

/** @param {string} value */
function code(value) {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return `\`${shown.replaceAll('`', "'").replaceAll('|', '¦').replaceAll('\n', ' ')}\``;
}

/** @param {string} value */
function text(value) {
  return value.replaceAll('|', '¦').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}

import { environmentName, OPTION_KEYS, OPTIONS } from './options';

const USAGE = `Celeryscope: a live dashboard for Celery that explains.

  celeryscope [options]               watch a broker and serve the pages
  celeryscope collector [options]     only watch and keep; web processes get live data by --share
  celeryscope web [options]           only serve the pages, as many as are wanted
  celeryscope record FILE [options]   write the raw events to FILE until Ctrl-C
  celeryscope backup FILE [options]   copy the history, also while it is being written
  celeryscope --replay FILE           play a recording in place of a broker

Options (on the command line, as CELERYSCOPE_… variables, or in a --config file, in this order):
`;

const WIDTH = 96;
const INDENT = 32;

export function helpText(): string {
  const options = OPTION_KEYS.map((key) => {
    const { name, placeholder, help, fallbackText } = OPTIONS[key];
    const shown = fallbackText === '' || placeholder === null ? '' : ` [${fallbackText}]`;
    return entry(`--${name}${placeholder === null ? '' : ` ${placeholder}`}`, `${help}${shown}`.replaceAll('`', ''));
  });
  const rest = [entry('--help', 'Prints this.'), entry('--version', 'Prints the version.')];
  return `${USAGE}\n${[...options, ...rest].join('\n')}\n`;
}

/** The options as the README shows them. */
export function optionsTable(): string {
  const rows = OPTION_KEYS.map((key) => {
    const { name, placeholder, help, fallbackText, alsoFrom } = OPTIONS[key];
    const option = `--${name}${placeholder === null ? '' : ` ${placeholder}`}`;
    const variables = [environmentName(name), ...alsoFrom].map((variable) => `\`${variable}\``).join(', ');
    return `| \`${option}\` | ${help} | ${placeholder === null ? '' : fallbackText} | ${variables} |`;
  });
  return ['| Option | What it does | Default | Variable |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function entry(left: string, text: string): string {
  const lines = wrap(text, WIDTH - INDENT);
  const head = `  ${left}`;
  const first = head.length < INDENT ? head.padEnd(INDENT) + (lines.shift() ?? '') : head;
  return [first, ...lines.map((line) => ' '.repeat(INDENT) + line)].join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

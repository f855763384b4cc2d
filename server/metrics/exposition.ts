import { setImmediate } from 'node:timers/promises';
import type { Family } from './family';

export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** After so many lines others have their turn: the pages are served by the same thread. */
const LINES_AT_ONCE = 2_000;

/** What a scraper asks for; what it does not ask for by name is the text that all can read. */
export function formatOf(accept: string | undefined): ExpositionFormat {
  return /\bapplication\/openmetrics-text\b/.test(accept ?? '') ? 'openmetrics' : 'text';
}

/** The families as text; one without a sample is left out. */
export async function writeExposition(families: Iterable<Family>, format: ExpositionFormat): Promise<string> {
  const lines: string[] = [];
  let turnAt = LINES_AT_ONCE;
  for (const family of families) {
    let isHeaded = false;
    for (const [suffix, labels, value] of family.samples) {
      if (!isHeaded) lines.push(...header(family, format));
      isHeaded = true;
      lines.push(`${family.name}${suffix}${labels === '' ? '' : `{${labels}}`} ${numberText(value)}`);
      if (lines.length < turnAt) continue;
      turnAt = lines.length + LINES_AT_ONCE;
      await setImmediate();
    }
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

// OpenMetrics names a counter without its `_total`, and escapes quotes in a help text as well.
function header({ name, help, type }: Family, format: ExpositionFormat): readonly string[] {
  const isOpen = format === 'openmetrics';
  const family = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name;
  const text = help.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
  return [`# HELP ${family} ${isOpen ? text.replaceAll('"', '\\"') : text}`, `# TYPE ${family} ${type}`];
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

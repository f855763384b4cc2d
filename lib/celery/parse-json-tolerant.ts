const BARE_NUMBERS = /"(?:\\.|[^"\\])*"|-?Infinity|NaN/g;

/**
 * `JSON.parse` that reads Python's bare `NaN`, `Infinity` and `-Infinity` as null; throws a SyntaxError as JSON.parse
 * does. (`inspect conf` with defaults holds a bare Infinity, results and custom events may.)
 */
export function parseJsonTolerant(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error;
    return JSON.parse(text.replace(BARE_NUMBERS, (token) => (token.startsWith('"') ? token : 'null'))) as unknown;
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from './filter';
import { formatFilter } from './format-filter';
import { MAX_FILTER_LENGTH, parseFilter } from './parse-filter';

const NOW = 1_795_255_700;

function parsed(text: string): Filter {
  const result = parseFilter(text, NOW);
  if (!result.ok) throw new Error(`${text}: ${result.message}`);
  return result.filter;
}

function errorOf(text: string): {
  readonly at: string;
  readonly message: string;
  readonly expected: readonly string[];
} {
  const result = parseFilter(text, NOW);
  if (result.ok) throw new Error(`“${text}” was read without an error`);
  return { at: text.slice(result.from, result.to), message: result.message, expected: result.expected };
}

/** The filter as nested lists, without its places in the text. */
function shape(filter: Filter): unknown {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [filter.kind, ...filter.parts.map(shape)];
    case 'not':
      return ['not', shape(filter.part)];
    case 'word':
      return filter.value.text;
    case 'text':
      return `${filter.field}:${filter.values.map(({ text }) => text).join('|')}`;
    case 'number':
      return `${filter.field}${filter.comparison}${filter.values.join('|')}`;
    case 'condition':
      return `is:${filter.conditions.join('|')}`;
  }
}

describe('the filter grammar', () => {
  it.each([
    ['', ['and']],
    ['   ', ['and']],
    ['state:FAILURE', 'state:FAILURE'],
    ['name:shop.* type:x', ['and', 'task:shop.*', 'task:x']],
    ['STATE:failure', 'state:failure'],
    ['state:FAILURE,RETRY', 'state:FAILURE|RETRY'],
    ['args:"a, b","c"', 'args:a, b|c'],
    ['"timed \\"out\\" \\\\"', 'timed "out" \\'],
    ['a b OR c', ['or', ['and', 'a', 'b'], 'c']],
    ['a AND (b OR c)', ['and', 'a', ['or', 'b', 'c']]],
    ['NOT a b', ['and', ['not', 'a'], 'b']],
    ['-queue:mail', ['not', 'queue:mail']],
    ['-(a OR b)', ['not', ['or', 'a', 'b']]],
    ['--a', ['not', ['not', 'a']]],
    ['and or not', ['and', 'and', 'or', 'not']],
    ['ORDER NOTE', ['and', 'ORDER', 'NOTE']],
    ['a,b', 'a,b'],
    ['runtime:>5s', 'runtime>5'],
    ['runtime:<=1m30s', 'runtime<=90'],
    ['wait:>500ms', 'wait>0.5'],
    ['retries:3', 'retries=3'],
    ['retries:0,2', 'retries=0|2'],
    ['priority:>=-1', 'priority>=-1'],
    ['received:-1h', `received>=${NOW - 3600}`],
    ['received:<-30m', `received<${NOW - 1800}`],
    ['sent:2026-11-21', 'sent>=1795219200'],
    ['sent:2026-11-21T10:00+01:00', 'sent>=1795251600'],
    ['ended:>1795255700.5', 'ended>1795255700.5'],
    ['is:waiting,running', 'is:waiting|running'],
    ['worker:w1@alpha.example:5', 'worker:w1@alpha.example:5'],
    ['queue:""', 'queue:'],
    ['"state:FAILURE"', 'state:FAILURE'],
    ['일감 naïve', ['and', '일감', 'naïve']],
  ])('reads %s', (text, expected) => {
    expect(shape(parsed(text))).toEqual(expected);
  });

  it.each([
    ['state:FAILURE colour:red', 'colour', 'no field “colour”'],
    ['(a OR b', '(', 'not closed'],
    ['a ) b', ')', 'no “(”'],
    ['a OR', '', 'missing'],
    ['a AND AND b', 'A', 'missing'],
    ['NOT', '', 'missing'],
    ['()', ')', 'missing'],
    ['name:"shop', '"shop', 'not closed'],
    ['state:', '', 'missing after “state:”'],
    ['state:a,', '', 'missing after “state:”'],
    ['runtime:5s', '5s', 'needs a sign'],
    ['runtime:>fast', 'fast', 'no duration'],
    ['retries:>1,2', '>1,2', 'Several values'],
    ['retries:many', 'many', 'no whole number'],
    ['sent:yesterday', 'yesterday', 'no time'],
    ['is:fine', 'fine', 'knows no “fine”'],
    ['args:f(1)', '(', 'Quote a value'],
    ['a *', '*', 'nothing to look for'],
    ['""', '""', 'nothing to look for'],
  ])('says where %s is wrong', (text, at, message) => {
    const error = errorOf(text);
    expect(error.at).toBe(at);
    expect(error.message).toContain(message);
  });

  it('names what could stand in the place of an error', () => {
    expect(errorOf('is:fine').expected).toContain('waiting');
    expect(errorOf('colour:red').expected).toContain('queue');
  });

  it('bounds length, depth and number of terms', () => {
    expect(errorOf('a'.repeat(MAX_FILTER_LENGTH + 1)).message).toContain('longer than');
    expect(errorOf(`${'('.repeat(50)}a${')'.repeat(50)}`).message).toContain('nested deeper');
    expect(errorOf('-'.repeat(50) + 'a').message).toContain('nested deeper');
    expect(errorOf('a '.repeat(150)).message).toContain('more than 100 terms');
    expect(errorOf(`state:${'a,'.repeat(150)}a`).message).toContain('More than 100 values');
  });

  it('answers whatever it is given, with a filter or with a place in the text', () => {
    const pieces = fc.constantFrom(
      'state:',
      'a',
      '"',
      '\\',
      '(',
      ')',
      '-',
      ' ',
      ',',
      'OR',
      'NOT ',
      '*',
      ':',
      '>',
      'runtime:',
      'is:',
      '\n',
      '🎉',
      '-1h',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          const result = parseFilter(text, NOW);
          if (result.ok) return;
          expect(result.from).toBeGreaterThanOrEqual(0);
          expect(result.to).toBeGreaterThanOrEqual(result.from);
          expect(result.to).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });

  it('reads what it has written to the same filter', () => {
    const value = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('a b', 'x*', '-a', 'OR', 'f(1)', 'k:v', '"', '\\', 'a,b'),
    );
    const text = (filter: string, found: string): string =>
      `${filter}"${found.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    const term = fc.oneof(
      value.map((found) => text('', found)),
      fc.tuple(fc.constantFrom('state:', 'task:', 'args:', 'uuid:'), value).map(([field, found]) => text(field, found)),
      fc.constantFrom('runtime:>5s', 'received:-1h', 'is:waiting,lost', 'retries:1,2', 'task:mail.*', 'word', 'wi*ld'),
    );
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        term,
        fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} ${b})`),
        fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} OR ${b})`),
        tie('filter').map((inner) => `NOT (${inner})`),
      ),
    }));
    fc.assert(
      fc.property(filter, (source) => {
        const result = parseFilter(source, NOW);
        fc.pre(result.ok);
        const written = formatFilter(parsed(source));
        expect(shape(parsed(written))).toEqual(shape(parsed(source)));
      }),
    );
  });
});

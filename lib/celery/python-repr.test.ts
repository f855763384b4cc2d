import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { parseJsonTolerant } from './parse-json-tolerant';
import { parsePythonRepr } from './python-repr';
// Made with Celery 5.6's `saferepr` and Python's `repr` and `json.dumps` from the same values.
import cases from './python-repr.fixture.json';
import { toPythonRepr } from './to-python-repr';

function reasonOf(text: string) {
  const parsed = parsePythonRepr(text);
  return parsed.plain ? parsed.json : parsed.reason;
}

describe('parsePythonRepr', () => {
  it('reads what Celery and Python write of a value as the JSON that was sent', () => {
    const texts = cases.plain.flatMap(({ json, celery, python }) => [
      { json, text: celery },
      { json, text: python },
    ]);
    const isDoubtful = (text: string) => text.includes('...') || /\\(?!')/.test(text);
    for (const { json, text } of texts) {
      const parsed = parsePythonRepr(text);
      expect(parsed.plain, text).toBe(!isDoubtful(text));
      if (parsed.plain) expect(parseJsonTolerant(parsed.json), text).toEqual(parseJsonTolerant(json));
    }
    expect(texts.filter(({ text }) => !isDoubtful(text)).length).toBeGreaterThan(300);
  });

  it('keeps every digit', () => {
    expect(reasonOf('(1180591620717411303424, -1e-07, nan, -inf)')).toBe(
      '[1180591620717411303424, -1e-07, NaN, -Infinity]',
    );
    expect(reasonOf('(1., .5, 007)')).toBe('not-python');
    expect(reasonOf('(1., .5, -.25e3)')).toBe('[1.0, 0.5, -0.25e3]');
  });

  it('says why a value is not whole and plain', () => {
    expect(cases.notPlain.map(({ text }) => [text, reasonOf(text)])).toEqual(
      cases.notPlain.map(({ reason, text }) => [text, reason]),
    );
  });

  it.each([
    ['', 'cut'],
    ['(1, 2', 'cut'],
    ["('open", 'cut'],
    ['(1 2)', 'not-python'],
    ['(1,,)', 'not-python'],
    ['1 2', 'not-python'],
    ['<Task at 0x7f>', 'object'],
    ["u'x'", 'not-python'],
    ['{1}', 'set'],
    ['{1: 2, 3}', 'set'],
    ['{[1]: 2}', 'key'],
    ['Foo(a=1)', 'object'],
    ['x', 'object'],
    ['-None', 'object'],
    [')', 'not-python'],
    ['(1)', 'not-python'],
    ['{(1, 2), 3}', 'set'],
  ])('refuses %s', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('refuses what is nested too deep instead of failing', () => {
    expect(reasonOf('['.repeat(50_000))).toBe('too-deep');
  });

  it('makes the same of keys as Python’s JSON does', () => {
    expect(reasonOf("{1: 'a', True: 'b', None: 'c', 2.5: 'd'}")).toBe(
      '{"1": "a", "true": "b", "null": "c", "2.5": "d"}',
    );
  });

  it('never throws, and gives JSON whenever it says plain', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[()[\]{}'",:\\\d.ejbNoneTrue \-<>]*$/)), (text) => {
        const parsed = parsePythonRepr(text);
        if (parsed.plain) parseJsonTolerant(parsed.json);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back what we write ourselves', () => {
    const noBackslash = fc.string().filter((text) => !text.includes('\\') && !text.includes('...'));
    const value = fc
      .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
      .filter((json) => !/\\\\|\.\.\.|\\ud/.test(JSON.stringify(json)));
    fc.assert(
      fc.property(fc.array(fc.oneof(value, noBackslash), { maxLength: 3 }), (args) => {
        const json = JSON.stringify(args);
        const text = toPythonRepr(json, 'tuple');
        fc.pre(!text.includes('...'));
        const parsed = parsePythonRepr(text);
        expect(parsed.plain && JSON.parse(parsed.json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('reads all short arguments of the captures', () => {
    const texts = readCapture('redis-5.6.3-scenarios').events.flatMap(({ event }) =>
      event.kind === 'task' && event.args !== null ? [[event.args, reasonOf(event.args)] as const] : [],
    );
    const refused = texts.filter(([, json]) => !json.startsWith('['));
    expect(texts.length).toBeGreaterThan(60);
    expect(new Set(refused.map(([, reason]) => reason))).toEqual(new Set(['cut']));
  });
});

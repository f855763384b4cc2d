import { describe, expect, it } from 'vitest';
import { readPythonPattern } from './python-pattern';

/** As Python prints a compiled expression of this source. */
const printed = (source: string): string => `re.compile('${source.replaceAll('\\', '\\\\')}')`;

describe('an expression that Python compiled', () => {
  it.each([
    ['^(video|image)\\.tasks\\..*', ['video.tasks.a', 'image.tasks.'], ['audio.tasks.a', 'xvideo.tasks.a']],
    ['shop', ['shop', 'shopping'], ['my.shop', 'sho']],
    ['shop$', ['shop'], ['shops']],
    ['[a-c]+[^0-9_]x?$', ['abc-', 'a.x'], ['d-', 'a1', 'a.xx']],
    ['(?:a|b)*c', ['c', 'ababc'], ['abd']],
    ['(?P<app>\\w+)\\.\\d+', ['mail.12', 'größe.1'], ['.1', 'mail.x']],
    ['a|', ['a', '', 'b'], []],
    ['.+?\\.end', ['x.end', 'a.b.end'], ['.end']],
    ['[]x]a', [']a', 'xa'], ['a']],
  ])('%s takes what Python takes', (source, taken, left) => {
    const matches = readPythonPattern(printed(source));
    if (matches === null) throw new Error('not read');
    expect([...taken, ...left].filter((name) => matches(name))).toEqual(taken);
  });

  it.each(['(?!a)b', 'a{2,3}', '(a)\\1', 'a(?i)b', 'a++', '(a', 'a)', '[a', '\\bword', '*a', 'a\\'])(
    '%s is not run',
    (source) => expect(readPythonPattern(printed(source))).toBeNull(),
  );

  it('with flags or cut short is not run', () => {
    expect(readPythonPattern("re.compile('a', re.IGNORECASE)")).toBeNull();
    expect(readPythonPattern("re.compile('aaaa")).toBeNull();
  });

  it('that would take an engine that goes back years is answered at once', () => {
    const matches = readPythonPattern(printed('(a+)+(a+)+(a|aa)*$'));
    expect(matches?.(`${'a'.repeat(500)}b`)).toBe(false);
  });
});

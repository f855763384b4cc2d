import { describe, expect, it } from 'vitest';
import { readAssignments } from './assignments';
import { NotPython } from './token';
import type { PlainValue } from './value';

const env = { HOME_PORT: '6000', EMPTY: '' };

/** What a file sets, values as JSON would have them. */
function plain(source: string): Record<string, unknown> {
  const { assigned } = readAssignments(source, env);
  return Object.fromEntries([...assigned].map(([name, { value }]) => [name, toJson(value)]));
}

function toJson(value: PlainValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
      return Number(value.text);
    case 'bool':
      return value.value;
    case 'none':
      return null;
    case 'list':
      return value.items.map(toJson);
    case 'dict':
      return {};
  }
}

const missed = (source: string) => readAssignments(source, env).notRead.map(({ line, names }) => [line, ...names]);

describe('readAssignments', () => {
  it.each([
    ["a = 'x'", 'x'],
    ['a = "it\'s"', "it's"],
    ["a = '''two\nlines'''", 'two\nlines'],
    ['a = """a "quoted" word"""', 'a "quoted" word'],
    ["a = r'C:\\new'", 'C:\\new'],
    ["a = R'it\\'s'", "it\\'s"],
    ["a = u'x'", 'x'],
    ["a = 'one ' 'two ' \"three\"", 'one two three'],
    ["a = ('one '\n     # between\n     'two')", 'one two'],
    ["a = 'tab\\tnew\\nquote\\'back\\\\ \\x41\\101\\u00e9\\U0001F600 \\d'", "tab\tnew\nquote'back\\ AAé😀 \\d"],
    ["a = 'con\\\ntinued'", 'continued'],
    ["a = 'x'  # a 'comment'", 'x'],
    ["a = '# none'", '# none'],
    ["a = ''", ''],
    ['a = 5555', 5555],
    ['a = 1_000', 1000],
    ['a = 0x1F', 31],
    ['a = 0o17', 15],
    ['a = 0b101', 5],
    ['a = 1.5', 1.5],
    ['a = .5', 0.5],
    ['a = 1e3', 1000],
    ['a = -3', -3],
    ['a = 60 * 60 * 24 + 1', 86_401],
    ['a = True', true],
    ['a = None', null],
    ["a = ['x', 'y',]", ['x', 'y']],
    ["a = ('x',)", ['x']],
    ["a = ('x')", 'x'],
    ["a = 'x', 'y'", ['x', 'y']],
    ['a = ()', []],
    ["a = {'k': [1, (2, 3)], 'l': {},}", {}],
    ['a = [\n  1,\n  2,\n]', [1, 2]],
    ['a = \\\n  7', 7],
    ['a: int = 7', 7],
    ['b = a = 7', 7],
    ['x = 1; a = 2', 2],
    ["base = 'http://h'\na = base + ':1'", 'http://h:1'],
    ["import os\na = os.environ.get('HOME_PORT', '1')", '6000'],
    ["import os\na = int(os.environ.get('NONE', 5555))", 5555],
    ["import os as _os\na = _os.environ['HOME_PORT']", '6000'],
    ["from os import environ, getenv as g\na = g('NONE') or environ.get('HOME_PORT')", '6000'],
    ["import os\na = os.environ.get('DEBUG') == '1'", false],
    ["import os\na = os.getenv('EMPTY', 'd')", ''],
    ['\ufeffa = 1\r\nb = 2\r\n', 1],
  ])('reads %j', (source, value) => {
    expect(plain(source)['a']).toEqual(value);
    expect(missed(source)).toEqual([]);
  });

  it.each([
    ["a = f'{x}'", 1],
    ["a = b'x'", 1],
    ["a = '\\N{BULLET}'", 1],
    ["a = 'x\ufffd'", 1],
    ['a = load()', 1],
    ["a = 'x'.upper()", 1],
    ["a = 'x %s' % 1", 1],
    ['a = other', 1],
    ['a = 1 if True else 2', 1],
    ['a = [x for x in y]', 1],
    ['a = lambda: 1', 1],
    ['a = 0777', 1],
    ['a = 1j', 1],
    ['a = 1 / 2', 1],
    ['a = os.environ.get("HOME_PORT")', 1],
    ["import os\na = os.environ['NONE']", 2],
    ["import os\nos.environ['HOME_PORT'] = '1'\na = os.getenv('HOME_PORT')", 3],
    ["import os\nos.environ.update(x)\na = os.getenv('HOME_PORT')", 3],
    ['from settings import a', 1],
    ['import a', 1],
    ['a = 1\na += 1', 2],
    ['a = 1\nif x:\n    a = 2', 3],
    ['a = 1\nif x: a = 2', 2],
    ['a = 1\ntry:\n  from b import c as a\nexcept ImportError:\n  pass', 3],
    ['a, b = 1, 2', 1],
    ['(a, b) = 1, 2', 1],
    ['for a in (1, 2): pass', 1],
    ['def a():\n  return 1', 1],
    ['with open("x") as a: pass', 1],
    ['a = 1\ndel a', 2],
    ['a = 1\nprint(a := 2)', 2],
    [`a = ${'['.repeat(60)}${']'.repeat(60)}`, 1],
  ])('never makes a value up of %j', (source, line) => {
    expect(plain(source)).not.toHaveProperty('a');
    expect(missed(source)).toContainEqual(expect.arrayContaining([line, 'a']));
  });

  it('leaves alone what a function or a class keeps to itself', () => {
    const source = 'a = 1\ndef f(x):\n    a = 2\n    x.b = 3\n    return x\n\nclass C:\n    a = 4\nb = 5\n';
    expect(plain(source)).toEqual({ a: 1, b: 5 });
    expect(missed(source)).toEqual([
      [2, 'f'],
      [7, 'C'],
    ]);
  });

  it('does not stumble over what sets nothing', () => {
    const source =
      '"""About."""\nimport os\nfrom __future__ import annotations\npass\nprint("x", end="")\nassert os\na = 1\n';
    expect(plain(source)).toEqual({ a: 1 });
    expect(missed(source)).toEqual([]);
  });

  it('says of an import of everything that it may set anything', () => {
    expect(missed('from base import *\na = 1')).toEqual([[1, '*']]);
  });

  it.each([
    ["a = 'x", 1, 'a string does not end'],
    ['b = 1\na = """x\n\n', 2, 'a string does not end'],
    ['a = [1,\n2\n', 1, '"[" is not closed'],
    ['a = 1)', 1, '")" closes nothing'],
    ['a = (1]', 1, '"]" closes nothing'],
    ['a = $HOME', 1, '"$" stands where Python knows nothing'],
  ])('refuses what no Python would run: %j', (source, line, reason) => {
    const error = (() => {
      try {
        plain(source);
      } catch (thrown) {
        return thrown;
      }
      return null;
    })();
    expect(error).toBeInstanceOf(NotPython);
    expect(error).toMatchObject({ line, message: reason });
  });
});

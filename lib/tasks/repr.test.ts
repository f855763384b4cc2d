import { describe, expect, it } from 'vitest';
import { argumentsExcerpt, reprCut, splitRepr, wrapRepr } from './repr';

describe('splitRepr', () => {
  it.each([
    ["(1, 'a, b', [2, 3])", ['1', "'a, b'", '[2, 3]']],
    ['(55103,)', ['55103']],
    ['()', []],
    ["{'x': {'y': (1, 2)}, 'z': None}", ["'x': {'y': (1, 2)}", "'z': None"]],
    [String.raw`('it\'s, fine', 2)`, [String.raw`'it\'s, fine'`, '2']],
    ["(1, 'cut off in the mid...", ['1', "'cut off in the mid..."]],
    ['', []],
  ])('splits %s', (text, items) => {
    expect(splitRepr(text)).toEqual(items);
  });
});

describe('argumentsExcerpt', () => {
  it('writes keyword arguments as they are called', () => {
    expect(argumentsExcerpt('()', "{'order': 884196}")).toBe('order=884196');
    expect(argumentsExcerpt('(2026, 10)', "{'format': 'csv'}")).toBe('2026, 10, format=csv');
  });

  it('leaves out the quotes of plain texts, also within', () => {
    expect(argumentsExcerpt("({'id': 'S-1', 'of': ['a', 'b']},)", '{}')).toBe('{id=S-1, of=[a, b]}');
  });

  it('says nothing when nothing was sent or known', () => {
    expect(argumentsExcerpt('()', '{}')).toBe('');
    expect(argumentsExcerpt(null, null)).toBe('');
  });
});

describe('reprCut', () => {
  it('tells a long text that ends in dots from a whole one', () => {
    expect(reprCut(`('${'x'.repeat(1020)}...`)).toBe('length');
    expect(reprCut("('short',)")).toBeNull();
    expect(reprCut(null)).toBeNull();
  });

  it('tells values that were nested too deep', () => {
    expect(reprCut('([[[...]]],)')).toBe('depth');
  });

  it('does not take three dots within a text for a cut', () => {
    expect(reprCut("('wait... what',)")).toBeNull();
  });
});

describe('wrapRepr', () => {
  it('puts one item on a line when the text is too wide', () => {
    expect(wrapRepr("{'format': 'csv', 'channels': ['web', 'pos']}", 30)).toBe(
      "{'format': 'csv',\n 'channels': ['web', 'pos']}",
    );
    expect(wrapRepr("{'format': 'csv'}", 20)).toBe("{'format': 'csv'}");
  });

  it('sets inner collections over lines as well, below their key', () => {
    expect(wrapRepr("({'name': 'Ada', 'tags': ['one', 'two', 'three']},)", 24)).toBe(
      "({'name': 'Ada',\n  'tags': ['one',\n           'two',\n           'three']},)",
    );
  });

  it('leaves a text alone that is no collection or was cut', () => {
    expect(wrapRepr('<Result object with a long name at 0x7f>', 20)).toBe('<Result object with a long name at 0x7f>');
    expect(wrapRepr("{'a': 1, 'b': 'cut of...", 10)).toBe("{'a': 1,\n 'b': 'cut of...");
  });
});

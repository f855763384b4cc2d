import { describe, expect, it } from 'vitest';
import { createSequence, isForeign } from './key-sequence';

const letter = { key: 't', ctrlKey: false, metaKey: false, altKey: false, isComposing: false };

describe('isForeign', () => {
  it('leaves letters to inputs, the browser and input methods', () => {
    expect(isForeign(letter, { typing: false })).toBe(false);
    expect(isForeign(letter, { typing: true })).toBe(true);
    expect(isForeign({ ...letter, ctrlKey: true }, { typing: false })).toBe(true);
    expect(isForeign({ ...letter, metaKey: true }, { typing: false })).toBe(true);
    expect(isForeign({ ...letter, altKey: true }, { typing: false })).toBe(true);
    expect(isForeign({ ...letter, isComposing: true }, { typing: false })).toBe(true);
  });
});

describe('createSequence', () => {
  it('joins g with the letter after it', () => {
    const next = createSequence(new Set(['g']));
    expect(next('g', 0)).toBe('g');
    expect(next('t', 500)).toBe('g t');
    expect(next('t', 600)).toBe('t');
  });

  it('forgets the first key after a while', () => {
    const next = createSequence(new Set(['g']));
    next('g', 0);
    expect(next('t', 5000)).toBe('t');
  });
});

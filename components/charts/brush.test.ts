import { describe, expect, it } from 'vitest';
import { markedSteps, NO_BRUSH, pressBrush, stepAt, type Brush } from './brush';

const press = (keys: readonly string[], from: Brush = NO_BRUSH): Brush =>
  keys.reduce((brush, key) => {
    const shiftKey = key.startsWith('⇧');
    return pressBrush(brush, { key: key.replace('⇧', ''), shiftKey }, 60);
  }, from);

describe('pressBrush', () => {
  it('begins at the newest and stops at both ends', () => {
    expect(press(['ArrowLeft']).active).toBe(59);
    expect(press(['End', 'ArrowRight']).active).toBe(59);
    expect(press(['Home', 'ArrowLeft']).active).toBe(0);
  });

  it('marks with Shift, in both directions and across the place where it began', () => {
    expect(markedSteps(press(['End', 'ArrowLeft', '⇧ArrowLeft', '⇧ArrowLeft']))).toEqual({ first: 56, last: 58 });
    expect(markedSteps(press(['Home', '⇧ArrowRight', '⇧ArrowRight', '⇧ArrowRight']))).toEqual({ first: 0, last: 3 });
    expect(markedSteps(press(['Home', 'ArrowRight', '⇧ArrowRight', '⇧ArrowLeft', '⇧ArrowLeft']))).toEqual({
      first: 0,
      last: 1,
    });
  });

  it('lets go of what is marked with the next move or with Escape, and of the place with the next Escape', () => {
    const marked = press(['End', '⇧ArrowLeft']);
    expect(markedSteps(press(['ArrowLeft'], marked))).toBeNull();
    expect(press(['Escape'], marked)).toEqual({ active: 58, anchor: null });
    expect(press(['Escape', 'Escape'], marked)).toEqual(NO_BRUSH);
  });

  it('leaves other keys alone', () => {
    const brush = press(['End']);
    expect(press(['x', 'Tab', 'Enter', 'ArrowUp'], brush)).toBe(brush);
    expect(press(['Escape'])).toBe(NO_BRUSH);
  });
});

describe('markedSteps', () => {
  it('is nothing for a single step', () => {
    expect(markedSteps({ active: 4, anchor: 4 })).toBeNull();
    expect(markedSteps({ active: 4, anchor: null })).toBeNull();
  });
});

describe('stepAt', () => {
  it('stays inside the plot', () => {
    expect(stepAt(-0.1, 60)).toBe(0);
    expect(stepAt(0.5, 60)).toBe(30);
    expect(stepAt(1, 60)).toBe(59);
  });
});

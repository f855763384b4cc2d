import { describe, expect, it } from 'vitest';
import { placeTooltip } from './tooltip-place';

const room = { width: 1000, height: 600 };
const bubble = { width: 100, height: 30 };
const button = (left: number, top: number) => ({ left, top, width: 28, height: 28 });

describe('placeTooltip', () => {
  it('stands above its target, in the middle', () => {
    expect(placeTooltip(button(500, 300), bubble, room, 'top')).toEqual({ left: 464, top: 264 });
  });

  it('goes below where there is no room above', () => {
    expect(placeTooltip(button(500, 10), bubble, room, 'top')).toEqual({ left: 464, top: 44 });
  });

  it('stays inside the window at its edges', () => {
    expect(placeTooltip(button(965, 300), bubble, room, 'top').left).toBe(892);
    expect(placeTooltip(button(2, 300), bubble, room, 'top').left).toBe(8);
  });

  it('stands right of an icon of the narrow sidebar', () => {
    expect(placeTooltip(button(10, 300), bubble, room, 'right')).toEqual({ left: 44, top: 299 });
  });
});

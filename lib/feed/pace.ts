/** Seconds between two frames of a view that is not watched live. */
export const PACES = [2, 5, 15, 60] as const;
export type Pace = (typeof PACES)[number];

export function isPace(value: unknown): value is Pace {
  return PACES.some((pace) => pace === value);
}

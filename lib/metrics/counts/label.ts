/** Longer names are cut, so that nobody can make the answer large with a few of them. */
const MAX_LABEL_LENGTH = 200;
/** Stands for all names beyond a bound. */
export const OTHER_LABEL = 'other';

const SPECIAL = /[\p{Cc}\p{Cs}]/u;

/** A name from outside as it may stand in a label: escaped it is when it is written. */
export function labelOf(name: string): string {
  // Names that are met for each event: nearly all of them are plain.
  if (name.length <= MAX_LABEL_LENGTH && !SPECIAL.test(name)) return name;
  const cut = name.length <= MAX_LABEL_LENGTH ? name : `${name.slice(0, MAX_LABEL_LENGTH - 1)}…`;
  // Of control characters only the line break has an escape; Prometheus' parser takes a NUL for the end.
  return cut.toWellFormed().replace(/(?!\n)\p{Cc}/gu, '\u{FFFD}');
}

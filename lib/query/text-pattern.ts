import type { TextValue } from './filter';

/** The literal pieces between the wildcards of a value; one piece means that there is none. */
export function patternPieces(value: TextValue): readonly string[] {
  return value.quoted ? [value.text] : value.text.split('*');
}

/** Lower case for the letters A to Z only, as SQL's LIKE compares. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the whole text matches the value and its wildcards. Linear: pieces are found from left to right. */
export function matchesWhole(value: TextValue, text: string): boolean {
  const pieces = patternPieces(value).map(foldCase);
  const folded = foldCase(text);
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return folded === first;
  if (folded.length < first.length + last.length) return false;
  if (!folded.startsWith(first) || !folded.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = folded.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= folded.length - last.length;
}

/** Whether some part of the text matches the value and its wildcards. */
export function matchesPart(value: TextValue, text: string): boolean {
  const folded = foldCase(text);
  let at = 0;
  for (const piece of patternPieces(value)) {
    const found = folded.indexOf(foldCase(piece), at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

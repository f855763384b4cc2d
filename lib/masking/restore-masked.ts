import { jsonElements, jsonMembers } from '../celery/json-slices';
import { holdsMask } from './mask';
import type { Masker } from './masker';

/**
 * Arguments that were shown masked, edited: each list element or member of an object that came back as it was shown is
 * the original one again. null where one with a mask was changed.
 */
export function restoreMasked(edited: string, original: string, masker: Masker): string | null {
  if (!holdsMask(edited)) return edited;
  if (isSame(edited, masker.json(original))) return original;
  const elements = jsonElements(edited);
  if (elements !== null) {
    const originals = jsonElements(original) ?? [];
    const restored = elements.map((element, at) => restoredPart(element, originals[at], (text) => text, masker));
    return restored.includes(null) ? null : `[${restored.join(', ')}]`;
  }
  const members = jsonMembers(edited);
  if (members === null) return null;
  const originals = new Map((jsonMembers(original) ?? []).map(({ name, text }) => [name, text]));
  const restored = members.map(({ name, text }) => {
    // A value alone does not tell that its name makes it a secret.
    const part = restoredPart(text, originals.get(name), (value) => `{${JSON.stringify(name)}: ${value}}`, masker);
    return part === null ? null : `${JSON.stringify(name)}: ${part}`;
  });
  return restored.includes(null) ? null : `{${restored.join(', ')}}`;
}

function restoredPart(
  edited: string,
  original: string | undefined,
  placed: (text: string) => string,
  masker: Masker,
): string | null {
  if (!holdsMask(edited)) return edited;
  if (original === undefined) return null;
  return isSame(placed(edited), masker.json(placed(original))) ? original : null;
}

// By the characters, for a parser would round large numbers.
function isSame(a: string, b: string): boolean {
  return withoutSpaces(a) === withoutSpaces(b);
}

function withoutSpaces(json: string): string {
  return json.replace(/"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|\s+/g, (part) => (part.startsWith('"') ? part : ''));
}

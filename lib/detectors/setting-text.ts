/** Names come from outside, and what stands in a setting is copied: nothing in it may be more than a name. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One word of a command line. */
export function shellWord(name: string): string {
  const word = name.replace(CONTROL, '?');
  return /^[\w@.:+/-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A string of Python. */
export function pythonText(name: string): string {
  return JSON.stringify(name.replace(CONTROL, '?'));
}

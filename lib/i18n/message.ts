/**
 * A text to be: a key of the catalogue with its values. What is stored and sent is this, so that a reader sees it in
 * his own language; the REST API adds the English text.
 */
export interface Message {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export function message(key: string, values: Readonly<Record<string, string | number>> = {}): Message {
  return { key, values };
}

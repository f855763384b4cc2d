/** What of a key event decides whether it is a shortcut. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** True when a letter must go to where it is typed, or belongs to the browser or an input method. */
export function isForeign(press: KeyPress, target: { readonly typing: boolean }): boolean {
  return (
    press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.key === 'Process' || target.typing
  );
}

/** Where letters are text. */
export function isTyping(element: Element | null): boolean {
  if (element === null) return false;
  return element.matches('input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"]');
}

// Long enough for a slow hand, short enough to be forgotten by the next thought.
const SEQUENCE_MS = 1200;

/** Joins two keys pressed shortly after one another: `g` then `t` is `g t`. */
export function createSequence(firstKeys: ReadonlySet<string>) {
  let first: { readonly key: string; readonly at: number } | null = null;
  return (key: string, atMs: number): string => {
    const pending = first && atMs - first.at <= SEQUENCE_MS ? first.key : null;
    first = pending === null && firstKeys.has(key) ? { key, at: atMs } : null;
    return pending === null ? key : `${pending} ${key}`;
  };
}

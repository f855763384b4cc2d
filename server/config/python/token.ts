export type Token =
  | { readonly kind: 'name' | 'op' | 'number' | 'text'; readonly text: string; readonly line: number }
  /** A string whose value only Python can tell: of bytes, or with code in it. */
  | { readonly kind: 'unclear'; readonly text: string; readonly line: number };

/** No Python would run this file. */
export class NotPython extends Error {
  override readonly name = 'NotPython';
  readonly code = 'not_python';
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}

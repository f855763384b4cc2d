/** A value of a Python file that is known without running it. */
export type PlainValue =
  | { readonly kind: 'text' | 'number'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly PlainValue[] }
  | { readonly kind: 'dict' };

/** Only Python can tell what stands there. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
  readonly code = 'not_plain';
}

/** Python's `bool(value)`; a dict's length is not kept. */
export function isTrue(value: PlainValue): boolean {
  switch (value.kind) {
    case 'text':
      return value.text !== '';
    case 'number':
      return Number(value.text) !== 0;
    case 'bool':
      return value.value;
    case 'none':
      return false;
    case 'list':
      return value.items.length > 0;
    case 'dict':
      throw new NotPlain('a dict where a word is decided');
  }
}

/** A Python number as a plain decimal text. */
export function numberOf(written: string): PlainValue {
  const digits = written.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(digits)) return whole(BigInt(digits));
  if (/^(?:0+|[1-9]\d*)$/.test(digits)) return whole(BigInt(digits));
  const value = Number(digits);
  if (digits.endsWith('j') || /^0\d+$/.test(digits) || !Number.isFinite(value)) throw new NotPlain('such a number');
  return { kind: 'number', text: String(value) };
}

function whole(value: bigint): PlainValue {
  return { kind: 'number', text: String(value) };
}

/** `60 * 60`, `'a' + 'b'`, `[1] + [2]`. */
export function combine(operator: string, left: PlainValue, right: PlainValue): PlainValue {
  if (operator === '+' && left.kind === 'text' && right.kind === 'text')
    return { kind: 'text', text: left.text + right.text };
  if (operator === '+' && left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', items: [...left.items, ...right.items] };
  if (left.kind === 'number' && right.kind === 'number' && isWhole(left.text) && isWhole(right.text)) {
    const [a, b] = [BigInt(left.text), BigInt(right.text)];
    if (operator === '+') return whole(a + b);
    if (operator === '-') return whole(a - b);
    if (operator === '*') return whole(a * b);
  }
  throw new NotPlain(`a sum with "${operator}"`);
}

export function isWhole(text: string): boolean {
  return /^-?\d{1,30}$/.test(text);
}

/** Python's `==` of two values of one kind; other pairs are left to Python. */
export function isEqual(left: PlainValue, right: PlainValue): boolean {
  if (left.kind === 'none' || right.kind === 'none') return left.kind === right.kind;
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text;
  if (left.kind === 'bool' && right.kind === 'bool') return left.value === right.value;
  throw new NotPlain('a comparison');
}

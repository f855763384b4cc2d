import { holdsMask } from '../masking/mask';

/** More than somebody reads, and what a browser draws without a halt. */
const MAX_SHOWN_CHARS = 100_000;

export interface StoredText {
  readonly text: string;
  /** Its beginning, where the whole is too long for a page. */
  readonly shown: string;
  readonly isMasked: boolean;
  /** Python's whole numbers have no bound; JavaScript has rounded those beyond 2^53 when it read them. */
  readonly isRounded: boolean;
}

/** A stored result as JSON, and what keeps it from being just what the task left. */
export function toStoredText(result: unknown): StoredText {
  let isRounded = false;
  const text = JSON.stringify(
    result ?? null,
    (_name, value: unknown) => {
      isRounded ||= typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
      return value;
    },
    2,
  );
  return { text, shown: text.slice(0, MAX_SHOWN_CHARS), isMasked: holdsMask(text), isRounded };
}

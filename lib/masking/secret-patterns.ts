import { MASK } from './mask';

export interface SecretPattern {
  /** Found in each text that may hold one: it must be quick where nothing is. */
  readonly sign: Pick<RegExp, 'test'>;
  readonly replace: (text: string) => string;
}

const URL_USER = /:\/\/([^\s/:@'"]*):[^\s/'"]{1,2000}@/g;
/** `https://ghp_…@github.com`: a name that long is a token. */
const URL_TOKEN = /:\/\/[^\s/:@'"]{16,2000}@/g;
/** A text that was cut in the middle of a password. */
const URL_CUT = /:\/\/(?!\[)([^\s/:@'"]*):(?!\d{1,5}$)[^\s/'"@]{1,2000}$/;
const KNOWN = [
  /\bbearer\s{1,4}[\w\-.~+/]{16,}={0,2}/gi,
  // Signed or not, whole or cut off.
  /\beyJ[\w-]{6,}\.[\w\-.]*/g,
  /\beyJ[\w-]{6,}(?=\.{0,3}['"]?$)/g,
  /\bA[KS]IA[A-Z\d]{12,16}\b/g,
  /\bgh[pousr]_[A-Za-z\d]{16,}/g,
  /\bxox[abeprs]-[\w-]{10,}/g,
  /\b[sr]k_live_[A-Za-z\d]{10,}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^'"]{0,16000}/g,
];
const CARD = /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){10,12}(?![\w-])/g;
const CARD_STARTS =
  /^(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|35\d{14}|6(?:011|5\d\d|4[4-9]\d)\d{12})$/;

/** What is a secret by its look, whatever it is called. */
export const DEFAULT_PATTERNS: readonly SecretPattern[] = [
  {
    // One alternative with two first letters more would cost three times as much.
    sign: /:\/\/|----|eyJ|A[KS]IA|gh[pousr]_|xox[a-s]-|_live|earer|EARER/,
    replace(text) {
      let masked = text;
      if (text.includes('://'))
        masked = masked
          .replace(URL_USER, (_all, user: string) => `://${user}:${MASK}@`)
          .replace(URL_TOKEN, `://${MASK}@`)
          .replace(URL_CUT, (_all, user: string) => `://${user}:${MASK}`);
      return KNOWN.reduce((rest, pattern) => rest.replace(pattern, MASK), masked);
    },
  },
  {
    sign: /[2-6]\d{3}[ -]?\d{4}/,
    replace: (text) => text.replace(CARD, (digits) => (isCard(digits.replace(/\D/g, '')) ? MASK : digits)),
  },
];

/** The digits of a card by its issuer's range and Luhn's sum: of other numbers with as many digits few have both. */
function isCard(digits: string): boolean {
  if (!CARD_STARTS.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighed = index % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

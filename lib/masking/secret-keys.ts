/**
 * Names whose values are secrets, whatever their case and separators. A word between stars may stand anywhere in a name
 * (`dbPasswordOld`); any other is its last word: `pin` is that of `card_pin`, not of `shipping` or `pin_count`.
 */
export const DEFAULT_SECRET_KEYS: readonly string[] = [
  '*password*',
  '*passwd*',
  '*passphrase*',
  '*passcode*',
  '*secret*',
  '*token*',
  '*credential*',
  '*cookie*',
  '*authorization*',
  '*session_id*',
  '*session_key*',
  '*api_key*',
  '*private_key*',
  '*access_key*',
  '*signing_key*',
  '*encryption_key*',
  '*card_number*',
  '*security_code*',
  'pwd',
  'pass',
  'auth',
  'session',
  'card',
  'cvv',
  'cvv2',
  'cvc',
  'pin',
  'pin_code',
  'otp',
  'otp_code',
  'ssn',
  'iban',
];

/** Counts and limits of language models: not what they are named after. */
const HARMLESS =
  /(?:max|min|num|total|prompt|completion|input|output|cached|new|n)[_\-. ]?tokens$|tokens?[_\-. ]?(?:count|used|limit|type)s?$|tokeniz|cookiecutter/i;
/** What stands after the name of an exception's class is no secret: `InvalidTokenError: Not enough segments`. */
const CLASS_NAME = /[A-Z]\w*(?:Error|Exception|Warning|Expired|Invalid|Missing|Required|NotFound|Mismatch|Failure)$/;

export interface SecretKeys {
  /** Patterns of which at least one is found in every text that holds such a name. */
  readonly signs: readonly RegExp[];
  /** Finds where such a name may stand; global, so whoever uses it sets its `lastIndex`. */
  readonly candidate: RegExp;
  /** Whether this whole name is that of a secret. */
  readonly isSecret: (name: string) => boolean;
}

/** From words as above; one with a minus before it is taken out. */
export function secretKeys(words: readonly string[]): SecretKeys {
  const left = new Set(words.filter((word) => word.startsWith('-')).map(plain));
  const kept = [...new Set(words.filter((word) => !word.startsWith('-') && !left.has(plain(word))))];
  const anywhere = alternatives(kept.filter((word) => word.includes('*')));
  const last = alternatives(kept.filter((word) => !word.includes('*')));
  const lastAlone = `(?<![a-z])(?:${last})(?![a-z])`;
  const isAnywhere = new RegExp(anywhere, 'i');
  const isLast = new RegExp(`(?:^|[^a-z])(?:${last})$`, 'i');
  return {
    // Looking back at each place would cost more than the few words that it spares.
    signs: [new RegExp(anywhere, 'i'), new RegExp(`(?:${last})(?![a-z])`, 'i')],
    candidate: new RegExp(`${anywhere}|${lastAlone}`, 'gi'),
    isSecret: (name) =>
      (isAnywhere.test(name) || isLast.test(name.replace(/([a-z\d])([A-Z])/g, '$1_$2'))) &&
      !HARMLESS.test(name) &&
      !CLASS_NAME.test(name),
  };
}

function plain(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

const NEVER = '(?!)';

function alternatives(words: readonly string[]): string {
  const patterns = words.map((word) =>
    word
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part !== '')
      .join('[_\\-. ]?'),
  );
  return [...new Set(patterns)].filter((pattern) => pattern !== '').join('|') || NEVER;
}

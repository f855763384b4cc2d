/** Flower's `auth`: an exact address, several with `|` between, or one `.*` before the `@`. */
export interface EmailRule {
  /** Whole addresses in lower case. */
  readonly addresses: readonly string[];
  /** `user.*@domain`: what stands before the wildcard and the domain after it. */
  readonly pattern: { readonly start: string; readonly domain: string } | null;
}

const ADDRESS = /^[^\s@|*]+@[^\s@|*]+$/;
const WILDCARD = /^([^\s@|*]*)\.\*@([^\s@|*\\]+)$/;

/** null: not of Flower's forms. A backslash before a dot, which a regular expression needs, may stand there. */
export function parseEmailRule(text: string): EmailRule | null {
  const plain = text.trim().replaceAll('\\.', '.').toLowerCase();
  const wildcard = WILDCARD.exec(plain);
  if (wildcard !== null) {
    const [, start = '', domain = ''] = wildcard;
    return { addresses: [], pattern: { start, domain } };
  }
  const addresses = plain.split('|').map((address) => address.trim());
  return addresses.every((address) => ADDRESS.test(address)) ? { addresses, pattern: null } : null;
}

/** Compares the whole address: `me@good.com.evil.com` is nobody of good.com. */
export function fitsEmailRule({ addresses, pattern }: EmailRule, email: string): boolean {
  const given = email.toLowerCase();
  if (!ADDRESS.test(given)) return false;
  if (addresses.includes(given)) return true;
  if (pattern === null) return false;
  const at = given.lastIndexOf('@');
  return given.slice(at + 1) === pattern.domain && given.slice(0, at).startsWith(pattern.start);
}

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as text for a cookie, a header or an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Under what a secret is kept. Nobody can guess 256 random bits, so one round of a hash is enough. */
export function keyOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/**
 * Ties a session to the password that began it, so that a changed password ends it. The key is the session's secret,
 * which is not kept: who reads the store can't guess passwords with it.
 */
export function proofOf(secret: string, password: string): string {
  return createHmac('sha256', secret).update(password, 'utf8').digest('hex');
}

/** Takes as long for a near miss as for a far one. */
export function equalTexts(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

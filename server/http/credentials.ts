import { equalTexts } from '../access/secret';
import type { Token, User } from '../config/values';

export interface Credentials {
  readonly users: readonly User[];
  readonly tokens: readonly Token[];
}

export type Presented =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly name: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Reads an Authorization header; what can't be read counts as none. */
export function readAuthorization(header: string | undefined): Presented {
  const match = /^(basic|bearer) +(\S+) *$/i.exec(header ?? '');
  const [, scheme = '', value = ''] = match ?? [];
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value };
  if (scheme === '') return { kind: 'none' };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1
    ? { kind: 'none' }
    : { kind: 'basic', name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Who presents these; null when nobody has them. It takes as long for a near miss as for a far one. */
export function identify(
  presented: Presented,
  { users, tokens }: Credentials,
): { readonly kind: 'user' | 'token'; readonly name: string } | null {
  if (presented.kind === 'none') return null;
  let found: { readonly kind: 'user' | 'token'; readonly name: string } | null = null;
  // A browser can't send a bearer token, so a token is also taken as the password of any name.
  const secret = presented.kind === 'bearer' ? presented.token : presented.password;
  for (const { name, token } of tokens) if (equalTexts(token, secret)) found ??= { kind: 'token', name };
  if (presented.kind === 'basic') {
    for (const { name, password } of users) {
      const sameName = equalTexts(name, presented.name);
      if (equalTexts(password, presented.password) && sameName) found ??= { kind: 'user', name };
    }
  }
  return found;
}

import { describe, expect, it } from 'vitest';
import { clearCookie, readCookie, writeCookie } from './cookies';

const value = 'a'.repeat(43);
const plain = { secure: false, urlPrefix: '' };
const tls = { secure: true, urlPrefix: '' };
const prefixed = { secure: true, urlPrefix: '/celery' };

describe('a cookie', () => {
  it('has the strictest name that its place allows', () => {
    expect(writeCookie('session', value, 60, plain)).toBe(
      `celeryscope_session=${value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
    );
    expect(writeCookie('session', value, 60, tls)).toBe(
      `__Host-celeryscope_session=${value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(writeCookie('session', value, 60, prefixed)).toBe(
      `__Secure-celeryscope_session=${value}; Path=/celery; Max-Age=60; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(clearCookie('login', plain)).toContain('celeryscope_login=; Path=/; Max-Age=0');
  });

  it('without TLS is none with TLS: a page over plain HTTP could have planted it', () => {
    expect(readCookie(`celeryscope_session=${value}`, 'session', tls)).toBeNull();
    expect(readCookie(`a=b; __Host-celeryscope_session=${value}`, 'session', tls)).toBe(value);
    expect(readCookie(`__Host-celeryscope_session=${value}`, 'session', prefixed)).toBeNull();
  });

  it('of another use, name or form is none', () => {
    for (const header of [
      undefined,
      '',
      ';;=;',
      `celeryscope_login=${value}`,
      `xceleryscope_session=${value}`,
      'celeryscope_session=',
      'celeryscope_session=short',
      `celeryscope_session=${'a'.repeat(2_000)}`,
      `celeryscope_session="${value}"`,
      `celeryscope_session=${value}%00`,
    ])
      expect(readCookie(header, 'session', plain)).toBeNull();
  });
});

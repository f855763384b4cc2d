import { describe, expect, it } from 'vitest';
import { shownUrl } from './database-url';

describe('shownUrl', () => {
  it.each([
    ['postgres://user:s3cret@db.example:5433/celery?sslmode=require&password=s3cret', 'db.example:5433/celery'],
    ['postgresql:///celery', 'localhost/celery'],
    ['postgres://u:s3cret@[::1]:5432/x', '[::1]:5432/x'],
    ['postgres://u:s3c%ret@host:notaport/x', 'the address given'],
  ])('shows of %s where it is, and no secret', (url, shown) => expect(shownUrl(url)).toBe(shown));
});

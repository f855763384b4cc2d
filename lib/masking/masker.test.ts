import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonRepr } from '../celery/python-repr';
import { holdsMask, MASK } from './mask';
import { createMasker } from './masker';

const masker = createMasker({ keys: [], patterns: [] });

describe('the text of a task', () => {
  it.each([
    ["{'user': 'ada', 'password': 'hunter2'}", "{'user': 'ada', 'password': •••}"],
    ["{'dbPassword': 'hunter2', 'n': 1}", "{'dbPassword': •••, 'n': 1}"],
    ["{'API-Key': 'k', 'x-api-key': 'k', 'apikey': 'k'}", "{'API-Key': •••, 'x-api-key': •••, 'apikey': •••}"],
    ["{'card': {'number': '1', 'exp': [1, 2]}, 'a': 1}", "{'card': •••, 'a': 1}"],
    ["{'pin': 1234, 'shipping': 'x', 'pin_count': 3}", "{'pin': •••, 'shipping': 'x', 'pin_count': 3}"],
    ["{'token': b'abc', 'a': 1}", "{'token': •••, 'a': 1}"],
    ["{'token': SecretStr('a, b'), 'a': 1}", "{'token': •••, 'a': 1}"],
    ["({'Authorization': 'Bearer abc def'}, 5)", "({'Authorization': •••}, 5)"],
    ["(['Authorization', 'Basic YWRhOng='], ('cookie', 'a=b'))", "(['Authorization', •••], ('cookie', •••))"],
    ["('password', 'a', 'b')", "('password', 'a', 'b')"],
    ["User(name='ada', password='it\\'s', age=3)", "User(name='ada', password=•••, age=3)"],
    ['\'{"password": "x", "a": "b"}\'', '\'{"password": •••, "a": "b"}\''],
    ['"{\\"password\\": \\"x\\", \\"a\\": 1}"', '"{\\"password\\": •••, \\"a\\": 1}"'],
    ["{'secret': None, 'token': '', 'pwd': False}", "{'secret': None, 'token': '', 'pwd': False}"],
    ["{'max_tokens': 100, 'tokenizer': 'bpe'}", "{'max_tokens': 100, 'tokenizer': 'bpe'}"],
    ["{'password': 'hunter", "{'password': •••"],
    ["{'password': 'hunter...", "{'password': •••"],
    ["{'credentials': {'user': 'ada', 'x': ['a',...", "{'credentials': •••"],
    ['GET https://x.example/?a=1&access_token=abc&b=2', 'GET https://x.example/?a=1&access_token=•••&b=2'],
  ])('%s', (text, masked) => {
    expect(masker.text(text)).toBe(masked);
  });

  it.each([
    ["ValueError('password=hunter2 was refused')", "ValueError('password=••• was refused')"],
    [
      'HTTPError: 401\nAuthorization: Digest user="ada", response="6629"\nHost: x',
      'HTTPError: 401\nAuthorization: •••"ada", response="6629"\nHost: x',
    ],
    ['Cookie: sid=1; csrf=2\nHost: x', 'Cookie: •••\nHost: x'],
    ['jwt.exceptions.InvalidTokenError: Not enough segments', 'jwt.exceptions.InvalidTokenError: Not enough segments'],
    ["KeyError: 'token'", "KeyError: 'token'"],
    [
      '  File "auth.py", line 3, in login\n    api_key = "abc"\n',
      '  File "auth.py", line 3, in login\n    api_key = •••\n',
    ],
    ['if token == expected:', 'if token == expected:'],
  ])('of an exception: %s', (text, masked) => {
    expect(masker.text(text)).toBe(masked);
  });

  it.each([
    ["('postgres://ada:hunter2@db:5432/shop',)", "('postgres://ada:•••@db:5432/shop',)"],
    ["('redis://:hunter2@db',)", "('redis://:•••@db',)"],
    ["('https://ghp_0123456789abcdefghij@github.com/x',)", "('https://•••@github.com/x',)"],
    ["('amqp://ada:hunt", "('amqp://ada:•••"],
    ['http://shop.example:8080', 'http://shop.example:8080'],
    ['curl -H "X: Bearer 0123456789abcdef0123"', 'curl -H "X: •••"'],
    ["('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',)", "('•••',)"],
    ["('eyJhbGciOiJIUzI1NiJ9...", "('•••"],
    ["('AKIAIOSFODNN7EXAMPLE',)", "('•••',)"],
    ["('4111 1111 1111 1111', 4111111111111111)", "('•••', •••)"],
    ['(4111111111111112, 1795000000123, 5500000000000)', '(4111111111111112, 1795000000123, 5500000000000)'],
    ["('550e8400-e29b-41d4-a716-446655440000',)", "('550e8400-e29b-41d4-a716-446655440000',)"],
  ])('with what looks like a secret: %s', (text, masked) => {
    expect(masker.text(text)).toBe(masked);
  });

  it('never reads as a whole and plain one where something was masked', () => {
    expect(parsePythonRepr(masker.text("{'a': 1, 'password': 'x'}"))).toMatchObject({ plain: false });
  });
});

describe('the text of JSON', () => {
  it.each([
    ['{"password": "x", "n": 12345678901234567890}', '{"password": "•••", "n": 12345678901234567890}'],
    ['[{"token": 5}, "token=abc, x", 4111111111111111]', '[{"token": "•••"}, "token=•••, x", "•••"]'],
    ['["{\\"pwd\\": \\"x\\"}", "{\'pwd\': \'x\'}"]', '["{\\"pwd\\": •••}", "{\'pwd\': •••}"]'],
    ['{"Set-Cookie": ["a=1", "b=2"], "a": {"session": null}}', '{"Set-Cookie": "•••", "a": {"session": null}}'],
  ])('%s stays JSON', (text, masked) => {
    expect(masker.json(text)).toBe(masked);
    expect(() => JSON.parse(masker.json(text)) as unknown).not.toThrow();
  });

  it('that was cut off is masked to its end', () => {
    expect(masker.json('[1, {"password": "hunter')).toBe('[1, {"password": "•••"');
  });

  it('is JSON after it as before, and does not hold the secret', () => {
    const secret = 'S3cr3tV4lue';
    const name = fc.constantFrom('password', 'API key', 'user_token', 'Cookie', 'name', 'n');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(secret, 'x', 7, null, 'a, b', '"', "it's"),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(name, tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (inner) => {
        const text = JSON.stringify({
          password: secret,
          inner: { cvv: inner },
          list: [['secret', secret]],
          rest: 'kept',
        });
        const masked = JSON.parse(masker.json(text)) as Record<string, unknown>;
        expect(JSON.stringify(masked)).not.toContain(secret);
        expect(masked['rest']).toBe('kept');
        expect(JSON.stringify(masker.value(JSON.parse(text)))).not.toContain(secret);
      }),
    );
  });
});

describe('a value', () => {
  it('is masked by the names in it, whatever its prototype keys', () => {
    const value = JSON.parse(
      '{"__proto__": {"password": "x"}, "constructor": 1, "headers": [["Cookie", "a"]], "at": "redis://:p@h", "ok": [1, true]}',
    ) as unknown;
    expect(JSON.stringify(masker.value(value))).toBe(
      `{"__proto__":{"password":"${MASK}"},"constructor":1,"headers":[["Cookie","${MASK}"]],"at":"redis://:${MASK}@h","ok":[1,true]}`,
    );
  });
});

describe('names of one’s own', () => {
  it('are added, or taken out with a minus', () => {
    const own = createMasker({ keys: ['*licence*', 'postal code', '-iban', '-*cookie*'], patterns: [] });
    expect(own.text("{'driver_licence_no': 'x', 'postalCode': 'y', 'iban': 'DE', 'cookie': 'c', 'pwd': 'z'}")).toBe(
      "{'driver_licence_no': •••, 'postalCode': •••, 'iban': 'DE', 'cookie': 'c', 'pwd': •••}",
    );
  });
});

it.each([
  'password',
  'password=',
  "'password':",
  "{'password':(",
  'token=\\"',
  '://a:',
  '4111 ',
  'eyJ',
  '[(',
  "('token',",
  'Bearer ',
  '\\',
])(
  // With the square of the time, a million characters would take longer than any test may.
  'comes to the end of a million characters of %s',
  (bomb) => {
    const text = bomb.repeat(1_000_000 / bomb.length);
    expect(masker.text(text).length).toBeLessThanOrEqual(text.length);
  },
);

it('comes to the end of as much JSON whose strings never end', () => {
  const bomb = '"password\\":\\"x'.repeat(70_000);
  expect(masker.json(bomb)).not.toBe(bomb);
});

it('marks what it masked', () => {
  expect(holdsMask(masker.text("{'token': 'x'}"))).toBe(true);
  expect(holdsMask(masker.text("{'taken': 'x'}"))).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { readFlowerParams } from './flower-params';

const FORM = 'application/x-www-form-urlencoded';
const read = (url: string, body = '', contentType = FORM) => readFlowerParams(url, contentType, Buffer.from(body));

describe('parameters', () => {
  it('come from the query and from a form, which wins', async () => {
    const params = await read('/api/x?n=1&signal=SIGINT', 'n=2&terminate=true');
    expect([params.int('n'), params.text('signal'), params.bool('terminate')]).toEqual([2, 'SIGINT', true]);
  });

  it('come from a form of several parts, but files are none', async () => {
    const body = [
      '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n3\r\n',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\ny\r\n--b--\r\n',
    ].join('');
    const params = await read('/api/x', body, 'multipart/form-data; boundary=b');
    expect([params.int('n'), params.text('f')]).toEqual([3, null]);
    await expect(read('/api/x', 'nonsense', 'multipart/form-data')).rejects.toThrow('not the form');
  });

  it('come from a JSON object, without what it holds of lists and objects', async () => {
    const params = await read(
      '/x',
      '{"terminate": true, "n": 4, "args": [1], "__proto__": {"a": 1}}',
      'application/json',
    );
    expect([params.bool('terminate'), params.int('n'), params.text('args')]).toEqual([true, 4, null]);
    expect(params.text('a')).toBeNull();
    await expect(read('/x', '{', 'application/json')).rejects.toThrow('not valid JSON');
    expect((await read('/x', '[1]', 'application/json')).text('0')).toBeNull();
  });

  it('are not read out of any other body', async () => {
    expect((await read('/x', 'n=1', 'text/plain')).int('n')).toBeNull();
    expect((await read('/x', 'n=1', '')).int('n')).toBeNull();
  });

  it('are stripped and lose control characters, and nothing is made of & and <', async () => {
    const params = await read('/x?a=%20%3Cb%3E%26%00c%0A%20&b=1+2');
    expect(params.text('a')).toBe('<b>& c');
    expect(params.text('b')).toBe('1 2');
  });

  it('are null where they are not given, also by names that objects have', async () => {
    const params = await read('/x');
    expect([params.text('toString'), params.int('n'), params.float('n'), params.bool('n')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it.each(['y', 'YES', 't', 'True', 'on', '1'])('take %s for true', async (word) => {
    expect((await read(`/x?b=${word}`)).bool('b')).toBe(true);
  });

  it.each(['n', 'No', 'f', 'false', 'OFF', '0'])('take %s for false', async (word) => {
    expect((await read(`/x?b=${word}`)).bool('b')).toBe(false);
  });

  it.each([
    ['bool', 'maybe'],
    ['bool', ''],
    ['int', '1.5'],
    ['int', '99999999999999999999'],
    ['int', '0x10'],
    ['int', ''],
    ['float', 'x'],
    ['float', 'Infinity'],
    ['float', '1e999'],
  ] as const)('that are no %s are refused in Flower’s words: %s', async (type, given) => {
    const params = await read(`/x?v=${given}`);
    expect(() => params[type]('v')).toThrow(`Invalid argument '${given}' of type '${type}'`);
  });

  it('that are missing where they must be there are refused in Flower’s words', async () => {
    const params = await read('/x');
    expect(() => params.requiredInt('min')).toThrow("Invalid argument '[]' of type 'int'");
  });

  it('of type float may be written as Python writes them', async () => {
    const params = await read('/x?a=1&b=.5&c=1e3&d=-2.');
    expect(['a', 'b', 'c', 'd'].map((name) => params.float(name))).toEqual([1, 0.5, 1000, -2]);
  });
});

import { describe, expect, it } from 'vitest';
import { splitException } from './exception-text';

describe('splitException', () => {
  it.each([
    ["ConnectTimeout('hooks.parcelhub.example')", 'ConnectTimeout', 'hooks.parcelhub.example'],
    ["requests.exceptions.HTTPError('503 Server Error')", 'HTTPError', '503 Server Error'],
    ['KeyError("it\'s gone")', 'KeyError', "it's gone"],
    ["ValueError('a', 'b')", 'ValueError', "'a', 'b'"],
    ["OSError(2, 'No such file')", 'OSError', "2, 'No such file'"],
    ['ZeroDivisionError()', 'ZeroDivisionError', ''],
    ['django.db.utils.IntegrityError: duplicate key', 'IntegrityError', 'duplicate key'],
    ['WorkerLostError', 'WorkerLostError', ''],
    ['something odd: (1', '', 'something odd: (1'],
    [String.raw`ValueError('it\'s')`, 'ValueError', "it's"],
  ])('reads %s', (text, type, message) => {
    expect(splitException(text)).toEqual({ type, message });
  });
});

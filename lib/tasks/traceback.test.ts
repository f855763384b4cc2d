import { describe, expect, it } from 'vitest';
import { foldFrames, libraryOf, parseTraceback, shortPath } from './traceback';

const CHAINED = `Traceback (most recent call last):
  File "/srv/shop/reports/storage.py", line 41, in store_export
    ExportFile.objects.create(month=month, path=path)
    ~~~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.13/site-packages/django/db/models/query.py", line 679, in create
    obj.save(force_insert=True)
  File "/venv/lib/python3.13/site-packages/psycopg/cursor.py", line 97, in execute
    raise ex
psycopg.errors.UniqueViolation: duplicate key value
DETAIL:  Key (month)=(2026-10) already exists.

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/venv/lib/python3.13/site-packages/celery/app/trace.py", line 453, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/srv/shop/reports/tasks.py", line 88, in export_orders
    store_export(month, path, rows)
django.db.utils.IntegrityError: duplicate key value

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.13/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
`;

describe('parseTraceback', () => {
  it('reads chained exceptions with how each hangs on the one before', () => {
    const parts = parseTraceback(CHAINED);
    expect(parts.map((part) => part.link)).toEqual([null, 'cause', 'context']);
    expect(parts.map((part) => part.exception)).toEqual([
      'psycopg.errors.UniqueViolation: duplicate key value',
      'django.db.utils.IntegrityError: duplicate key value',
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    ]);
    expect(parts[0]?.detail).toEqual(['DETAIL:  Key (month)=(2026-10) already exists.']);
  });

  it('keeps source lines and drops the marks under them', () => {
    const frame = parseTraceback(CHAINED)[0]?.frames[0];
    expect(frame).toEqual({
      file: '/srv/shop/reports/storage.py',
      line: 41,
      name: 'store_export',
      code: ['ExportFile.objects.create(month=month, path=path)'],
      library: null,
    });
  });

  it('reads a traceback that was cut before its exception', () => {
    const parts = parseTraceback('Traceback (most recent call last):\n  File "/srv/a.py", line 1, in f\n    g()');
    expect(parts).toHaveLength(1);
    expect(parts[0]?.exception).toBe('');
    expect(parts[0]?.frames).toHaveLength(1);
  });

  it('answers nothing for text that is no traceback', () => {
    expect(parseTraceback('worker lost: signal 9')).toEqual([]);
    expect(parseTraceback('')).toEqual([]);
  });

  it('goes on after a line of repeats in a recursion', () => {
    const parts = parseTraceback(
      'Traceback (most recent call last):\n  File "/srv/a.py", line 1, in f\n    f()\n  [Previous line repeated 970 more times]\nRecursionError: maximum recursion depth exceeded',
    );
    expect(parts[0]?.exception).toBe('RecursionError: maximum recursion depth exceeded');
  });

  it('stays linear on hostile text', () => {
    const parts = parseTraceback(
      `${'Traceback (most recent call last):\n'.repeat(20_000)}${'  File "'.repeat(50_000)}`,
    );
    expect(parts.length).toBeLessThanOrEqual(5000);
  });
});

describe('libraryOf', () => {
  it.each([
    ['/venv/lib/python3.12/site-packages/django/db/utils.py', 'django'],
    ['/usr/lib/python3/dist-packages/redis/client.py', 'redis'],
    ['/usr/local/lib/python3.12/json/decoder.py', 'python'],
    ['/usr/lib/python3.12/site-packages/six.py', 'six'],
    ['<frozen importlib._bootstrap>', 'python'],
    ['/src/celery/celery/app/trace.py', 'celery'],
    ['/srv/shop/celery.py', null],
    ['/srv/shop/tasks.py', null],
    ['C:\\venv\\Lib\\site-packages\\kombu\\messaging.py', 'kombu'],
  ])('says of %s: %s', (file, library) => {
    expect(libraryOf(file)).toBe(library);
  });
});

describe('foldFrames', () => {
  it('folds each run of library frames and names their packages once', () => {
    const items = foldFrames(parseTraceback(CHAINED)[0]?.frames ?? []);
    expect(items.map((item) => item.kind)).toEqual(['frame', 'folded']);
    expect(items[1]).toEqual({ kind: 'folded', count: 2, libraries: ['django', 'psycopg'] });
  });

  it('folds nothing when all frames are of libraries', () => {
    expect(foldFrames(parseTraceback(CHAINED)[2]?.frames ?? []).map((item) => item.kind)).toEqual(['frame']);
  });
});

describe('shortPath', () => {
  it('cuts a path to what tells files apart', () => {
    expect(shortPath('/venv/lib/python3.13/site-packages/django/db/utils.py')).toBe('django/db/utils.py');
    expect(shortPath('/srv/app/shop/reports/tasks.py')).toBe('shop/reports/tasks.py');
    expect(shortPath('tasks.py')).toBe('tasks.py');
  });
});

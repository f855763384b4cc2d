import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { checkRetry, shownJson, type RetryPreview } from './retry-draft';

const preview: RetryPreview = {
  uuid: 'a',
  source: 'queue message',
  name: 'shop.mail.send',
  queue: 'mail',
  priority: 0,
  args: '[12345678901234567890]',
  kwargs: '{"to":"a@example"}',
  masked: false,
  kept: [],
  notKept: [],
};
const fields = { args: preview.args, kwargs: preview.kwargs, queue: 'mail', countdown: '', reason: ' ' };

describe('checkRetry', () => {
  it('sends nothing that was not changed', () => {
    expect(checkRetry(fields, preview, 'mail')).toEqual({ ok: true, edited: false, draft: {} });
  });

  it('sends edited arguments as the text that was typed', () => {
    const checked = checkRetry({ ...fields, args: '[12345678901234567891]' }, preview, 'mail');
    expect(checked).toEqual({
      ok: true,
      edited: true,
      draft: { args: '[12345678901234567891]', kwargs: preview.kwargs },
    });
  });

  it('sends another queue, a countdown and a reason', () => {
    const checked = checkRetry(
      { ...fields, queue: ' bulk ', countdown: '60', reason: 'SMTP is back' },
      preview,
      'mail',
    );
    expect(checked).toMatchObject({ draft: { queue: 'bulk', countdown: 60, reason: 'SMTP is back' } });
  });

  it('always sends typed arguments when the original ones are not known', () => {
    expect(checkRetry({ ...fields, args: '[]', kwargs: '{}' }, null, 'mail')).toMatchObject({
      edited: true,
      draft: { args: '[]', kwargs: '{}' },
    });
  });

  it('says which field is wrong', () => {
    expect(checkRetry({ ...fields, args: '{', countdown: '-1' }, preview, 'mail')).toMatchObject({
      ok: false,
      args: { reason: 'key' },
      kwargs: null,
      countdown: true,
    });
    expect(checkRetry({ ...fields, countdown: 'soon' }, preview, 'mail').ok).toBe(false);
  });
});

describe('shownJson', () => {
  it('changes white space between values only', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify([value, value]);
        return JSON.stringify(JSON.parse(shownJson(text))) === text;
      }),
    );
  });

  it('sets one value a line when the text is long, with numbers as written', () => {
    const text = `[12345678901234567890,${JSON.stringify('x'.repeat(60))},{"a":[1,2]}]`;
    expect(shownJson(text).split('\n')).toEqual([
      '[',
      '  12345678901234567890,',
      `  "${'x'.repeat(60)}",`,
      '  {"a": [1, 2]}',
      ']',
    ]);
  });
});

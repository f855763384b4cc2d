'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '@/components/live/api';
import { Button } from '@/components/ui/button';
import { Field, Input, Textarea } from '@/components/ui/input';
import { SeveritySign } from '@/components/ui/severity-sign';
import type { JsonProblem } from '@/lib/tasks/json-text';
import { checkRetry, shownJson, type RetryDraft, type RetryFields, type RetryPreview } from '@/lib/tasks/retry-draft';
import { RequestError } from './request-error';
import { ReasonField } from './revoke-fields';

interface RetryFormProps {
  /** null: the original arguments can't be had. */
  readonly preview: RetryPreview | null;
  readonly unknown: ApiError | null;
  readonly queue: string | null;
  readonly sending: boolean;
  readonly error: ApiError | null;
  readonly onSend: (draft: RetryDraft) => void;
  readonly onCancel: () => void;
}

export function RetryForm({ preview, unknown, queue, sending, error, onSend, onCancel }: RetryFormProps) {
  const t = useTranslations('controls.retry');
  const common = useTranslations('controls');
  const problem = useJsonProblem();
  const [fields, setFields] = useState<RetryFields>({
    args: shownJson(preview?.args ?? '[]'),
    kwargs: shownJson(preview?.kwargs ?? '{}'),
    queue: preview?.queue ?? queue ?? '',
    countdown: '',
    reason: '',
  });
  const cancel = useRef<HTMLButtonElement>(null);
  // The form comes after the dialog was opened: what had the focus before is gone.
  useEffect(() => cancel.current?.focus(), []);
  const set = (change: Partial<RetryFields>) => setFields((before) => ({ ...before, ...change }));
  const checked = checkRetry(fields, preview, queue);
  const refused = sending ? common('working') : checked.ok ? null : t('fixFirst');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (checked.ok && !sending) onSend(checked.draft);
      }}
    >
      {unknown !== null && <Unknown detail={unknown.detail} />}
      {preview !== null && <Source source={checked.ok && checked.edited ? 'edited' : preview.source} />}
      {preview?.masked === true && <p className="text-fg-2">{t('masked')}</p>}
      <div className="mt-3 grid gap-3">
        <Field label={t('args')} error={checked.ok ? null : problem(checked.args)}>
          {({ id, describedBy }) => (
            <Textarea
              code
              id={id}
              aria-describedby={describedBy}
              aria-invalid={!checked.ok && checked.args !== null}
              spellCheck={false}
              rows={rowsOf(fields.args)}
              value={fields.args}
              onChange={(event) => set({ args: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('kwargs')} error={checked.ok ? null : problem(checked.kwargs)} hint={t('bigNumbers')}>
          {({ id, describedBy }) => (
            <Textarea
              code
              id={id}
              aria-describedby={describedBy}
              aria-invalid={!checked.ok && checked.kwargs !== null}
              spellCheck={false}
              rows={rowsOf(fields.kwargs)}
              value={fields.kwargs}
              onChange={(event) => set({ kwargs: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          <Field label={t('queue')}>
            {({ id }) => (
              <Input id={id} value={fields.queue} onChange={(event) => set({ queue: event.target.value })} />
            )}
          </Field>
          <Field label={t('countdown')} error={!checked.ok && checked.countdown ? t('badCountdown') : null}>
            {({ id, describedBy }) => (
              <Input
                id={id}
                aria-describedby={describedBy}
                inputMode="decimal"
                placeholder={t('countdownPlaceholder')}
                value={fields.countdown}
                onChange={(event) => set({ countdown: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
      {preview !== null && <Keeps preview={preview} />}
      <ReasonField value={fields.reason} onChange={(reason) => set({ reason })} />
      {error !== null && <RequestError error={error} />}
      <div className="mt-3.5 flex justify-end gap-2">
        <Button ref={cancel} keys={['esc']} onClick={onCancel}>
          {common('cancel')}
        </Button>
        <Button variant="primary" type="submit" disabledReason={refused}>
          {t('confirm')}
        </Button>
      </div>
    </form>
  );
}

function rowsOf(text: string): number {
  return Math.min(10, Math.max(2, text.split('\n').length));
}

function useJsonProblem(): (problem: JsonProblem | null) => string | null {
  const t = useTranslations('controls.json');
  return (problem) =>
    problem === null ? null : t('at', { line: problem.line, column: problem.column, problem: t(problem.reason) });
}

function Unknown({ detail }: { readonly detail: string }) {
  const t = useTranslations('controls.retry');
  return (
    <div role="alert" className="mt-3 flex gap-2.5 rounded-md bg-severity-warning-tint px-3 py-2.5">
      <SeveritySign severity="warning" className="mt-0.75" />
      <div>
        <b>{t('unknown')}</b>
        <p className="text-fg-2 wrap-anywhere">{t('unknownText', { detail })}</p>
      </div>
    </div>
  );
}

function Source({ source }: { readonly source: RetryPreview['source'] }) {
  const t = useTranslations('controls.retry.source');
  return (
    <p className="mt-3">
      <span className="text-fg-3">{t('label')}</span> {t(source)}
    </p>
  );
}

/** What of the old message goes into the new one, and what can't. */
function Keeps({ preview }: { readonly preview: RetryPreview }) {
  const t = useTranslations('controls.retry');
  const words = (codes: readonly string[]) =>
    codes.length === 0
      ? t('nothing')
      : codes.map((code) => (t.has(`item.${code}`) ? t(`item.${code}`) : code)).join(', ');
  return (
    <dl className="mt-3 grid grid-cols-[72px_minmax(0,1fr)] gap-y-1">
      <dt className="text-fg-3">{t('kept')}</dt>
      <dd>{words(preview.kept)}</dd>
      <dt className="text-fg-3">{t('notKept')}</dt>
      <dd>{words(preview.notKept)}</dd>
    </dl>
  );
}

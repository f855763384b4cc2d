'use client';

import { useState, type ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { RequestError } from '../controls/request-error';
import { useRequest } from '../controls/use-request';
import { apiPost } from '../live/api';
import { CloseFooter } from '../ui/close-footer';
import { ConfirmFooter } from '../ui/confirm-footer';
import { CopyButton } from '../ui/copy-button';
import { Dialog } from '../ui/dialog';
import { Field, Input } from '../ui/input';
import { Segmented } from '../ui/segmented';
import type { IssuedToken } from './tokens-section';

const ROLES = ['viewer', 'operator', 'admin'] as const;
const DAYS = ['30', '90', '365', 'never'] as const;

interface Created {
  readonly token: string;
  readonly issued: IssuedToken;
}

/** The least first: a viewer's token that ends in three months. */
export function CreateTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('access.create');
  const access = useTranslations('access');
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('viewer');
  const [days, setDays] = useState<(typeof DAYS)[number]>('90');
  const [queues, setQueues] = useState('');
  const [tasks, setTasks] = useState('');
  const { request, run } = useRequest<Created>();
  const create = () =>
    run(() =>
      apiPost<Created>('/api/v1/access/tokens', {
        name: name.trim(),
        role,
        queues: toPatterns(queues),
        tasks: toPatterns(tasks),
        expiresInDays: days === 'never' ? null : Number(days),
      }),
    );
  if (request.phase === 'done') return <CreatedDialog created={request.value} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title')}
      footer={
        <ConfirmFooter
          variant="primary"
          confirm={t('submit')}
          isSending={request.phase === 'sending'}
          obstacle={name.trim() === '' ? t('nameHint') : null}
          onCancel={onClose}
          onConfirm={create}
        />
      }
    >
      <div className="mt-3 flex flex-col gap-3.5">
        <Field label={t('nameLabel')} hint={t('nameHint')}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              aria-describedby={describedBy}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <LabelledSegmented
          label={access('tokens.roleLabel')}
          value={role}
          onChange={setRole}
          options={ROLES.map((value) => ({ value, label: access(`role.${value}`) }))}
        />
        <LabelledSegmented
          label={t('days')}
          value={days}
          onChange={setDays}
          options={DAYS.map((value) => ({
            value,
            label: value === 'never' ? access('tokens.never') : t('daysValue', { days: Number(value) }),
          }))}
        />
        <Patterns label={t('queues')} value={queues} onChange={setQueues} />
        <Patterns label={t('tasks')} value={tasks} onChange={setTasks} />
      </div>
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}

/** What is chosen stands above it, as above a field. */
function LabelledSegmented<V extends string>(props: ComponentProps<typeof Segmented<V>>) {
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-small font-medium text-fg-3">
        {props.label}
      </p>
      <Segmented {...props} />
    </div>
  );
}

interface PatternsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Patterns({ label, value, onChange }: PatternsProps) {
  const t = useTranslations('access.create');
  return (
    <Field label={label} hint={t('scopeHint')}>
      {({ id, describedBy }) => (
        <Input
          id={id}
          aria-describedby={describedBy}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The only time that the token can be seen. */
function CreatedDialog({ created, onClose }: { readonly created: Created; readonly onClose: () => void }) {
  const t = useTranslations('access.create');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('doneTitle', { name: created.issued.name })}
      footer={<CloseFooter onClose={onClose} />}
    >
      <p className="mt-1.5 text-fg-2">{t('doneText')}</p>
      <div className="mt-3 flex items-center gap-2 rounded-md bg-subtle p-2.5">
        <code aria-label={t('token')} className="min-w-0 flex-1 wrap-anywhere">
          {created.token}
        </code>
        <CopyButton text={created.token} />
      </div>
    </Dialog>
  );
}

function toPatterns(text: string): readonly string[] | null {
  const patterns = text.split(/\s+/).filter(Boolean);
  return patterns.length === 0 ? null : patterns;
}

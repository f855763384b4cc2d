'use client';

import { ArrowRightLeft, ChevronDown, ChevronRight, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { Age, Clock } from '@/components/ui/age';
import { IconButton } from '@/components/ui/button';
import { taskHref } from '@/components/ui/hrefs';
import { Unknown } from '@/components/ui/stat-strip';
import { Td, Tr } from '@/components/ui/table';
import { Tag } from '@/components/ui/tag';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import type { PeekedMessage } from '@/lib/queues/peek';
import { MessageInside } from './message-inside';

interface MessageRowProps {
  readonly message: PeekedMessage;
  /** null where one can't be taken from among others. */
  readonly act: {
    readonly on: (message: PeekedMessage, as: 'remove' | 'move') => void;
  } | null;
}

export function MessageRow({ message, act }: MessageRowProps) {
  const t = useTranslations('messages');
  const mayMove = useActRefusal('move-message');
  const mayRemove = useActRefusal('remove-message');
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { ahead, uuid, args, eta, sizeBytes, sentAt, redelivered, unreadable } = message;
  const isForeign = unreadable === 'not-kombu' || (unreadable === 'too-large' && uuid === null);
  return (
    <>
      <Tr>
        <Td numeric className="text-fg-3 max-md:hidden">
          {format.count(ahead + 1)}
        </Td>
        <Td className="w-full max-w-0 truncate">
          <IconButton
            icon={open ? ChevronDown : ChevronRight}
            size={14}
            label={t(open ? 'peek.hide' : 'peek.show')}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="-my-1 -ml-1.5"
          />
          <NameOf message={message} /> {redelivered && <Tag tone="warning">{t('peek.redelivered')}</Tag>}{' '}
          <code className="text-fg-3">{isForeign ? null : args}</code>
        </Td>
        <Td numeric className="text-fg-2 max-md:hidden">
          {eta !== null && <Clock at={eta} />}
        </Td>
        <Td numeric className="text-fg-2 max-md:hidden">
          {format.bytes(sizeBytes)}
        </Td>
        <Td numeric>{sentAt === null ? <Unknown /> : <Age at={sentAt} />}</Td>
        <Td className="text-right">
          {act !== null && (
            <span className="inline-flex">
              <IconButton
                icon={ArrowRightLeft}
                size={14}
                label={t('single.move.button')}
                disabledReason={mayMove ?? (unreadable === 'not-kombu' ? t('single.unreadableMove') : null)}
                onClick={() => act.on(message, 'move')}
              />
              <IconButton
                icon={Trash2}
                size={14}
                label={t('single.remove.button')}
                disabledReason={mayRemove}
                onClick={() => act.on(message, 'remove')}
              />
            </span>
          )}
        </Td>
      </Tr>
      {open && (
        <tr>
          <td colSpan={6} className="border-b border-line bg-sunken px-3 py-2.5">
            <MessageInside message={message} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A message by its task, or by what it is when that can't be told. */
export function NameOf({ message: { uuid, name, unreadable } }: { readonly message: PeekedMessage }) {
  const t = useTranslations('messages.peek.notDecoded');
  if (uuid === null && unreadable !== null)
    return <span className="text-fg-3">{t(unreadable, { contentType: '' })}</span>;
  const words = (
    <>
      <TaskName name={name} /> <code className="font-normal text-fg-3">{uuid?.slice(0, 8)}</code>
    </>
  );
  return uuid === null ? (
    words
  ) : (
    <TextLink href={taskHref(uuid)} variant="name">
      {words}
    </TextLink>
  );
}

'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import type { Action } from '@/lib/cluster/action';
import { Clock } from '../ui/age';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { StateSign } from '../ui/state-sign';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { ActionDetail } from './action-detail';
import type { ActionGroup } from './action-groups';
import { ActionSubject } from './action-subject';

interface ActionTableProps {
  readonly groups: readonly ActionGroup[];
  readonly openId: string;
  /** Empty closes. */
  readonly onOpen: (id: string) => void;
}

/** The log; on phones each entry is a card of two lines. */
export function ActionTable({ groups, openId, onOpen }: ActionTableProps) {
  const t = useTranslations('actions.column');
  return (
    <div className="border-t border-line">
      <Table edge className="max-md:block [&>tbody]:max-md:block">
        <TableHead sticky className="max-md:sr-only">
          <tr>
            <Th>{t('when')}</Th>
            <Th>{t('who')}</Th>
            <Th>{t('what')}</Th>
            <Th>{t('outcome')}</Th>
            <Th>{t('why')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {groups.map((group) => (
            <ActionRow
              key={group.id}
              group={group}
              open={group.id === openId}
              onToggle={() => onOpen(group.id === openId ? '' : group.id)}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const SIGNS: Readonly<Record<Action['outcome'], 'SUCCESS' | 'UNKNOWN' | 'FAILURE' | 'REJECTED'>> = {
  done: 'SUCCESS',
  partial: 'UNKNOWN',
  failed: 'FAILURE',
  refused: 'REJECTED',
};

function ActionRow({
  group,
  open,
  onToggle,
}: {
  readonly group: ActionGroup;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const t = useTranslations('actions');
  const [action] = group.actions;
  const many = group.actions.length;
  return (
    <Fragment>
      <Tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:border-b max-md:border-line max-md:px-4 max-md:py-2 max-md:[&>td]:h-auto! max-md:[&>td]:border-0 max-md:[&>td]:p-0!">
        <Td>
          <button
            type="button"
            aria-expanded={open}
            onClick={onToggle}
            className="-ml-1 flex min-h-7 items-center gap-1.5 rounded-sm pr-1 hover:underline"
          >
            <Icon as={open ? ChevronDown : ChevronRight} size={14} className="text-fg-3" />
            <Clock at={action.at} />
          </button>
        </Td>
        <Td className="max-md:text-right">
          {action.actor} <span className="text-fg-3 max-xl:hidden">{action.address}</span>
        </Td>
        <Td className="max-md:order-first max-md:col-span-2">
          <b>{t(`did.${action.name}`)}</b>{' '}
          {many > 1 ? t('tasks', { count: many }) : <ActionSubject subject={action.subject} />}
        </Td>
        <Td className="max-md:col-span-2 max-md:whitespace-normal">
          <span className="inline-flex items-center gap-1.75 py-1 align-middle wrap-anywhere whitespace-normal md:w-max md:max-w-90 xl:max-w-150 2xl:max-w-240">
            <StateSign state={SIGNS[group.outcome]} />
            {many > 1 ? t(`outcome.${group.outcome}`) : action.summary}
          </span>
        </Td>
        <Td
          className={cx(
            'w-full max-w-0 truncate text-fg-2 max-md:col-span-2 max-md:max-w-none',
            action.reason === null && 'max-md:hidden',
          )}
        >
          {action.reason}
        </Td>
      </Tr>
      {open && (
        <tr className="max-md:block">
          <td colSpan={5} className="border-b border-line bg-sunken p-0! max-md:block max-md:h-auto!">
            {group.actions.map((entry) => (
              <ActionDetail key={entry.id} action={entry} named={many > 1} />
            ))}
          </td>
        </tr>
      )}
    </Fragment>
  );
}

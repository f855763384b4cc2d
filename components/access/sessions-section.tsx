'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { apiGet } from '../live/api';
import { Age, TimeLeft } from '../ui/age';
import { Button } from '../ui/button';
import { ErrorPanel } from '../ui/error-panel';
import { Section } from '../ui/section';
import { LoadingRows } from '../ui/skeleton';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { EndDialog } from './end-dialog';
import { useListed } from './use-listed';

interface Session {
  readonly id: string;
  readonly name: string;
  readonly by: string;
  readonly startedAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
  readonly address: string;
  readonly agent: string;
  readonly isYours: boolean;
}

function readSessions(signal: AbortSignal): Promise<{ readonly sessions: readonly Session[] }> {
  return apiGet('/api/v1/access/sessions', {}, signal);
}

export function SessionsSection() {
  const t = useTranslations('access');
  const { value, error, again } = useListed(readSessions);
  const [ending, setEnding] = useState<Session | null>(null);
  return (
    <Section flush title={t('sessions.title')} note={t('sessions.note')}>
      {error !== null && <ErrorPanel title={t('failed')} detail={error.detail} onRetry={again} />}
      {value === null && error === null && <LoadingRows rows={2} />}
      {value?.sessions.length === 0 && <p className="px-6 pb-3 text-fg-3 max-md:px-4">{t('sessions.none')}</p>}
      {value !== null && value.sessions.length > 0 && (
        <TableScroll label={t('sessions.title')}>
          <Table edge>
            <TableHead>
              <tr>
                <Th>{t('sessions.who')}</Th>
                <Th className="max-md:hidden">{t('sessions.how')}</Th>
                <Th>{t('sessions.from')}</Th>
                <Th className="max-md:hidden">{t('sessions.since')}</Th>
                <Th>{t('sessions.used')}</Th>
                <Th className="max-md:hidden">{t('sessions.ends')}</Th>
                <Th />
              </tr>
            </TableHead>
            <tbody>
              {value.sessions.map((session) => (
                <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {ending !== null && (
        <EndDialog
          title={t('sessions.endTitle', { name: ending.name })}
          text={t(ending.isYours ? 'sessions.endOwnText' : 'sessions.endText')}
          confirm={t('sessions.endConfirm')}
          path={`/api/v1/access/sessions/${ending.id}/end`}
          onClose={() => {
            setEnding(null);
            again();
          }}
        />
      )}
    </Section>
  );
}

function SessionRow({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const t = useTranslations('access.sessions');
  const { name, by, address, agent, startedAt, usedAt, expiresAt, isYours } = session;
  return (
    <Tr>
      <Td className="wrap-anywhere">
        {name} {isYours && <span className="text-fg-3">{t('yours')}</span>}
      </Td>
      <Td className="text-fg-2 max-md:hidden">{by === 'password' ? t('password') : by}</Td>
      <Td className="text-fg-2 wrap-anywhere" title={agent}>
        {address}
      </Td>
      <Td className="text-fg-2 max-md:hidden">
        <Age at={startedAt} />
      </Td>
      <Td className="text-fg-2">
        <Age at={usedAt} />
      </Td>
      <Td className="text-fg-2 max-md:hidden">
        <TimeLeft until={expiresAt} />
      </Td>
      <Td className="text-right">
        <Button variant="danger" onClick={onEnd}>
          {t('end')}
        </Button>
      </Td>
    </Tr>
  );
}

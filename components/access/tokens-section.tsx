'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { apiGet } from '../live/api';
import { useNow } from '../live/use-now';
import { Age, TimeLeft } from '../ui/age';
import { Button } from '../ui/button';
import { ErrorPanel } from '../ui/error-panel';
import { Section } from '../ui/section';
import { LoadingRows } from '../ui/skeleton';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { CreateTokenDialog } from './create-token-dialog';
import { EndDialog } from './end-dialog';
import { useListed } from './use-listed';

export interface IssuedToken {
  readonly id: string;
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'admin';
  readonly queues: readonly string[] | null;
  readonly tasks: readonly string[] | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly ending: string;
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
}

function readTokens(signal: AbortSignal): Promise<{ readonly tokens: readonly IssuedToken[] }> {
  return apiGet('/api/v1/access/tokens', {}, signal);
}

export function TokensSection() {
  const t = useTranslations('access');
  const { value, error, again } = useListed(readTokens);
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<IssuedToken | null>(null);
  return (
    <Section
      flush
      title={t('tokens.title')}
      note={t('tokens.note')}
      actions={
        <Button icon={Plus} onClick={() => setCreating(true)}>
          {t('tokens.create')}
        </Button>
      }
    >
      {error !== null && <ErrorPanel title={t('failed')} detail={error.detail} onRetry={again} />}
      {value === null && error === null && <LoadingRows rows={2} />}
      {value?.tokens.length === 0 && <p className="px-6 pb-3 text-fg-3 max-md:px-4">{t('tokens.none')}</p>}
      {value !== null && value.tokens.length > 0 && <TokenTable tokens={value.tokens} onRevoke={setRevoking} />}
      {isCreating && (
        <CreateTokenDialog
          onClose={() => {
            setCreating(false);
            again();
          }}
        />
      )}
      {revoking !== null && (
        <EndDialog
          title={t('tokens.revokeTitle', { name: revoking.name })}
          text={t('tokens.revokeText')}
          confirm={t('tokens.revokeConfirm')}
          path={`/api/v1/access/tokens/${revoking.id}/revoke`}
          onClose={() => {
            setRevoking(null);
            again();
          }}
        />
      )}
    </Section>
  );
}

interface TokenTableProps {
  readonly tokens: readonly IssuedToken[];
  readonly onRevoke: (token: IssuedToken) => void;
}

function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const t = useTranslations('access');
  return (
    <TableScroll label={t('tokens.title')}>
      <Table edge>
        <TableHead>
          <tr>
            <Th>{t('tokens.name')}</Th>
            <Th>{t('tokens.roleLabel')}</Th>
            <Th className="max-md:hidden">{t('tokens.scope')}</Th>
            <Th className="max-md:hidden">{t('tokens.created')}</Th>
            <Th className="max-md:hidden">{t('tokens.used')}</Th>
            <Th>{t('tokens.expires')}</Th>
            <Th />
          </tr>
        </TableHead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={() => onRevoke(token)} />
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

function TokenRow({ token, onRevoke }: { readonly token: IssuedToken; readonly onRevoke: () => void }) {
  const t = useTranslations('access');
  const now = useNow();
  const { name, role, ending, createdAt, createdBy, usedAt, expiresAt } = token;
  return (
    <Tr>
      <Td className="wrap-anywhere">
        {name} <code className="text-fg-3">…{ending}</code>
      </Td>
      <Td>{t(`role.${role}`)}</Td>
      <Td className="text-fg-2 wrap-anywhere max-md:hidden">
        <ScopeText {...token} />
      </Td>
      <Td className="text-fg-2 max-md:hidden">
        <Age at={createdAt} /> · {createdBy}
      </Td>
      <Td className="text-fg-2 max-md:hidden">{usedAt === null ? t('tokens.unused') : <Age at={usedAt} />}</Td>
      <Td>
        {expiresAt === null ? t('tokens.never') : expiresAt <= now ? t('tokens.over') : <TimeLeft until={expiresAt} />}
      </Td>
      <Td className="text-right">
        <Button variant="danger" onClick={onRevoke}>
          {t('tokens.revoke')}
        </Button>
      </Td>
    </Tr>
  );
}

function ScopeText({ queues, tasks }: Pick<IssuedToken, 'queues' | 'tasks'>) {
  const t = useTranslations('access.tokens');
  if (queues === null && tasks === null) return t('everything');
  const parts = [
    ...(queues === null ? [] : [t('queues', { list: queues.join(' ') })]),
    ...(tasks === null ? [] : [t('tasks', { list: tasks.join(' ') })]),
  ];
  return parts.join(', ');
}

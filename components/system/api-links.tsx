'use client';

import { useTranslations } from 'use-intl';
import { apiUrl } from '../live/api';
import { Section } from '../ui/section';
import { Table, Td, Tr } from '../ui/table';

const LINKS = [
  ['openapi', '/api/v1/openapi.json'],
  ['stats', '/api/v1/stats'],
  ['health', '/api/v1/health'],
  ['ready', '/api/v1/ready'],
  ['metrics', '/metrics'],
] as const;

/** Where other programs read the same. */
export function ApiLinks() {
  const t = useTranslations('system');
  return (
    <Section title={t('api')} note={t('apiNote')}>
      <Table dense>
        <tbody>
          {LINKS.map(([name, path]) => (
            <Tr key={name}>
              <Td>
                <a href={apiUrl(path)} className="text-accent hover:text-accent-hover hover:underline">
                  <code>{path}</code>
                </a>
              </Td>
              <Td className="w-full text-fg-2 max-md:py-1.5 max-md:whitespace-normal">{t(`link.${name}`)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

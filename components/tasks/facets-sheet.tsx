'use client';

import { useTranslations } from 'use-intl';
import { CloseFooter } from '@/components/ui/close-footer';
import { Dialog } from '@/components/ui/dialog';
import { FacetsPanel } from './facets-panel';
import type { Facets } from './use-facets';

interface FacetsSheetProps {
  readonly facets: Facets;
  readonly q: string;
  readonly onQ: (q: string) => void;
  readonly onClose: () => void;
}

/** The facets where there is no room for them beside the list. */
export function FacetsSheet({ facets, q, onQ, onClose }: FacetsSheetProps) {
  const t = useTranslations('tasks.facet');
  return (
    <Dialog open onClose={onClose} title={t('label')} footer={<CloseFooter onClose={onClose} />}>
      <FacetsPanel facets={facets} q={q} onQ={onQ} />
    </Dialog>
  );
}

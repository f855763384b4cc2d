'use client';

import { Link2 } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { apiUrl } from '../live/api';
import { IconButton } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { copyText } from '../ui/copy-text';
import { MessageText } from '../ui/message-text';
import { SeveritySign } from '../ui/severity-sign';
import { showToast } from '../ui/toast';
import { EvidenceList } from './evidence-list';
import { FindingActions } from './finding-actions';
import { FindingFigure } from './finding-figure';
import { FindingSentence } from './finding-sentence';
import { FindingWhen } from './finding-when';

interface FindingPanelProps {
  readonly finding: FindingView;
  /** Under the advice, instead of the links that belong to the kind of finding. */
  readonly actions?: ReactNode;
  /** Stands in place of the link: a button that closes the panel. */
  readonly collapse?: ReactNode;
}

/** A finding in full: evidence, the figure that proves it, what to change. */
export function FindingPanel({ finding, actions, collapse }: FindingPanelProps) {
  const t = useTranslations('common.finding');
  const titleId = useId();
  const { figure, advice, messages } = finding;
  return (
    <article aria-labelledby={titleId} className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4 max-md:py-3.5">
      <div className="mb-3 flex items-center gap-2.25 max-md:grid max-md:grid-cols-[16px_minmax(0,1fr)] max-md:items-start max-md:gap-y-1.5">
        <SeveritySign severity={finding.severity} size={16} className="max-md:mt-0.5" />
        <h2 id={titleId} className="min-w-0 text-strong font-[550] tracking-title wrap-anywhere">
          <FindingSentence finding={finding} />
        </h2>
        <div className="ml-auto flex shrink-0 items-center gap-2.5 text-small text-fg-3 max-md:col-start-2 max-md:ml-0">
          <FindingWhen finding={finding} />
          <code className="max-lg:hidden">{finding.detector}</code>
          {collapse ?? <CopyLink finding={finding} />}
        </div>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_376px_284px] gap-x-9 gap-y-4 pl-6.25 max-[1359px]:grid-cols-[minmax(0,1fr)_284px] max-md:flex max-md:flex-col max-md:gap-3.5 max-md:pl-0">
        <EvidenceList finding={finding} />
        {figure && (
          <div className="min-w-0 max-[1359px]:col-start-1 max-[1359px]:row-start-2 max-[1359px]:max-w-120 max-md:order-first">
            <FindingFigure finding={finding} figure={figure} />
          </div>
        )}
        <div className="min-w-0 max-[1359px]:col-start-2 max-[1359px]:row-span-2 max-[1359px]:row-start-1">
          <h3 className="mb-1.5 text-small font-medium text-fg-3">{t('whatToChange')}</h3>
          <p className="mb-2">
            <MessageText message={messages.advice} fallback={advice.text} />
          </p>
          {advice.setting !== null && <CodeBlock text={advice.setting} label={t('setting')} wrap />}
          <div className="mt-2.5 flex flex-wrap gap-2 max-md:[&>*]:flex-1">
            {actions ?? <FindingActions finding={finding} />}
          </div>
        </div>
      </div>
    </article>
  );
}

function CopyLink({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('common.finding');
  const copy = async () => {
    const url = new URL(apiUrl('/alerts/', { state: 'all', open: finding.id }), window.location.href);
    if (await copyText(url.href)) showToast({ title: t('linkCopied') });
  };
  return <IconButton icon={Link2} label={t('copyLink')} onClick={() => void copy()} className="max-md:hidden" />;
}

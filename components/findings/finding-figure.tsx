'use client';

import type { FindingView } from '@/lib/api/views';
import type { Figure } from '@/lib/detectors/finding';
import { MessageText } from '../ui/message-text';
import { DeliveriesFigure } from './deliveries-figure';
import { SlotsFigure } from './slots-figure';

/** The smallest picture that proves a finding, and its consequence in two lines. */
export function FindingFigure({ finding, figure }: { readonly finding: FindingView; readonly figure: Figure }) {
  return (
    <>
      {figure.kind === 'slots' ? (
        <SlotsFigure figure={figure} />
      ) : (
        <DeliveriesFigure figure={figure} closedAt={finding.closedAt} />
      )}
      {figure.facts.length > 0 && (
        <dl className="mt-3 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-t border-line pt-2 text-fg-2">
          {figure.facts.map((fact) => (
            <Fact key={fact.label.key} fact={fact} />
          ))}
        </dl>
      )}
    </>
  );
}

function Fact({ fact }: { readonly fact: Figure['facts'][number] }) {
  return (
    <>
      <dt>
        <MessageText message={fact.label} />
      </dt>
      <dd className="text-right font-[550] text-fg">
        <MessageText message={fact.value} />
      </dd>
    </>
  );
}

import type { ReactNode } from 'react';
import { SeveritySign, type Verdict as VerdictKind } from './severity-sign';

interface VerdictProps {
  readonly kind: VerdictKind;
  /** The bold answer. */
  readonly answer: ReactNode;
  /** The rest of the sentence. */
  readonly children?: ReactNode;
  /** Links at the right. */
  readonly actions?: ReactNode;
}

/** One a page, the first thing read. */
export function Verdict({ kind, answer, children, actions }: VerdictProps) {
  return (
    <div className="flex items-start gap-2.5 px-6 pt-4 pb-3.75 max-md:items-start max-md:gap-2 max-md:px-4 max-md:py-3.5">
      <SeveritySign severity={kind} size={20} className="mt-0.75" />
      <h1 className="text-title font-normal tracking-title text-fg-2">
        <b className="font-semibold text-fg">{answer}</b> {children}
      </h1>
      {actions && (
        <div className="-my-px ml-auto flex items-center gap-2 pl-4 text-base whitespace-nowrap max-md:hidden">
          {actions}
        </div>
      )}
    </div>
  );
}

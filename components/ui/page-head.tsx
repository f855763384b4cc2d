import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface PageHeadProps {
  readonly title: ReactNode;
  /** State, chips, a count. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** The list that this page came from; its own name follows. */
  readonly crumb?: { readonly label: string; readonly href: string; readonly here: ReactNode };
}

/** The head of a detail page, or of a list without a verdict. */
export function PageHead({ title, children, actions, crumb }: PageHeadProps) {
  return (
    <header>
      {crumb && (
        <nav className="flex items-center gap-1.5 px-6 pt-3 text-small text-fg-3 max-md:px-4 max-md:pt-2.5">
          <Link href={crumb.href} prefetch={false} className="inline-flex min-h-6 items-center hover:text-fg">
            {crumb.label}
          </Link>
          <Icon as={ChevronRight} size={12} />
          <span className="min-w-0 truncate">{crumb.here}</span>
        </nav>
      )}
      <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-6 py-3.5 max-md:min-h-0 max-md:px-4 max-md:py-2.5">
        <h1 className="min-w-0 text-title tracking-title wrap-anywhere">{title}</h1>
        {children}
        {actions && (
          <div className="ml-auto flex items-center gap-2 max-md:mt-1 max-md:w-full max-md:[&>*]:flex-1">{actions}</div>
        )}
      </div>
    </header>
  );
}

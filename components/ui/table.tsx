'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names';
import { Icon } from './icon';

interface TableProps extends ComponentProps<'table'> {
  /** Rows of 32 px. */
  readonly dense?: boolean;
  /** From page edge to page edge: the outer cells take the page's gutter. */
  readonly edge?: boolean;
}

/** Hairline rows, no zebra. The parts below take their padding and height from these classes. */
export function Table({ dense = false, edge = false, className, ...rest }: TableProps) {
  return (
    <table
      className={cx(
        'w-full [&>tbody:last-child>tr:last-child>td]:border-b-0',
        dense ? '[&>*>tr>td]:h-row-dense max-md:[&>*>tr>td]:h-row' : '[&>*>tr>td]:h-row',
        edge
          ? '[&>*>tr>*:first-child]:pl-6 [&>*>tr>*:last-child]:pr-6 max-md:[&>*>tr>*:first-child]:pl-4 max-md:[&>*>tr>*:last-child]:pr-4'
          : '[&>*>tr>*:first-child]:pl-0 [&>*>tr>*:last-child]:pr-0',
        className,
      )}
      {...rest}
    />
  );
}

/** `sticky`: stays under the top bar while the page scrolls. */
export function TableHead({
  sticky = false,
  className,
  ...rest
}: ComponentProps<'thead'> & { readonly sticky?: boolean }) {
  return (
    <thead
      className={cx(sticky && '[&_th]:sticky [&_th]:top-topbar [&_th]:z-10 [&_th]:bg-canvas', className)}
      {...rest}
    />
  );
}

type CellProps = { readonly numeric?: boolean };

export function Th({ numeric = false, className, ...rest }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      className={cx(
        'h-8 border-b border-line px-3 text-small font-medium whitespace-nowrap text-fg-3',
        numeric ? 'text-right' : 'text-left',
        className,
      )}
      {...rest}
    />
  );
}

export interface Sorting<F extends string> {
  readonly field: F;
  readonly descending: boolean;
}

interface SortThProps<F extends string> extends CellProps {
  readonly field: F;
  readonly sorting: Sorting<F>;
  readonly onSort: (sorting: Sorting<F>) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A head cell that sorts: descending first, then ascending. */
export function SortTh<F extends string>({
  field,
  sorting,
  onSort,
  numeric = false,
  className,
  children,
}: SortThProps<F>) {
  const active = sorting.field === field;
  const direction = sorting.descending ? 'descending' : 'ascending';
  return (
    <Th numeric={numeric} aria-sort={active ? direction : 'none'} {...(className ? { className } : {})}>
      <button
        type="button"
        onClick={() => onSort({ field, descending: active ? !sorting.descending : true })}
        className={cx(
          'inline-flex min-h-6 items-center gap-1 hover:text-fg',
          active && 'text-fg',
          numeric && 'flex-row-reverse',
        )}
      >
        {children}
        {active && <Icon as={sorting.descending ? ArrowDown : ArrowUp} size={12} />}
      </button>
    </Th>
  );
}

export function Td({ numeric = false, className, ...rest }: ComponentProps<'td'> & CellProps) {
  return (
    <td className={cx('border-b border-line px-3 whitespace-nowrap', numeric && 'text-right', className)} {...rest} />
  );
}

interface TrProps extends ComponentProps<'tr'> {
  readonly selected?: boolean;
  /** The keyboard's place. */
  readonly cursor?: boolean;
  /** No longer matches the filter. */
  readonly dimmed?: boolean;
  readonly still?: boolean;
}

export function Tr({ selected = false, cursor = false, dimmed = false, still = false, className, ...rest }: TrProps) {
  return (
    <tr
      className={cx(
        selected ? '[&>td]:bg-accent-tint' : !still && 'hover:[&>td]:bg-subtle',
        cursor && 'outline outline-1 -outline-offset-1 outline-focus',
        dimmed && 'text-fg-3 [&_*]:font-normal! [&_*]:text-fg-3',
        className,
      )}
      {...rest}
    />
  );
}

/** A row that names a group of rows. */
export function GroupRow({ span, children }: { readonly span: number; readonly children: ReactNode }) {
  return (
    <tr>
      <th
        scope="rowgroup"
        colSpan={span}
        className="h-row border-b border-line bg-sunken px-3 text-left font-normal whitespace-nowrap text-fg-3"
      >
        {children}
      </th>
    </tr>
  );
}

/** Lets a wide table scroll sideways without the page. */
export function TableScroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // A region that scrolls must be reachable by keyboard; without `relative` hidden words in it would widen the page.
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

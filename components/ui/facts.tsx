import type { ReactNode } from 'react';

/** Labels and values, one below the other. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[108px_minmax(0,1fr)]">{children}</dl>;
}

export function Fact({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <dt className="py-1.25 text-fg-3">{label}</dt>
      <dd className="py-1.25 wrap-anywhere">{children}</dd>
    </>
  );
}

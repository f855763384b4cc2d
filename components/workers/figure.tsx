'use client';

import { useFormat } from '@/components/ui/use-format';
import { NotKnown } from './not-known';

interface FigureProps {
  readonly value: number | null;
  /** Why it is not known. */
  readonly reason: string;
  /** Default: a count. */
  readonly format?: (value: number) => string;
}

/** A number of a table: zero steps back in grey, not known is a dash with its reason. */
export function Figure({ value, reason, format }: FigureProps) {
  const formats = useFormat();
  if (value === null) return <NotKnown reason={reason} />;
  const text = (format ?? formats.count)(value);
  return value === 0 ? <span className="text-fg-3">{text}</span> : text;
}

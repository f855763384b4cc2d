/** The words of durations, rates and counts in one language. `gap` stands between a number and its unit. */
export interface Units {
  readonly gap: string;
  readonly ms: string;
  readonly s: string;
  readonly m: string;
  readonly h: string;
  readonly d: string;
  readonly about: string;
  readonly perSecond: string;
  readonly perMinute: string;
  readonly perHour: string;
  readonly clockSkew: string;
}

// Geist has no thin or narrow space, hence U+00A0.
export const NBSP = '\u00a0';

const EN: Units = {
  gap: NBSP,
  ms: 'ms',
  s: 's',
  m: 'm',
  h: 'h',
  d: 'd',
  about: '~',
  perSecond: '/s',
  perMinute: '/min',
  perHour: '/h',
  clockSkew: 'clock skew',
};

const KO: Units = { ...EN, gap: '', s: '초', m: '분', h: '시간', d: '일', about: `약${NBSP}`, clockSkew: '시계 오차' };

export function unitsOf(locale: string): Units {
  return locale.startsWith('ko') ? KO : EN;
}

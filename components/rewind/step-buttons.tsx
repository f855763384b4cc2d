'use client';

import { useTranslations } from 'use-intl';
import { Tooltip } from '../ui/tooltip';
import { useFormat } from '../ui/use-format';

const STEPS = [
  { seconds: -60, keys: '[' },
  { seconds: -10, keys: null },
  { seconds: 10, keys: null },
  { seconds: 60, keys: ']' },
] as const;

/** A little earlier, a little later. */
export function StepButtons({ onStep }: { readonly onStep: (seconds: number) => void }) {
  const t = useTranslations('rewind');
  const format = useFormat();
  return (
    <div
      role="group"
      aria-label={t('steps')}
      className="flex h-control divide-x divide-line-strong overflow-hidden rounded-md border border-line-strong bg-canvas max-md:h-9 max-md:w-full"
    >
      {STEPS.map(({ seconds, keys }) => {
        const time = format.age(Math.abs(seconds));
        const label = t(seconds < 0 ? 'earlier' : 'later', { time });
        return (
          <Tooltip key={seconds} content={keys === null ? label : t('withKey', { label, key: keys })}>
            <button
              type="button"
              aria-label={label}
              onClick={() => onStep(seconds)}
              className="flex-1 px-2.25 text-small whitespace-nowrap text-fg-2 -outline-offset-2 hover:bg-subtle"
            >
              {t(seconds < 0 ? 'minus' : 'plus', { time })}
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

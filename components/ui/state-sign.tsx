import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { TASK_STATES, type KnownTaskState, type TaskState } from '@/lib/celery/task-state';
import { cx } from './class-names';

const RING = <circle cx="7" cy="7" r="5.25" />;
const DASHED_RING = <circle cx="7" cy="7" r="5.25" strokeDasharray="2.4 2.312" strokeLinecap="butt" />;
const QUESTION = <path d="M5.6 5.7A1.45 1.45 0 1 1 7 7.4v.5M7 9.7v.01" strokeWidth="1.3" />;

interface Look {
  readonly text: string;
  readonly bar: string;
  readonly drawing: ReactNode;
}

const look = (colour: string, drawing: ReactNode): Look => ({
  ...(LOOKS[colour] ?? {
    text: 'text-state-unknown',
    bar: 'pattern-unknown',
  }),
  drawing,
});

// Whole class names: Tailwind reads them from the source.
const LOOKS: Readonly<Record<string, Omit<Look, 'drawing'>>> = {
  pending: { text: 'text-state-pending', bar: 'pattern-pending' },
  received: { text: 'text-state-received', bar: 'pattern-received' },
  started: { text: 'text-state-started', bar: 'pattern-started' },
  retry: { text: 'text-state-retry', bar: 'pattern-retry' },
  success: { text: 'text-state-success', bar: 'pattern-success' },
  failure: { text: 'text-state-failure', bar: 'pattern-failure' },
  revoked: { text: 'text-state-revoked', bar: 'pattern-revoked' },
  rejected: { text: 'text-state-rejected', bar: 'pattern-rejected' },
};

const STATES: Readonly<Record<KnownTaskState, Look>> = {
  SENT: look('pending', DASHED_RING),
  RECEIVED: look(
    'received',
    <>
      {RING}
      <path d="M7 7V3.5A3.5 3.5 0 0 1 10.5 7Z" fill="currentColor" stroke="none" />
    </>,
  ),
  STARTED: look(
    'started',
    <>
      {RING}
      <path d="M7 3.5a3.5 3.5 0 0 1 0 7Z" fill="currentColor" stroke="none" />
    </>,
  ),
  RETRY: look(
    'retry',
    <>
      <path d="M12.25 7a5.25 5.25 0 1 1-1.75-3.92L12.25 4.7" />
      <path d="M12.25 1.75V4.7H9.3" />
    </>,
  ),
  SUCCESS: look(
    'success',
    <>
      {RING}
      <path d="m4.7 7.2 1.6 1.6 3-3.3" />
    </>,
  ),
  FAILURE: look(
    'failure',
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
      <path d="m5 5 4 4m0-4-4 4" className="stroke-canvas" />
    </>,
  ),
  REVOKED: look(
    'revoked',
    <>
      {RING}
      <path d="m3.4 3.4 7.2 7.2" />
    </>,
  ),
  REJECTED: look(
    'rejected',
    <>
      {RING}
      <path d="M9.4 7H4.8m1.7-1.9L4.6 7l1.9 1.9" />
    </>,
  ),
  CANCELLED: look(
    'revoked',
    <>
      {RING}
      <path d="M4.6 7h4.8" />
    </>,
  ),
  LOST: look(
    'failure',
    <>
      {DASHED_RING}
      <path d="m5.2 5.2 3.6 3.6m0-3.6L5.2 8.8" />
    </>,
  ),
  UNKNOWN: look(
    'unknown',
    <>
      {DASHED_RING}
      {QUESTION}
    </>,
  ),
};

// A state of the user's own is progress of a running task.
const CUSTOM = look(
  'started',
  <>
    {RING}
    <circle cx="7" cy="7" r="1.6" fill="currentColor" stroke="none" />
  </>,
);

function isKnown(state: TaskState): state is KnownTaskState {
  return (TASK_STATES as readonly string[]).includes(state);
}

function lookOf(state: TaskState): Look {
  return isKnown(state) ? STATES[state] : CUSTOM;
}

/** The pattern class of a bar in this state. */
export function statePattern(state: TaskState): string {
  return lookOf(state).bar;
}

interface StateSignProps {
  readonly state: TaskState;
  readonly size?: 14 | 16 | 20;
  readonly className?: string;
}

/** Tasks are round. The sign alone says nothing to a screen reader: a word stands beside it. */
export function StateSign({ state, size = 14, className }: StateSignProps) {
  const { text, drawing } = lookOf(state);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className={cx('block shrink-0', text, state === 'STARTED' && 'animate-turn', className)}
    >
      {drawing}
    </svg>
  );
}

/** The word of a state; a state of the user's own as it was sent. */
export function useStateWord(): (state: TaskState) => string {
  const t = useTranslations('states');
  return (state) => (isKnown(state) ? t(`task.${state}`) : state);
}

interface StateLabelProps {
  readonly state: TaskState;
  readonly className?: string;
  /** Where there is no room for it, it is only read aloud. */
  readonly wordClassName?: string;
}

/** Sign and word, as in lists. */
export function StateLabel({ state, className, wordClassName }: StateLabelProps) {
  const word = useStateWord();
  return (
    <span className={cx('inline-flex items-center gap-1.75 align-middle whitespace-nowrap', className)}>
      <StateSign state={state} />
      <span className={wordClassName}>{word(state)}</span>
    </span>
  );
}

import { isEnded, isKnownState } from '../celery/task-state';
import { message, type Message } from '../i18n/message';
import { explainEnded } from './ended';
import type { TaskFacts } from './facts';
import { newestEvent, type Explanation, type Rung, type Verdict } from './rung';
import { RUNNING } from './running';
import { WAITING } from './waiting';

export interface Answer extends Explanation {
  /** Everything that was looked at, in order: what holds beside the verdict, and what can't be told and why. */
  readonly checked: readonly {
    readonly verdict: Verdict;
    readonly holds: 'yes' | 'no' | 'unknown';
    readonly note: Message | null;
  }[];
}

/** Why a task does not run, or what becomes of it: the first rung that holds, and what all others say. */
export function explainTask(facts: TaskFacts): Answer {
  const { task } = facts;
  if (isEnded(task.state)) return { ...explainEnded(facts), checked: [] };
  const isRunning = task.state === 'STARTED' || !isKnownState(task.state);
  return climb(isRunning ? RUNNING : WAITING, facts);
}

function climb(ladder: readonly Rung[], facts: TaskFacts): Answer {
  const looked = ladder.map(({ verdict, look }) => ({ verdict, finding: look(facts) }));
  const checked = looked.map(({ verdict, finding }) => ({
    verdict,
    holds: finding.holds,
    note: finding.holds === 'yes' ? finding.sentence : finding.holds === 'unknown' ? finding.missing : null,
  }));
  for (const { verdict, finding } of looked) {
    if (finding.holds !== 'yes') continue;
    const { isProblem, sentence, evidence, advice } = finding;
    return { verdict: finding.verdict ?? verdict, isProblem, sentence, evidence, advice, checked };
  }
  const { state, updatedAt } = facts.task;
  return { ...plain('unknown', message('why.unknown', { state, updatedAt }), facts), checked };
}

function plain(verdict: Verdict, sentence: Message, facts: TaskFacts): Explanation {
  return { verdict, isProblem: false, sentence, evidence: [newestEvent(facts)], advice: null };
}

import type { ActionAnswer } from './action';

/**
 * Who refused or was silent comes first, so that there is never a bare success; then those whose words few others used:
 * of all that are told to terminate a task only the one that runs it says that it did.
 */
export function answersInOrder(answers: readonly ActionAnswer[]): readonly ActionAnswer[] {
  const uses = new Map<string, number>();
  for (const { outcome, text } of answers) if (outcome === 'ok') uses.set(text, (uses.get(text) ?? 0) + 1);
  const rank = ({ outcome, text }: ActionAnswer): number => (outcome === 'ok' ? (uses.get(text) ?? 0) : 0);
  return [...answers].sort((a, b) => rank(a) - rank(b));
}

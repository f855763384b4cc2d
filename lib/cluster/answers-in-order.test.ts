import { expect, it } from 'vitest';
import type { ActionAnswer } from './action';
import { answersInOrder } from './answers-in-order';

const answer = (from: string, outcome: ActionAnswer['outcome'], text: string): ActionAnswer => ({
  ...{ from, outcome, text, ms: 1 },
});

it('puts who refused or was silent first, then who said what few others said, and keeps the order within', () => {
  const answers = [
    answer('a', 'ok', 'tasks unknown'),
    answer('b', 'ok', 'tasks unknown'),
    answer('c', 'no-reply', 'no reply in 3 s'),
    answer('d', 'ok', 'terminate: {…}'),
    answer('e', 'error', 'tasks unknown'),
    answer('f', 'ok', 'tasks unknown'),
  ];
  expect(answersInOrder(answers).map(({ from }) => from)).toEqual(['c', 'e', 'd', 'a', 'b', 'f']);
});

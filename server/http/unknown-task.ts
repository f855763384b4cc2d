import { HttpProblem } from './problem';

export function taskUnknown(): HttpProblem {
  return new HttpProblem(
    404,
    'task_unknown',
    'No sign of a task with that uuid: it was not seen, or it is older than what is kept.',
  );
}

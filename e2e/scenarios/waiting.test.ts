import { outlastVisibility } from '../plays/duplicates';
import { starve, stick } from '../plays/tasks';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'one run waits for ever where others took a moment', 'task-stuck', (play) => stick(on, play));

scenario(on, 'a worker of one slot took tasks ahead', 'prefetch-starvation', (play) => starve(on, play));

scenario(on, 'a run outlasts the visibility timeout', 'duplicate-execution', (play) => outlastVisibility(on, play));

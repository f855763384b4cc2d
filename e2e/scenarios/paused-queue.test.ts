import { pauseAndResume } from '../support/paused-queue';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();

rung(on, 'a queue that is paused, drifts and is resumed', 'paused', (climb) => pauseAndResume(on, climb));

import { grow, limitRate, pileUpEtas } from '../plays/load';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'more comes than is taken', 'queue-growing', (play) => grow(on, play));

scenario(on, 'tasks with a rate limit fill their worker', 'rate-limited', (play) => limitRate(on, play));

scenario(on, 'five thousand and more etas', 'eta-pileup', (play) => pileUpEtas(on, play));

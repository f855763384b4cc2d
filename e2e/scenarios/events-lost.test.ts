import { loseEvents } from '../plays/workers';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'every other bundle of task events goes astray', 'events-lost', (play) => loseEvents(on, play));

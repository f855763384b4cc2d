import { beatTwice, killBeat, overlapRuns, pileUpRuns } from '../plays/periodic';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'beat was killed', 'periodic-missed', (play) => killBeat(on, play));

scenario(on, 'a second beat', 'periodic-doubled', (play) => beatTwice(on, play));

scenario(on, 'a periodic task takes longer than its interval', 'periodic-pileup', (play) => pileUpRuns(on, play));

scenario(on, 'a run goes on when the next one begins', 'overlapping-runs', (play) => overlapRuns(on, play));

import { beatTwice, killBeat, overlapRuns, pileUpRuns } from '../plays/periodic';
import { forgetRevoke } from '../support/forgotten-revoke';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

scenario(on, 'beat was killed, on RabbitMQ', 'periodic-missed', (play) => killBeat(on, play));

scenario(on, 'a second beat, on RabbitMQ', 'periodic-doubled', (play) => beatTwice(on, play));

scenario(on, 'a periodic task takes longer than its interval, on RabbitMQ', 'periodic-pileup', (play) =>
  pileUpRuns(on, play),
);

scenario(on, 'a run goes on when the next one begins, on RabbitMQ', 'overlapping-runs', (play) =>
  overlapRuns(on, play),
);

scenario(on, 'the only worker was restarted after a revoke, on RabbitMQ', 'revoke-forgotten', (play) =>
  forgetRevoke(on, play, 600),
);

import { forgetRevoke } from '../support/forgotten-revoke';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'the only worker was restarted after a revoke', 'revoke-forgotten', (play) =>
  forgetRevoke(on, play, 3000),
);

import { describe } from 'vitest';
import { severalFaults } from '../plays/several';
import { stage } from '../support/stage';

describe('threads', () => {
  severalFaults(stage(), 'on threads pools', { worker: { pool: 'threads' } });
});

describe('solo', () => {
  // A solo pool tells nothing while it runs a task, not even that it does.
  severalFaults(stage(), 'on solo pools', { worker: { pool: 'solo' }, hoarder: null, victim: null });
});

describe('options', () => {
  const broker_transport_options = { global_keyprefix: '{shop}:', sep: '|', priority_steps: [0, 1, 5] };
  const settings = { broker_transport_options, enable_utc: false, timezone: 'Asia/Tokyo' };
  const args = ['--global-keyprefix', '{shop}:', '--sep', '|', '--priority-steps', '0,1,5'];
  severalFaults(stage('redis', { settings, args }), 'with a key prefix, lanes, a time zone and odd names', {
    hoarder: `it's "a" $(hoarder);@alpha`,
    victim: '<b>victim</b> – é@alpha',
    priority: 5,
  });
});

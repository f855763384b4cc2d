import { severalFaults } from '../plays/several';
import { celeryVersion } from '../support/celery-worker';
import { stage } from '../support/stage';

severalFaults(stage(), `on Celery ${celeryVersion()}`);

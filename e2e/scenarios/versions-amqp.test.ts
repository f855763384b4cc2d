import { severalFaults } from '../plays/several';
import { celeryVersion } from '../support/celery-worker';
import { stage } from '../support/stage';

severalFaults(stage('rabbitmq'), `on Celery ${celeryVersion()}, on RabbitMQ`);

import { loseEvents, runAhead, stopMain, tellNothing, wedge } from '../plays/workers';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

scenario(on, 'SIGSTOP of the main process, on RabbitMQ', 'worker-unknown', (play) => stopMain(on, play));

scenario(on, 'a worker whose consumer is cancelled, on RabbitMQ', 'worker-not-consuming', (play) => wedge(on, play));

scenario(on, 'a worker without -E, on RabbitMQ', 'events-disabled', (play) => tellNothing(on, play));

scenario(on, 'a clock that is 40 s ahead, on RabbitMQ', 'clock-drift', (play) => runAhead(on, play));

scenario(on, 'every other bundle of task events, on RabbitMQ', 'events-lost', (play) => loseEvents(on, play));

import { loseConnection } from '../plays/duplicates';
import { loseTask, poison, starve, stick } from '../plays/tasks';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

// First of all: a longer run of the same type would be what it is judged against.
scenario(on, 'one run waits for ever, on RabbitMQ', 'task-stuck', (play) => stick(on, play));

scenario(on, 'a worker of one slot took tasks ahead, on RabbitMQ', 'prefetch-starvation', (play) => starve(on, play));

scenario(on, 'RabbitMQ closes the connection of a running task', 'duplicate-execution', (play) =>
  loseConnection(on, play),
);

scenario(on, 'a task that kills its pool process, on RabbitMQ', 'poison-task', (play) => poison(on, play));

scenario(on, 'kill -9 while an early acknowledged task runs, on RabbitMQ', 'task-lost', (play) => loseTask(on, play));

import { openBroker } from './brokers';
import { BrokerError } from './brokers/broker';
import { maskedEvents } from './brokers/masked-events';
import { recordTo } from './brokers/record';
import { RecordError } from './brokers/recording-file';
import { toTransport, type Config } from './config';
import { maskerOf } from './config/masking';

export interface RecordRun {
  readonly config: Config;
  readonly brokerUrl: string;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Writes the raw events to a file until `signal` aborts; the exit code. */
export async function runRecord({ config, brokerUrl, file, signal, say }: RecordRun): Promise<number> {
  const broker = openBroker({
    url: brokerUrl,
    transport: toTransport(config),
    managementUrl: config.rabbitmqManagementUrl,
  });
  say(`Recording the events of ${broker.url} into ${file}; Ctrl-C ends it.`);
  let told = '';
  try {
    const { messages, bytes, dropped } = await recordTo(
      file,
      maskedEvents(broker, maskerOf(config)),
      signal,
      ({ status }) => {
        const text = status?.error ?? status?.state ?? '';
        if (text !== told) say(`Broker: ${text}`);
        told = text;
      },
    );
    const lost = dropped === 0 ? '' : `, ${dropped} left out since the disk was too slow`;
    say(`Recorded ${messages} messages, ${bytes} bytes${lost}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof RecordError) && !(error instanceof BrokerError)) throw error;
    say(error.message);
    return 1;
  }
}

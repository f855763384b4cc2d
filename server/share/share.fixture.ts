import { EventEmitter } from 'node:events';
import type { ShareBus } from './share-bus';
import { SHARE_MESSAGES, type ShareEvent, type ShareMessages } from './share-messages';
import type { ShareTrouble } from './share-redis';

/** Stands in for Redis: what one says the others hear at once, as the wire would carry it. */
export class SharedWire {
  readonly #buses = new Set<WireBus>();

  open(): WireBus {
    const bus = new WireBus((event, message) => {
      for (const other of this.#buses) if (other !== bus) other.hear(event, JSON.parse(JSON.stringify(message)));
    });
    this.#buses.add(bus);
    return bus;
  }
}

export class WireBus implements ShareBus {
  isConnected = true;
  isBusy = false;
  trouble: ShareTrouble | null = null;
  readonly sent: { readonly event: ShareEvent; readonly message: unknown }[] = [];
  readonly #events = new EventEmitter();

  constructor(private readonly tell: (event: ShareEvent, message: unknown) => void) {}

  send<E extends ShareEvent>(event: E, message: ShareMessages[E]): void {
    if (!this.isConnected) return;
    this.sent.push({ event, message });
    this.tell(event, message);
  }
  on<E extends ShareEvent>(event: E, listener: (message: ShareMessages[E]) => void): void {
    this.#events.on(event, listener);
  }
  onConnection(listener: () => void): void {
    this.#events.on('connection', listener);
  }
  hear(event: ShareEvent, message: unknown): void {
    if (!this.isConnected) return;
    const parsed = SHARE_MESSAGES[event].safeParse(message);
    if (parsed.success) this.#events.emit(event, parsed.data);
  }
  connect(trouble: ShareTrouble | null): void {
    this.isConnected = trouble === null;
    this.trouble = trouble;
    this.#events.emit('connection');
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

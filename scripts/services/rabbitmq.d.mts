export interface RabbitmqOptions {
  readonly dir?: string;
  readonly port?: number;
  readonly managementPort?: number;
  readonly management?: boolean;
  readonly config?: string;
  readonly signal?: AbortSignal;
}

export interface Rabbitmq {
  readonly url: string;
  readonly port: number;
  readonly managementUrl: string | null;
  readonly managementPort: number;
  readonly dir: string;
  readonly logFile: string;
  readonly nodeName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number | null;
  readonly epmdPid: number | null;
  ctl(...args: readonly string[]): string;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function findRabbitmq(): string | null;
export function startRabbitmq(options?: RabbitmqOptions): Promise<Rabbitmq>;

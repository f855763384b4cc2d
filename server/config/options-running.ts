import { optional, withDefault } from './option';
import * as value from './values';

/** How it behaves: towards workers, in the pages, in its log. */
export const RUNNING_OPTIONS = {
  inspectTimeout: withDefault(value.milliseconds(100, 120_000), 5_000, {
    name: 'inspect-timeout',
    eachCluster: true,
    placeholder: 'MS',
    help: 'How long workers may take to answer what they are asked now and then, in milliseconds.',
    alsoFrom: ['FLOWER_INSPECT_TIMEOUT'],
  }),
  enableEvents: withDefault(value.onOff(), false, {
    name: 'enable-events',
    eachCluster: true,
    placeholder: null,
    help: 'Asks each worker that sends no task events to send them, and leaves an entry in Actions.',
    alsoFrom: ['FLOWER_ENABLE_EVENTS'],
  }),
  autoRefresh: withDefault(value.onOff(), true, {
    name: 'auto-refresh',
    placeholder: null,
    help: 'The pages move by themselves when they are opened, unless `--auto-refresh=false`; each reader may choose otherwise.',
    alsoFrom: ['FLOWER_AUTO_REFRESH'],
  }),
  tasksColumns: optional(value.taskColumns(), {
    name: 'tasks-columns',
    placeholder: 'NAMES',
    help: "Columns of the list of tasks, where a reader chose none: this product's names or Flower's, with a comma between, or `all`.",
    fallbackText: 'where,wait,run,age,why',
    alsoFrom: ['FLOWER_TASKS_COLUMNS'],
  }),
  logLevel: withDefault(value.logLevel(), 'info', {
    name: 'log-level',
    placeholder: 'LEVEL',
    help: 'How much it says: `debug`, `info`, `warn`, `error` or `silent`.',
    alsoFrom: ['FLOWER_LOGGING'],
    aliases: ['logging'],
  }),
  debug: withDefault(value.onOff(), false, {
    name: 'debug',
    placeholder: null,
    help: 'The same as `--log-level debug`.',
    alsoFrom: ['FLOWER_DEBUG'],
  }),
  logFormat: withDefault(value.oneOf('auto', 'json', 'text'), 'auto', {
    name: 'log-format',
    placeholder: 'FORMAT',
    help: 'One JSON object a line (`json`), lines for people (`text`), or `auto`: lines for people at a terminal.',
  }),
  logFile: optional(value.filePath('a file'), {
    name: 'log-file',
    placeholder: 'FILE',
    help: 'Writes the log there in place of stderr; opened again on SIGHUP, so that logrotate can move it.',
    alsoFrom: ['FLOWER_LOG_FILE_PREFIX'],
    aliases: ['log-file-prefix'],
  }),
  conf: optional(value.filePath('a file'), {
    name: 'conf',
    placeholder: 'FILE',
    help: "Flower's Python file with options; its plain assignments are read without Python.",
    fallbackText: '`flowerconfig.py` in the working directory, where there is one',
    alsoFrom: ['FLOWER_CONF'],
  }),
};

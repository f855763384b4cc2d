interface Unneeded {
  /** Why it is left out, and what there is in its place. */
  readonly why: string;
  /** False for a switch. */
  readonly takesValue: boolean;
}

const ROTATED = 'rotate --log-file with logrotate, which sends SIGHUP';
const KEPT = 'the history is always kept, in the folder of --data-dir or where --store says';
const NO_APP = 'no application is loaded; what it would tell is asked of the workers';

const withValue = (why: string): Unneeded => ({ why, takesValue: true });
const asSwitch = (why: string): Unneeded => ({ why, takesValue: false });

/** Options of Flower, and of Celery before the word `flower`, that have nothing to do here. */
const UNNEEDED: ReadonlyMap<string, Unneeded> = new Map([
  ['persistent', asSwitch(KEPT)],
  ['db', withValue(KEPT)],
  ['state-save-interval', withValue(KEPT)],
  ['max-workers', withValue('workers are kept without a limit of their own')],
  ['format-task', withValue('texts are shown as workers sent them, and no Python is run')],
  ['natural-time', asSwitch('ages are shown in words, with the exact time beside them')],
  ['cookie-secret', withValue('sessions are kept on the server, so no cookie is signed')],
  ['inspect', asSwitch('workers are always asked what they are')],
  ['log-file-max-size', withValue(ROTATED)],
  ['log-file-num-backups', withValue(ROTATED)],
  ['log-rotate-mode', withValue(ROTATED)],
  ['log-rotate-when', withValue(ROTATED)],
  ['log-rotate-interval', withValue(ROTATED)],
  ['log-to-stderr', asSwitch('the log goes to stderr unless --log-file is given')],
]);

/** What Celery takes before the word `flower`. */
export const CELERY: ReadonlyMap<string, Unneeded> = new Map([
  ['app', withValue(NO_APP)],
  ['loader', withValue(NO_APP)],
  ['config', withValue(NO_APP)],
  ['workdir', withValue(NO_APP)],
  ['skip-checks', asSwitch(NO_APP)],
  ['no-color', asSwitch('the log has no colours')],
  ['quiet', asSwitch('--log-level says how much is told')],
]);

/** Why an option of that name is not needed; undefined for any other. */
export function unneeded(name: string): Unneeded | undefined {
  return UNNEEDED.get(name);
}

export function notNeeded(from: string, { why }: Unneeded): string {
  return `${from} is not needed: ${why}.`;
}

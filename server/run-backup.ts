import { backUp } from './store';

export interface BackupRun {
  readonly dataDir: string;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Copies the history of a data folder into a file; the exit code. */
export async function runBackup({ dataDir, file, signal, say }: BackupRun): Promise<number> {
  const { bytes } = await backUp({ dataDir, file, signal });
  const size = (bytes / 2 ** 20).toFixed(1);
  say(
    `Backed up ${dataDir} into ${file} (${size} MiB). To open it: put it into a folder as celeryscope.db, --data-dir.`,
  );
  return 0;
}

import type Database from 'better-sqlite3';
import { DICT_KINDS } from '../sql/kinds';

const WORTH_A_SWEEP = 10_000;

/**
 * Forgets names that nothing stored has any more. Workers with a new name at each start leave some behind every day; what
 * looks for them reads whole tables, so it runs at the start only, and only when there are many.
 */
export function sweepDictionary(db: Database.Database, worth = WORTH_A_SWEEP): void {
  const unused = db.prepare(`SELECT count(*) FROM dict WHERE tasks = 0 AND kind <> ${DICT_KINDS.state}`).pluck().get();
  if (typeof unused !== 'number' || unused < worth) return;
  db.exec(`
    DELETE FROM dict WHERE tasks = 0 AND kind <> ${DICT_KINDS.state} AND id NOT IN (
      SELECT key FROM series UNION SELECT sub FROM series UNION SELECT queue FROM depth
      UNION SELECT worker FROM timeline WHERE worker IS NOT NULL)`);
}

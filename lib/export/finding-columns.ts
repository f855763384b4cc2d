import type { FindingView } from '../api/views';
import { isoTime, type CsvColumn } from './csv';

/** A finding as a line of a table. */
export const FINDING_COLUMNS: readonly CsvColumn<FindingView>[] = [
  ['detector', (finding) => finding.detector],
  ['severity', (finding) => finding.severity],
  ['subject', (finding) => finding.subject.kind],
  ['subject_id', (finding) => finding.subject.id],
  ['opened', (finding) => isoTime(finding.openedAt)],
  ['closed', (finding) => isoTime(finding.closedAt)],
  ['sentence', (finding) => finding.sentence],
  ['evidence', (finding) => finding.evidence.map(({ claim }) => claim).join('; ')],
  ['advice', (finding) => finding.advice.text],
  ['setting', (finding) => finding.advice.setting],
];

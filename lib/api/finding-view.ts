import type { Finding, Severity, Subject } from '../detectors/finding';
import { renderMessage } from '../i18n/render';
import type { FindingView } from './views';

/** A finding with its English texts beside the message keys. */
export function toFindingView(finding: Finding): FindingView {
  const { sentence, evidence, advice, ...rest } = finding;
  return {
    ...rest,
    sentence: renderMessage(sentence),
    evidence: evidence.map(({ claim, source, at }) => ({ claim: renderMessage(claim), source, at })),
    advice: { text: renderMessage(advice.text), setting: advice.setting },
    messages: { sentence, evidence: evidence.map(({ claim }) => claim), advice: advice.text },
  };
}

const WORST_FIRST: readonly Severity[] = ['critical', 'warning', 'notice'];

/** Open ones before closed ones, then the worst, then the newest. */
export function inOrderOfUrgency(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      Number(a.closedAt !== null) - Number(b.closedAt !== null) ||
      (a.closedAt === null ? WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) : 0) ||
      b.openedAt - a.openedAt,
  );
}

export function worstSeverity(findings: readonly Finding[]): Severity | null {
  return WORST_FIRST.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null;
}

/** Whether the finding belongs on the page of this subject. */
export function concerns(finding: Finding, subject: Subject): boolean {
  return [finding.subject, ...finding.related].some(({ kind, id }) => kind === subject.kind && id === subject.id);
}

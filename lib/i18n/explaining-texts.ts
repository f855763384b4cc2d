import findings from './en/findings.json';
import why from './en/why.json';

/** Sentences, evidence and advice, which answers bring along in English: pages load them after they have been drawn. */
export const EXPLAINING_TEXTS = { findings, why };

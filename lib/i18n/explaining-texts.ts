import access from './en/access.json';
import actions from './en/actions.json';
import findings from './en/findings.json';
import jobs from './en/jobs.json';
import messages from './en/messages.json';
import stored from './en/stored.json';
import why from './en/why.json';
import workerControls from './en/worker-controls.json';

/** Sentences, evidence and advice, and what few pages need: loaded after a page has been drawn. */
export const EXPLAINING_TEXTS = { access, actions, findings, jobs, messages, stored, why, workerControls };

/** The answers of the API as schemas: what OpenAPI says of them, and what the tests hold them to. */
export { PastView } from './past';
export { Completions } from './completions';
export { ActionsView, ControlAnswer, EnableEventsAnswer, RetryAnswer, RetryPreview, RevokeAnswer } from './action';
export { FindingsView } from './finding';
export { InFlightList, PutBackAnswer } from './in-flight';
export { Job, JobDryRun, JobItemsView, JobsView } from './job';
export { LanesView } from './lanes';
export { MarksView } from './marks';
export { MessageAnswer, PeekedQueue, PurgeAnswer } from './peek';
export { Problem } from './problem';
export { AbortAnswer, SendAnswer, StoredAnswer } from './send';
export { QueueAnswer, QueuesView } from './queue';
export { Overview, SeriesView } from './series';
export { StatusView } from './status';
export { TaskAnswer, TaskFacets, TaskPage } from './task';
export { WhyView } from './why';
export { PauseAnswer, RevocationAnswer, WithdrawAnswer } from './wish';
export { WorkerAnswer, WorkersView } from './worker';

import type { Finding } from '../contract/connector.ts';
import type { Flow } from '../engine/ports.ts';
import { checkFlow } from '../engine/setup-check.ts';
import type { Desk } from './run.ts';

/** Whether a flow could go live now: the ledger's settings against what the mapping and the source's records are going to use. */
export const preflightOf = ({ office }: Pick<Desk, 'office'>, flow: Flow): Promise<readonly Finding[]> => checkFlow(office, flow);

import { z } from 'zod';

/** What the bench asks of its worker process, and what it is told. */
const asks = z.discriminatedUnion('ask', [
  /** Opens a company. `virtual`: its clock is the sandbox's; else the machine's. `limits`: the ledger's own. */
  z.object({
    ask: z.literal('open'),
    database: z.string(),
    key: z.string(),
    sandbox: z.string(),
    virtual: z.boolean(),
    limits: z.boolean(),
    turnsAtOnce: z.number().default(1),
  }),
  /** Polls and turns until nothing is due. */
  z.object({ ask: z.literal('sync') }),
  /** Listens for webhooks, and works as a server does: woken by webhooks and by billing. */
  z.object({ ask: z.literal('serve') }),
  /** Issues invoices in billing at a steady pace. */
  z.object({ ask: z.literal('sell'), contacts: z.array(z.string()), count: z.number(), perSecond: z.number() }),
  /** When each payment that the ledger's people recorded stood in billing. */
  z.object({ ask: z.literal('paid') }),
  /** What it has used so far. */
  z.object({ ask: z.literal('used') }),
  /** Closes the company; the process can open another one. */
  z.object({ ask: z.literal('close') }),
]);

export type Ask = z.infer<typeof asks>;

/** A call to the provider: when it left, by the clock, and what it was: 'POST /v3/company/1/batch'. */
const callOut = z.object({ at: z.number(), call: z.string() });
export type CallOut = z.infer<typeof callOut>;

const answers = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('done') }),
  z.object({ answer: z.literal('failed'), error: z.string() }),
  z.object({
    answer: z.literal('synced'),
    seconds: z.number(),
    cpuSeconds: z.number(),
    /** The most that this process ever held. */
    peakMegabytes: z.number(),
    calls: z.array(callOut),
  }),
  /** By the payment's id in billing: the machine's milliseconds. */
  z.object({ answer: z.literal('paid'), at: z.record(z.string(), z.number()) }),
  z.object({ answer: z.literal('serving'), url: z.string() }),
  z.object({ answer: z.literal('used'), cpuSeconds: z.number(), calls: z.number(), statements: z.number() }),
]);

export type Answer = z.infer<typeof answers>;
export type Used = Omit<Extract<Answer, { readonly answer: 'used' }>, 'answer'>;
export type Synced = Extract<Answer, { readonly answer: 'synced' }>;

export const readAsk = (message: unknown): Ask => asks.parse(message);
export const readAnswer = (message: unknown): Answer => answers.parse(message);

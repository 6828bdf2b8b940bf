import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankDeskAnswer, BankLineRow, BankLineShown } from '../../../../src/api/bank.ts';
import { Refusal } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day, Moment } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { AccountName } from './account-name.tsx';
import { ByHandDialog } from './by-hand-dialog.tsx';
import { CodeDialog } from './code-dialog.tsx';
import { useUndo } from './deeds.ts';
import type { Answer } from './deeds.ts';
import { LeaveDialog } from './leave-dialog.tsx';
import { Found } from './line-columns.tsx';
import { deciderText, outcomeText } from './line-words.ts';
import { MatchChoice, MatchReasons } from './match-choice.tsx';
import { lineQuery } from './queries.ts';

interface LineDetailProps {
  readonly line: string;
  readonly desk: BankDeskAnswer;
  readonly underWay: Answer['says'] | null;
  readonly onAnswer: (given: Answer) => void;
  readonly onChoose: (line: string) => void;
}

/** One line: what the bank says, what it may be about and why, and everything that a person can say about it. */
export function LineDetail(props: LineDetailProps): ReactNode {
  const query = useQuery(lineQuery(props.line));
  if (query.error instanceof Refusal && query.error.status === 404 && query.data === undefined)
    return (
      <Card>
        <EmptyState icon={<CircleCheck />} title="There is no such line">
          It may belong to another organisation, or the link is old. Choose another one.
        </EmptyState>
      </Card>
    );
  return <Shown query={query}>{(shown) => <Detail shown={shown} props={props} />}</Shown>;
}

function Detail({ shown, props }: { readonly shown: BankLineShown; readonly props: LineDetailProps }): ReactNode {
  const { line } = shown;
  return (
    <section aria-label={`Line of ${line.counterparty ?? line.text}`} className="rounded-xl border border-line bg-surface shadow-lift">
      <header className="flex flex-col gap-2 border-b border-line px-5 py-4">
        <div className="flex flex-wrap items-center gap-2">
          <Found row={line} says={props.underWay} />
          <span className="text-sm text-soft">
            <Day day={line.bookedOn} /> · <AccountName account={line.account} />
          </span>
        </div>
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <h2 className="min-w-0 text-lg font-semibold break-words" dir="auto">
            {line.counterparty ?? (line.text || 'A line without words')}
          </h2>
          <Money amount={line.amount} currency={line.currency} className="text-lg font-semibold" />
        </div>
        <p className="text-sm break-words text-soft" dir="auto">
          {[line.counterparty === null ? '' : line.text, line.reference ?? ''].filter((words) => words !== '').join(' · ')}
        </p>
      </header>
      <div className="flex flex-col gap-5 px-5 py-5">
        {line.decision === null ? <OpenLine shown={shown} props={props} /> : <DecidedLine shown={shown} props={props} />}
      </div>
    </section>
  );
}

function OpenLine({
  shown: { line, choices, others },
  props,
}: {
  readonly shown: BankLineShown;
  readonly props: LineDetailProps;
}): ReactNode {
  const mayKeep = useMay('keep');
  if (line.state === 'pending')
    return (
      <p className="text-sm text-soft">
        The bank has not booked this line yet. Only what is booked counts; it is looked at again by itself.
      </p>
    );
  if (line.state === 'gone') return <p className="text-sm text-soft">The bank has taken this line back: nothing is booked for it.</p>;
  const canDecide = mayKeep && props.desk.flow?.isMapped === true;
  return (
    <>
      {choices.length === 0 ? (
        <p className="text-sm text-soft">Nothing that is open explains this line. {canDecide && 'Say what it is, and it is booked.'}</p>
      ) : (
        <ol aria-label="What it may be" className="flex flex-col gap-3">
          {choices.map((choice, at) => (
            <li key={choice.match}>
              <MatchChoice
                choice={choice}
                currency={line.currency}
                others={others.filter((other) => choice.lines.includes(other.line))}
                onChoose={props.onChoose}
                isBusy={props.underWay !== null}
                answer={canDecide ? (says) => props.onAnswer({ line, says, choice: at, match: choice.match }) : null}
                isFirst={at === 0}
              />
            </li>
          ))}
        </ol>
      )}
      {canDecide ? (
        <Deeds line={line} desk={props.desk} />
      ) : (
        <p className="text-sm text-soft">
          {mayKeep
            ? 'Say above which account of the ledger this is, and lines can be booked.'
            : 'Your role may look at lines and not decide them.'}
        </p>
      )}
    </>
  );
}

type Deed = 'hand' | 'code' | 'leave';

/** What a person can say that nobody suggested. */
function Deeds({ line, desk }: { readonly line: BankLineRow; readonly desk: BankDeskAnswer }): ReactNode {
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = (): void => setDeed(null);
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button onClick={() => setDeed('hand')}>Match by hand</Button>
      <Button onClick={() => setDeed('code')}>Say what it was for</Button>
      <Button look="quiet" onClick={() => setDeed('leave')}>
        Leave it out
      </Button>
      {deed === 'hand' && <ByHandDialog line={line} onClose={close} />}
      {deed === 'code' && <CodeDialog line={line} ledger={desk.flow?.ledger ?? null} onClose={close} />}
      {deed === 'leave' && <LeaveDialog line={line} onClose={close} />}
    </div>
  );
}

function DecidedLine({ shown: { line, others }, props }: { readonly shown: BankLineShown; readonly props: LineDetailProps }): ReactNode {
  const mayApprove = useMay('approve');
  const undo = useUndo();
  const { decision } = line;
  if (decision === null) return null;
  return (
    <>
      <Facts
        facts={[
          // What it settles stands below, each with its amount.
          ...((decision.match?.parts.length ?? 0) > 0
            ? []
            : [{ name: line.found === 'left out' ? 'Left out' : 'It is', value: <bdi>{outcomeText(line)}</bdi> }]),
          {
            name: 'Decided',
            value: (
              <>
                {deciderText(decision)}, <Moment at={decision.decidedAt} />
              </>
            ),
          },
        ]}
      />
      {decision.match !== null && (
        <MatchReasons choice={decision.match} currency={line.currency} others={others} onChoose={props.onChoose} />
      )}
      <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
        {mayApprove && (
          <ConfirmDialog
            title="Take this back?"
            confirm="Take it back"
            onConfirm={() => undo.mutateAsync(line.line)}
            trigger={(open) => (
              <Button onClick={open}>
                <Undo2 aria-hidden /> Undo
              </Button>
            )}
          >
            <p>
              What was written to the ledger for it goes, what it settled is open again, and it is not matched like this by itself any more.
            </p>
            {decision.match !== null && decision.match.lines.length > 1 && <p>The other lines that belong to it are taken back with it.</p>}
          </ConfirmDialog>
        )}
        {props.desk.flow !== null && (
          <Link
            to="/documents/$flow/$kind/$id"
            params={{ flow: props.desk.flow.flow, kind: 'statementLine', id: line.line }}
            className="text-sm font-medium text-accent-ink underline-offset-2 hover:underline"
          >
            What the ledger has for it
          </Link>
        )}
      </div>
    </>
  );
}

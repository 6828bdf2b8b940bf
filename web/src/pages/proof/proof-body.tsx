import { useState } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FlowCard, ProofShown } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Ago } from '../../parts/day.tsx';
import { Sums } from '../../parts/money.tsx';
import { proofTone } from '../../words.ts';
import { useFlowName } from '../document/flow-names.ts';
import { capital, counted } from '../document/words.ts';
import { ChangedSince } from './changed-since.tsx';
import { ControlCards } from './control-cards.tsx';
import { Differences } from './differences.tsx';
import type { DifferenceFilter } from './pivot.ts';
import { ProofCounts, LedgerCheck } from './proof-checks.tsx';
import { meaningOf, titleWithoutDifference } from './proof-words.ts';
import { ProofTotals } from './proof-totals.tsx';
import { ProveNow } from './prove-now.tsx';

/** A proof from its word to its records. */
export function ProofBody({ proof, flow }: { readonly proof: ProofShown; readonly flow: FlowCard }): ReactNode {
  const { cause = null } = useSearch({ from: '/app/proof' });
  const navigate = useNavigate();
  const [line, setLine] = useState<DifferenceFilter['line']>(null);
  const chooseCause = (chosen: string | null): void =>
    void navigate({
      to: '/proof',
      search: { flow: proof.flow, ...(chosen === null ? {} : { cause: chosen }) },
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="flex flex-col gap-5">
      <Headline proof={proof} isOff={flow.mode === 'off'} />
      <ChangedSince changes={proof.changedSince} flow={proof.flow} />
      {proof.differences.length > 0 && (
        <Differences
          proof={proof}
          filter={{ cause, line }}
          onCause={chooseCause}
          onClear={() => {
            setLine(null);
            chooseCause(null);
          }}
        />
      )}
      <ProofTotals proof={proof} {...sideNames(flow)} line={line} onLine={setLine} />
      <ProofCounts proof={proof} />
      <LedgerCheck proof={proof} />
      <ControlCards proof={proof} />
    </div>
  );
}

/** A company often has one name on both sides; then the systems tell them apart. */
const sideNames = ({ source, target }: FlowCard) =>
  source.label === target.label
    ? { source: capital(source.provider), target: capital(target.provider) }
    : { source: source.label, target: target.label };

function Headline({ proof, isOff }: { readonly proof: ProofShown; readonly isOff: boolean }): ReactNode {
  const nameOf = useFlowName();
  const locale = useLocale();
  const { word, headline, unexplained, held, fromMonth, throughMonth, madeAt, differences } = proof;
  const months = fromMonth === throughMonth ? locale.month(fromMonth) : `${locale.month(fromMonth)} to ${locale.month(throughMonth)}`;
  return (
    <section className="flex flex-wrap items-start justify-between gap-5 rounded-xl border border-line bg-surface px-6 py-6 shadow-lift">
      <div className="min-w-0">
        <Badge tone={proofTone[word]}>{capital(word)}</Badge>
        <h2 className="mt-3 text-2xl font-semibold tracking-tight">
          {differences.length === 0 ? (
            titleWithoutDifference(proof, isOff)
          ) : (
            <>
              {counted(differences.length, 'difference', locale.count)}
              {headline.length > 0 && (
                <>
                  , <Sums sums={headline} />
                </>
              )}
            </>
          )}
        </h2>
        <p className="mt-2 max-w-2xl text-soft">
          {meaningOf(proof, isOff, locale.count)}
          {word === 'open' && held.length > 0 && (
            <>
              {' '}
              Waiting for a person:{' '}
              <span className="text-ink">
                <Sums sums={held} />
              </span>
              .
            </>
          )}
          {word === 'unexplained' && unexplained.length > 0 && (
            <>
              {' '}
              Without a name:{' '}
              <span className="text-ink">
                <Sums sums={unexplained} />
              </span>
              .
            </>
          )}
        </p>
        <p className="mt-3 text-sm text-soft">
          {nameOf(proof.flow)}, {months}. Proven <Ago at={madeAt} />.
        </p>
      </div>
      <div data-print="hidden">
        <ProveNow flow={proof.flow} fromMonth={fromMonth} throughMonth={throughMonth} />
      </div>
    </section>
  );
}

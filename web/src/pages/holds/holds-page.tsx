import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, MousePointerClick } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { HoldRow } from '../../../../src/api/office.ts';
import { ask, pathWith, Refusal } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Sums } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { SplitView } from '../../parts/split-view.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { FlowSelect } from '../document/flow-select.tsx';
import { sumsOf } from '../document/sums.ts';
import { useIsWide } from '../document/wide.ts';
import { capital } from '../document/words.ts';
import { useLocale } from '../../locale.tsx';
import { holdsKey, nameOfHold } from './answering.ts';
import { groupsOf, nextAfter } from './hold-groups.ts';
import { HoldList } from './hold-list.tsx';
import { AnswerForm, HoldHead, HoldQuestion, isElsewhere } from './hold-question.tsx';

const pageOf = 500;
/** More questions than anybody answers in a day; those that come after them follow when these are answered. */
const most = 2000;

const holdsQuery = (flow: string | null) =>
  queryOptions({
    queryKey: [holdsKey, 'list', flow],
    queryFn: async ({ signal }) => {
      const found: HoldRow[] = [];
      for (let after: string | null = null; found.length < most;) {
        const page: readonly HoldRow[] = await ask(pathWith('/v1/holds', { flow, after, limit: pageOf }), { signal });
        found.push(...page);
        after = page.at(-1)?.hold ?? null;
        if (page.length < pageOf) break;
      }
      return found;
    },
    placeholderData: keepPreviousData,
  });

/** The questions that wait for a person: what is asked, what was seen, and what each answer does. */
export function HoldsPage(): ReactNode {
  const { flow = null } = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = useQuery(holdsQuery(flow));
  return (
    <>
      <PageHeader
        title="Holds"
        detail="Questions that only a person can answer. Everything else goes on meanwhile."
        actions={
          <FlowSelect flow={flow} onChange={(chosen) => void navigate({ to: '/holds', search: chosen === null ? {} : { flow: chosen } })} />
        }
      />
      <Shown query={query}>{(holds) => <Questions holds={holds} />}</Shown>
    </>
  );
}

function Questions({ holds }: { readonly holds: readonly HoldRow[] }): ReactNode {
  const { hold: named = null, flow = null } = useSearch({ strict: false });
  const navigate = useNavigate();
  const isWide = useIsWide();
  const mayAnswer = useMay('keep');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const groups = useMemo(() => groupsOf(holds), [holds]);
  const listed = useMemo(() => groups.flatMap((group) => group.holds), [groups]);
  // Where there is room the first question is open already; on a phone the list comes first.
  const chosen = named ?? (isWide ? (listed[0]?.hold ?? null) : null);
  const choose = (hold: string | null): void =>
    void navigate({
      to: '/holds',
      search: { ...(flow === null ? {} : { flow }), ...(hold === null ? {} : { hold }) },
      replace: true,
      resetScroll: false,
    });
  const several = listed.filter(({ hold }) => ticked.has(hold));
  const goOn = (answered: readonly HoldRow[]): void => {
    setTicked(new Set());
    choose(isWide ? nextAfter(listed, new Set(answered.map(({ hold }) => hold))) : null);
  };
  useWalk(listed, chosen, choose);
  if (listed.length === 0 && named === null) return <AllAnswered />;
  return (
    <SplitView
      backLabel="All questions"
      onBack={() => (several.length > 0 ? setTicked(new Set()) : choose(null))}
      list={
        <>
          <HoldList
            groups={groups}
            chosen={chosen}
            onChoose={(hold) => (setTicked(new Set()), choose(hold))}
            ticked={ticked}
            onTick={setTicked}
            mayAnswer={mayAnswer}
          />
          {holds.length >= most && (
            <p className="px-3 py-4 text-sm text-soft">These are the oldest {holds.length}. The others follow as these are answered.</p>
          )}
          {mayAnswer && <KeyHints />}
        </>
      }
      detail={
        several.length > 0 && (isWide || several.length > 1) ? (
          <SeveralQuestions holds={several} onAnswered={() => goOn(several)} />
        ) : chosen === null ? null : (
          <OneQuestion key={chosen} id={chosen} listed={listed} onAnswered={goOn} onAll={setTicked} />
        )
      }
    />
  );
}

interface OneQuestionProps {
  readonly id: string;
  readonly listed: readonly HoldRow[];
  readonly onAnswered: (answered: readonly HoldRow[]) => void;
  readonly onAll: (ticked: ReadonlySet<string>) => void;
}

function OneQuestion({ id, listed, onAnswered, onAll }: OneQuestionProps): ReactNode {
  const locale = useLocale();
  const inList = listed.find(({ hold }) => hold === id);
  // A link may lead to a question that is not in this list, or is answered.
  const alone = useQuery({
    queryKey: [holdsKey, 'one', id],
    queryFn: ({ signal }) => ask<HoldRow>(`/v1/holds/${encodeURIComponent(id)}`, { signal }),
    enabled: inList === undefined,
    retry: false,
  });
  const hold = inList ?? alone.data;
  const alike = listed.filter(({ code }) => code === hold?.code);
  if (alone.error instanceof Refusal && inList === undefined)
    return (
      <Card>
        <EmptyState icon={<CircleCheck />} title="This question is answered">
          Somebody answered it meanwhile, or what it asked about has changed. Choose another one.
        </EmptyState>
      </Card>
    );
  if (!hold) return <Shown query={alone}>{() => null}</Shown>;
  return (
    <section aria-label={`Question about ${nameOfHold(hold, locale)}`} className="rounded-xl border border-line bg-surface shadow-lift">
      <HoldHead hold={hold} />
      <div className="px-5 py-5">
        <HoldQuestion hold={hold} onAnswered={() => onAnswered([hold])} />
      </div>
      {alike.length > 1 && (
        <footer className="border-t border-line px-5 py-3">
          <Button look="quiet" size="small" onClick={() => onAll(new Set(alike.map(({ hold: each }) => each)))}>
            Answer all {alike.length} that ask this at once
          </Button>
        </footer>
      )}
    </section>
  );
}

interface SeveralQuestionsProps {
  readonly holds: readonly HoldRow[];
  readonly onAnswered: () => void;
}

const mostNamed = 200;

function SeveralQuestions({ holds, onAnswered }: SeveralQuestionsProps): ReactNode {
  const locale = useLocale();
  const [first] = holds;
  const sums = sumsOf(holds.map(({ gross, currency }) => ({ amount: gross, currency })));
  return (
    <section aria-label={`${holds.length} questions`} className="rounded-xl border border-line bg-surface shadow-lift">
      <header className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line px-5 py-4">
        <h2 className="text-lg font-semibold">
          {holds.length === 1 ? '1 question' : `${holds.length} questions`}: {capital(first?.code ?? '')}
        </h2>
        <span className="font-medium">
          <Sums sums={sums} none="" />
        </span>
      </header>
      <div className="flex flex-col gap-5 px-5 py-5">
        <ul className="max-h-60 overflow-y-auto rounded-lg border border-line text-sm" tabIndex={0} aria-label="The documents">
          {holds.slice(0, mostNamed).map((hold) => (
            <li key={hold.hold} className="border-b border-line px-3 py-2 last:border-b-0">
              <span className="font-medium">{capital(nameOfHold(hold, locale))}</span>
              {hold.party !== null && (
                <span className="text-soft">
                  {' · '}
                  <bdi>{hold.party}</bdi>
                </span>
              )}
              <span className="block text-soft" dir="auto">
                {hold.text}
              </span>
            </li>
          ))}
          {holds.length > mostNamed && <li className="px-3 py-2 text-soft">… and {holds.length - mostNamed} more</li>}
        </ul>
        <AnswerForm key={holds.map(({ hold }) => hold).join()} holds={holds} onAnswered={onAnswered} />
      </div>
    </section>
  );
}

const AllAnswered = (): ReactNode => (
  <Card>
    <EmptyState icon={<CircleCheck />} title="Nothing waits for you">
      Every question is answered. When something comes that only a person can decide, it appears here by itself.
    </EmptyState>
  </Card>
);

const KeyHints = (): ReactNode => (
  <p className="flex items-center gap-2 px-3 pt-5 text-xs text-faint max-lg:hidden">
    <MousePointerClick aria-hidden className="size-3.5" />
    <span>
      <Key>J</Key> and <Key>K</Key> walk through the questions, <Key>1</Key> to <Key>9</Key> choose an answer, <Key>Enter</Key> gives it.
    </span>
  </p>
);

const Key = ({ children }: { readonly children: string }): ReactNode => (
  <kbd className="rounded border border-line bg-surface px-1.5 font-mono">{children}</kbd>
);

function useWalk(listed: readonly HoldRow[], chosen: string | null, choose: (hold: string) => void): void {
  const now = useRef({ listed, chosen, choose });
  useEffect(() => {
    now.current = { listed, chosen, choose };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
      if (step === 0 || isElsewhere(event)) return;
      const { listed: rows, chosen: at, choose: go } = now.current;
      const next = rows[rows.findIndex(({ hold }) => hold === at) + step];
      if (!next) return;
      event.preventDefault();
      go(next.hold);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

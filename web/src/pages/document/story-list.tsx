import { Check, CircleHelp, CircleX, ClipboardList, Eye, MessageCircle, MinusCircle, Scale, Send, Dot } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { DocumentShown } from '../../../../src/api/office.ts';
import type { Tone } from '../../parts/badge.tsx';
import { useLocale } from '../../locale.tsx';
import { Moment } from '../../parts/day.tsx';
import { detailText, happeningOf } from './words.ts';
import type { Happening } from './words.ts';

type StoryLine = DocumentShown['story'][number];

/** Everything that made a document what it is, in order, back to the webhook. */
export function StoryList({ story }: { readonly story: readonly StoryLine[] }): ReactNode {
  if (story.length === 0) return <p className="text-sm text-soft">Nothing has happened to it yet.</p>;
  return (
    <ol>
      {story.map((line, at) => (
        <StoryStep key={`${line.at} ${line.what} ${at}`} line={line} before={story[at - 1] ?? null} isLast={at === story.length - 1} />
      ))}
    </ol>
  );
}

interface StoryStepProps {
  readonly line: StoryLine;
  readonly before: StoryLine | null;
  readonly isLast: boolean;
}

function StoryStep({ line, before, isLast }: StoryStepProps): ReactNode {
  const { title, sign, tone } = happeningOf(line.what);
  return (
    <li className="relative flex gap-3.5 pb-5 last:pb-0">
      {!isLast && <span aria-hidden className="absolute top-7 bottom-0 left-[13px] w-px bg-line" />}
      <HappeningSign sign={sign} tone={tone} />
      <div className="min-w-0 flex-1 pt-0.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="text-sm font-medium">{title}</p>
          <p className="text-xs text-faint">
            <StoryTime line={line} before={before} />
          </p>
        </div>
        {line.detail !== '' && (
          <p className="mt-0.5 text-sm break-words text-soft" dir="auto">
            {detailText(line.detail)}
          </p>
        )}
      </div>
    </li>
  );
}

/** What follows at once is told by how much later it was: that is the delay from the event to the ledger. */
function StoryTime({ line, before }: Omit<StoryStepProps, 'isLast'>): ReactNode {
  const locale = useLocale();
  const later = before === null ? null : line.at - before.at;
  if (later === null || later >= 60_000) return <Moment at={line.at} />;
  return (
    <time dateTime={new Date(line.at).toISOString()} title={locale.moment(line.at)} className="figures">
      {later < 50 ? 'at once' : `${locale.count(Math.round(later / 100) / 10)} s later`}
    </time>
  );
}

const pictures: Readonly<Record<Happening['sign'], LucideIcon>> = {
  seen: Eye,
  planned: ClipboardList,
  sent: Send,
  landed: Check,
  refused: CircleX,
  question: CircleHelp,
  answer: MessageCircle,
  proof: Scale,
  gone: MinusCircle,
  other: Dot,
};

/** The picture of what happened; the words beside it say the same. */
export function HappeningSign({ sign, tone }: { readonly sign: Happening['sign']; readonly tone: Tone }): ReactNode {
  const Picture = pictures[sign];
  return (
    <span
      aria-hidden
      className={clsx(
        'z-[1] flex size-7 shrink-0 items-center justify-center rounded-full [&_svg]:size-3.5',
        {
          neutral: 'bg-sunken text-soft',
          accent: 'bg-accent-soft text-accent-ink',
          good: 'bg-good-soft text-good',
          warn: 'bg-warn-soft text-warn',
          bad: 'bg-bad-soft text-bad',
        }[tone],
      )}
    >
      <Picture />
    </span>
  );
}

import type { ReactNode } from 'react';
import type { FlowCard } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';

const width = 100;
const height = 26;

/** The last 30 days: documents written, and on top of them the questions that were opened. */
export function DaysPicture({ days }: { readonly days: FlowCard['days'] }): ReactNode {
  const locale = useLocale();
  const written = days.reduce((sum, day) => sum + day.written, 0);
  const held = days.reduce((sum, day) => sum + day.held, 0);
  const most = Math.max(1, ...days.map((day) => day.written + day.held));
  const step = width / Math.max(1, days.length);
  const told = `Last ${days.length} days: ${locale.count(written)} documents written, ${locale.count(held)} questions opened`;
  return (
    <figure className="mb-5">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={told} className="h-14 w-full">
        {days.map((day, at) => {
          const tall = (day.written / most) * (height - 1);
          const onTop = (day.held / most) * (height - 1);
          const bar = { x: at * step + step * 0.15, width: step * 0.7 };
          return (
            <g key={day.day}>
              <title>{`${locale.day(day.day)}: ${locale.count(day.written)} written, ${locale.count(day.held)} questions`}</title>
              <rect x={at * step} y={0} width={step} height={height} className="fill-transparent" />
              <rect {...bar} y={height - 0.5} height={0.5} className="fill-line" />
              <rect {...bar} y={height - tall} height={tall} className="fill-accent" />
              <rect {...bar} y={height - tall - onTop} height={onTop} className="fill-warn" />
            </g>
          );
        })}
      </svg>
      <figcaption className="mt-1.5 flex justify-between gap-4 text-xs text-faint">
        <span>{days[0] === undefined ? '' : locale.dayShort(days[0].day)}</span>
        <span>
          {locale.count(written)} written, {locale.count(held)} questions
        </span>
        <span>today</span>
      </figcaption>
    </figure>
  );
}

import { clsx } from 'clsx';
import { useRef } from 'react';
import type { ReactNode, UIEvent } from 'react';
import type { MappingChecked } from '../../../../src/api/mapping.ts';
import { Button } from '../../parts/button.tsx';

interface TextEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: MappingChecked['problems'];
  readonly isReadOnly: boolean;
}

/** The file with the numbers of its lines; a problem leads to its line. */
export function TextEditor({ text, onChange, problems, isReadOnly }: TextEditorProps): ReactNode {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = text.split('\n');
  const wrong = new Set(problems.map(({ line }) => line));
  const follow = (event: UIEvent<HTMLTextAreaElement>): void => {
    if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
  };
  const go = (line: number): void => {
    const start = lines.slice(0, line - 1).join('\n').length + (line === 1 ? 0 : 1);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    area.current?.scrollTo({ top: (line - 4) * lineHeight });
  };
  return (
    <div>
      {problems.length > 0 && (
        <ul className="mb-3 flex flex-col gap-1.5 text-sm">
          {problems.map(({ line, path, message }) => (
            <li key={`${line ?? 0} ${path ?? ''} ${message}`} className="flex items-start gap-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
              {line !== null && (
                <Button size="small" look="quiet" className="-my-1 text-bad" onClick={() => go(line)}>
                  Line {line}
                </Button>
              )}
              <span className="min-w-0">
                {path !== null && <code className="font-mono text-[0.9em]">{path}</code>} {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex h-[34rem] max-h-[70dvh] overflow-hidden rounded-lg border border-line-strong/60 bg-surface font-mono text-[0.8125rem] leading-5 focus-within:outline-2 focus-within:outline-accent-ink">
        <div ref={gutter} aria-hidden className="overflow-hidden bg-sunken py-2 text-right text-faint select-none">
          {lines.map((_, at) => (
            // The number of a line is what it is: nothing else tells two lines apart here.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={at} className={clsx('px-2.5', wrong.has(at + 1) && 'bg-bad-soft font-semibold text-bad')}>
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          aria-label="Mapping file"
          aria-invalid={problems.length > 0 || undefined}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          readOnly={isReadOnly}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onScroll={follow}
          className="min-w-0 flex-1 resize-none overflow-auto bg-surface px-3 py-2 text-ink outline-none"
        />
      </div>
    </div>
  );
}

const lineHeight = 20;

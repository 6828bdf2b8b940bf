import { Check, Copy } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** Something that is shown once, such as a key or a link, with a button that copies it. */
export function Copied({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    // Without a clipboard (a page over plain http) the text can still be marked and copied by hand.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3">
      <code className="min-w-0 flex-1 font-mono text-sm" aria-label={label}>
        {/* Words stay whole where they can: a code that is broken at its hyphen is copied wrongly by hand. */}
        {text.split(' ').map((word, at) => (
          <Fragment key={word}>
            {at === 0 ? '' : ' '}
            <span className="inline-block max-w-full break-all">{word}</span>
          </Fragment>
        ))}
      </code>
      <Button size="small" onClick={copy}>
        {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}

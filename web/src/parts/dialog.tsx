import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import { Scrolled } from './scrolled.tsx';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** A name in it stands in a `<bdi>`, so that it turns nothing but itself around. */
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the main one last. */
  readonly actions?: ReactNode;
  readonly width?: 'narrow' | 'wide';
}

/** Comes up from below on a phone. Escape and a press beside it close it. */
export function Dialog({ isOpen, onClose, title, detail, children, actions, width = 'narrow' }: DialogProps): ReactNode {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          {...(detail === undefined ? { 'aria-describedby': undefined } : {})}
          className={`appears fixed z-50 flex max-h-[90dvh] flex-col bg-surface shadow-float max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-2xl sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:border sm:border-line ${width === 'wide' ? 'sm:max-w-3xl' : 'sm:max-w-lg'}`}
        >
          <header className="flex items-start justify-between gap-4 px-6 pt-5">
            <div className="min-w-0">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {detail !== undefined && <Radix.Description className="mt-1 text-sm text-soft">{detail}</Radix.Description>}
            </div>
            <Radix.Close className={`${buttonClass({ look: 'quiet', size: 'icon' })} -mt-1 -mr-2`} aria-label="Close">
              <X aria-hidden />
            </Radix.Close>
          </header>
          <Scrolled label={typeof title === 'string' ? title : 'What the dialog says'} className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
            {children}
          </Scrolled>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-4 max-sm:flex-col-reverse max-sm:[&>*]:w-full">
              {actions}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

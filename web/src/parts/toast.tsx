import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, use, useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { messageOf, Refusal } from '../api.ts';

export interface Notice {
  readonly title: string;
  readonly detail?: string | null;
  readonly tone?: 'good' | 'bad';
  readonly action?: { readonly label: string; readonly onChoose: () => void };
}

interface Toaster {
  /** Says that something was done. */
  readonly say: (notice: Notice) => void;
  /** Says why something was not done; for `onError` of a mutation whose form is gone. */
  readonly complain: (error: unknown) => void;
}

const ToastContext = createContext<Toaster | null>(null);

export function useToast(): Toaster {
  const toaster = use(ToastContext);
  if (toaster === null) throw new Error('a page was drawn outside the ToastProvider');
  return toaster;
}

export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [notices, setNotices] = useState<readonly (Notice & { readonly key: number })[]>([]);
  const say = useCallback(
    (notice: Notice) => setNotices((before) => [...before.slice(-2), { ...notice, key: (before.at(-1)?.key ?? 0) + 1 }]),
    [],
  );
  const complain = useCallback(
    (error: unknown) => say({ title: messageOf(error), detail: error instanceof Refusal ? error.fix : null, tone: 'bad' }),
    [say],
  );
  const toaster = useMemo(() => ({ say, complain }), [say, complain]);
  return (
    <ToastContext value={toaster}>
      <Radix.Provider swipeDirection="right" duration={6000}>
        {children}
        {notices.map((notice) => (
          <OneToast
            key={notice.key}
            notice={notice}
            onGone={() => setNotices((before) => before.filter(({ key }) => key !== notice.key))}
          />
        ))}
        <Radix.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 max-sm:bottom-20" />
      </Radix.Provider>
    </ToastContext>
  );
}

function OneToast({ notice, onGone }: { readonly notice: Notice; readonly onGone: () => void }): ReactNode {
  const isBad = notice.tone === 'bad';
  const Icon = isBad ? CircleAlert : CircleCheck;
  return (
    <Radix.Root
      type={isBad ? 'foreground' : 'background'}
      duration={isBad ? 12_000 : 6000}
      onOpenChange={(open) => !open && onGone()}
      className="appears flex items-start gap-3 rounded-xl border border-line bg-surface p-4 shadow-float"
    >
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${isBad ? 'text-bad' : 'text-good'}`} />
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-sm font-medium">{notice.title}</Radix.Title>
        {typeof notice.detail === 'string' && <Radix.Description className="mt-0.5 text-sm text-soft">{notice.detail}</Radix.Description>}
        {notice.action !== undefined && (
          <Radix.Action
            altText={notice.action.label}
            onClick={notice.action.onChoose}
            className="mt-2 text-sm font-medium text-accent-ink hover:underline"
          >
            {notice.action.label}
          </Radix.Action>
        )}
      </div>
      <Radix.Close aria-label="Dismiss" className="rounded p-0.5 text-faint hover:text-ink">
        <X aria-hidden className="size-4" />
      </Radix.Close>
    </Radix.Root>
  );
}

import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly onChoose: () => void;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  /** One of several that are ticked. */
  readonly isChosen?: boolean;
}

interface MenuProps {
  /** One button. */
  readonly trigger: ReactNode;
  /** Items in groups, with a line between them. */
  readonly groups: readonly { readonly title?: ReactNode; readonly items: readonly MenuItem[] }[];
  readonly align?: 'start' | 'end';
}

export function Menu({ trigger, groups, align = 'end' }: MenuProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    // The rest of the page stays as it is for those who do not see it: a menu is a part of it, and no dialog.
    <Radix.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={document.getElementById('page')}>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="appears z-50 min-w-52 rounded-xl border border-line bg-surface p-1 shadow-float"
        >
          {groups.map(({ title, items }, at) => (
            <Radix.Group key={items.map(({ label }) => label).join()}>
              {at > 0 && <Radix.Separator className="my-1 h-px bg-line" />}
              {title !== undefined && <Radix.Label className="px-2.5 py-1.5 text-xs text-faint">{title}</Radix.Label>}
              {items.map((item) => (
                <Radix.Item
                  key={item.label}
                  disabled={item.isDisabled ?? false}
                  onSelect={item.onChoose}
                  className={`flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none select-none data-[disabled]:opacity-60 data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 ${item.isDangerous === true ? 'text-bad' : ''}`}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.isChosen === true && <Check aria-label="chosen" className="text-accent-ink" />}
                </Radix.Item>
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

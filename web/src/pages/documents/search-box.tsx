import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Input } from '../../parts/field.tsx';

const typingMilliseconds = 250;

/** Searches when the typing pauses; the field itself never waits. */
export function SearchBox({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }): ReactNode {
  const [typed, setTyped] = useState(text);
  const [shown, setShown] = useState(text);
  if (shown !== text) {
    // The address changed by itself, such as by the back button.
    setShown(text);
    if (typed.trim() !== text) setTyped(text);
  }
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => onChange(typed.trim()), typingMilliseconds);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <div className="relative w-72 max-w-full max-sm:w-full">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
      <Input
        type="search"
        aria-label="Search by number, customer or id"
        placeholder="Number, customer or id"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="!h-8 pl-8 text-sm"
      />
    </div>
  );
}

import { useRef, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';

interface DropZoneProps {
  /** Whether this person may import files. */
  readonly isOn: boolean;
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

/** The whole page takes a file that is dropped on it. Whoever cannot drag uses the button, which does the same. */
export function DropZone({ isOn, onFile, children }: DropZoneProps): ReactNode {
  const [isOver, setOver] = useState(false);
  // Entering a part of the page leaves the one before: only when all are left is the file gone.
  const depth = useRef(0);
  const hasFile = (event: DragEvent): boolean => isOn && event.dataTransfer.types.includes('Files');
  const leave = (): void => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <div
      className="relative"
      onDragEnter={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => hasFile(event) && event.preventDefault()}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault();
        leave();
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      {children}
      {isOver && (
        <div
          aria-hidden
          className="pointer-events-none absolute -inset-3 z-30 rounded-2xl border-2 border-dashed border-accent bg-accent-soft/80 p-10 text-center"
        >
          <p className="sticky top-24 text-base font-medium text-accent-ink">Let go to read this bank file</p>
        </div>
      )}
    </div>
  );
}

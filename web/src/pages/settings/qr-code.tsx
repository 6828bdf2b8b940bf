import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { encode } from 'uqr';

/** A text for the camera of a phone. Dark on light in both themes, with the margin that a camera needs: some read no other. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 4 });
    return { size: code.size, path: code.data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('') };
  }, [text]);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-48 rounded-lg">
      <rect width={size} height={size} className="fill-paper" />
      <path d={path} className="fill-print" />
    </svg>
  );
}

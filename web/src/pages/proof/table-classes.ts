// Of the proof's small tables, which are printed as they stand and never scroll downwards.
export const rowClass =
  '[&>*]:border-b [&>*]:border-line [&>*]:px-3 [&>*]:py-2.5 last:[&>*]:border-b-0 [&>*:first-child]:pl-5 [&>*:last-child]:pr-5';
export const headClass =
  'text-xs text-soft [&>*]:h-10 [&>*]:border-b [&>*]:border-line [&>*]:px-3 [&>*]:font-medium [&>*:first-child]:pl-5 [&>*:last-child]:pr-5';

import { useMutation } from '@tanstack/react-query';
import type { MappingChecked } from '../../../../src/api/mapping.ts';
import { ask } from '../../api.ts';
import { mappingPath } from './queries.ts';

interface Setting {
  /** Where it stands in the file ('accounts.sales'). */
  readonly path: string;
  readonly value: string;
  readonly because: string;
}

/** Sets one decision in the text that stands in the editor. The server writes it, because it keeps the comments; nothing is saved. */
export const useSet = (flow: string, text: string, onText: (text: string) => void) =>
  useMutation({
    mutationFn: ({ path, value, because }: Setting) =>
      ask<MappingChecked>(`${mappingPath(flow)}/set`, { method: 'POST', body: { text, path, value, because } }),
    onSuccess: (answer) => onText(answer.text),
  });

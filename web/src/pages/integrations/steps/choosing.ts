import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Setup, SetupChoices } from '../../../../../src/api/integrations.ts';
import { ask } from '../../../api.ts';
import { setupPath, setupQuery } from '../queries.ts';

/** A deed of the wizard: the server answers where the setup stands now, and the page goes on to the step that comes next. */
export function useDeed<Wanted>(setup: Setup, deed: (wanted: Wanted) => Promise<Setup>, goesOn: boolean) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: deed,
    onSuccess: (answer) => {
      queries.setQueryData(setupQuery(setup.flow).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ['connections', 'setups'] });
      if (goesOn) void navigate({ to: '/setup/$flow', params: { flow: setup.flow }, search: {} });
    },
    onError: () => void queries.invalidateQueries({ queryKey: setupQuery(setup.flow).queryKey }),
  });
}

/** Keeps some of the choices. */
export const useChoose = (setup: Setup) =>
  useDeed(setup, (choices: Partial<SetupChoices>) => ask<Setup>(setupPath(setup.flow), { method: 'PATCH', body: choices }), true);

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Refusal } from './api.ts';
import { ToastProvider } from './parts/toast.tsx';
import { TooltipProvider } from './parts/tooltip.tsx';
import { meQuery } from './queries.ts';
import { createAppRouter } from './router.ts';

export function App(): ReactNode {
  const [{ queries, router }] = useState(() => {
    const made = createQueries();
    return { queries: made, router: createAppRouter(made) };
  });
  return (
    <QueryClientProvider client={queries}>
      <TooltipProvider>
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </TooltipProvider>
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  // Who is not signed in any more is asked to sign in, wherever the server noticed it.
  const onError = (error: Error): void => {
    if (error instanceof Refusal && error.status === 401) queries.setQueryData(meQuery.queryKey, null);
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The server may be this machine: whether there is a way into the internet says nothing about the way to it.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        // What the server has decided it decides again; only silence is worth a second try.
        retry: (failed, error) => failed < 2 && error instanceof Refusal && (error.status === 0 || error.status >= 502),
      },
    },
  });
  return queries;
}

import { useQuery } from '@tanstack/react-query';
import { connectionsQuery, providersQuery } from './queries.ts';

/** A connection as people tell it from another of the same organisation: 'Harbour Studio Ltd (Xero)'. */
export function useSideName(): (connection: string, label?: string) => string {
  const connections = useQuery(connectionsQuery).data ?? [];
  const providers = useQuery(providersQuery).data ?? [];
  return (connection, label) => {
    const card = connections.find((one) => one.connection === connection);
    const provider = providers.find((one) => one.provider === card?.provider)?.label ?? null;
    const name = label ?? card?.label ?? connection;
    return provider === null || name.includes(provider) ? name : `${name} (${provider})`;
  };
}

/** The system alone, where whose it is goes without saying: 'Xero'. */
export function useSystemName(): (connection: string, label: string) => string {
  const connections = useQuery(connectionsQuery).data ?? [];
  const providers = useQuery(providersQuery).data ?? [];
  return (connection, label) => {
    const card = connections.find((one) => one.connection === connection);
    return providers.find((one) => one.provider === card?.provider)?.label ?? label;
  };
}
